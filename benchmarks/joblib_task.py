"""The task that benchmarks/parallel.py gives to joblib; in a module of its own, so that workers import it by name."""

from __future__ import annotations

import pickle
from pathlib import Path

from escalate import Scorer

_scorers: dict[str, Scorer] = {}  # of a worker: joblib has no other place for what each worker gets once


def score(path: str, texts: list[str]) -> list[float]:
    """Scores of some texts, with the scorer pickled in a file."""
    if path not in _scorers:
        _scorers[path] = pickle.loads(Path(path).read_bytes())
    return [_scorers[path].score(text).score for text in texts]
