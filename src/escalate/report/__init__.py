"""Ways to print an assessment: text for a terminal, JSON, JSON lines, CSV."""
