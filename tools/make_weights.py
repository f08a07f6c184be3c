"""Fits rules/weights.yaml, the numbers of scoring with rules alone, on rated articles.

usage: python tools/make_weights.py CORPUS…

Signs are held, and the same corpora give the same file. Texts of the splits dev and test are left out.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from escalate.corpus.rated import read_corpora
from escalate.pack.compiled import compile_pack
from escalate.pack.pack import read_pack
from escalate.pack.weights import Weights
from escalate.training.features import prepare
from escalate.training.weights import fit_weights

TARGET = Path(__file__).resolve().parent.parent / "rules" / "weights.yaml"
HEAD = """\
# What a cue is worth without a classifier, in log-odds. Fitted on rated articles by tools/make_weights.py, signs held.
format: escalate-weights/1
"""


def as_yaml(weights: Weights) -> str:
    """The file's text."""
    levels = {str(level): value for level, value in enumerate(weights.escalation)}
    down = {str(level): value for level, value in enumerate(weights.de_escalation)}
    severity = {str(number): value for number, value in enumerate(weights.severity, start=1)}
    tables = {
        "escalation": levels,
        "de_escalation": down,
        "severity": severity,
        "confidence": weights.confidence,
        "zone": weights.zone,
    }
    lines = [f"baseline: {weights.baseline}"]
    for name, table in tables.items():
        lines.append(f"{name}: {{{', '.join(f'{key}: {value}' for key, value in table.items())}}}")
    for name in ("half", "repeat", "rank", "category_cap"):
        lines.append(f"{name}: {getattr(weights, name)}")
    return HEAD + "\n".join(lines) + "\n"


def main() -> None:
    """Fit and write."""
    rated = [r for r in read_corpora([Path(name) for name in sys.argv[1:]], None) if r.split in ("", "train")]
    prepared, _ = prepare(rated, compile_pack(read_pack()))
    ratings = np.array([entry.rated.score for entry in prepared])
    weights = fit_weights([entry.items for entry in prepared], ratings)
    TARGET.write_text(as_yaml(weights), encoding="utf-8")
    print(f"{len(prepared)} articles: {TARGET.name} written")


if __name__ == "__main__":
    main()
