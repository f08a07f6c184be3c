"""Fits a model on rated texts."""
