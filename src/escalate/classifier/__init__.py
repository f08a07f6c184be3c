"""What the wording of an article says."""
