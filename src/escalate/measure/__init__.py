"""Arithmetic on scores and ratings, nothing else."""
