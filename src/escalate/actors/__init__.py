"""Who does it to whom."""
