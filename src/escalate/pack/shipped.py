"""Where the shipped folders lie."""

from __future__ import annotations

from pathlib import Path


def shipped(folder: str) -> Path:
    """The shipped folder `rules` or `models`: inside an installed package, or at the root of a checkout."""
    inside = Path(__file__).parents[1] / folder
    return inside if inside.is_dir() else Path(__file__).parents[3] / folder
