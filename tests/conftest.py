"""Shared fixtures: the shipped pack is compiled once."""

from __future__ import annotations

from pathlib import Path

import pytest

from escalate import Scorer

ROOT = Path(__file__).resolve().parent.parent
ARTICLE = ROOT / "examples" / "border_incident.txt"


@pytest.fixture(scope="session")
def scorer() -> Scorer:
    """Rules and model as shipped."""
    return Scorer.load()


@pytest.fixture(scope="session")
def rules_only(scorer: Scorer) -> Scorer:
    """The shipped rules without a model."""
    return Scorer(scorer.pack, None)


@pytest.fixture(scope="session")
def article() -> str:
    """The example article with page furniture around it."""
    return ARTICLE.read_text(encoding="utf-8")
