"""What a rule pack names in an article: its zones, names and hits."""
