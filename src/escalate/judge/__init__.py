"""What a hit counts as, by what stands around it."""
