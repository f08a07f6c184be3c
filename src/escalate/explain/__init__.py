"""The assessment: every point with its place."""
