"""Measures a model on rated texts, and writes its card."""
