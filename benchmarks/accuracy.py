"""Prints how well scores agree with readers: real articles, their reasons, news, sentences, plain statements, pairs.

usage: python benchmarks/accuracy.py [FOLDER] [--model DIR] [--rules DIR] [--no-model]
FOLDER holds the rated texts, by default ../shared/data where it is; what it does not hold is left out. Without any,
the held-out articles of corpus/ are measured. Rated texts are JSON lines as in docs/corpus.md, perhaps with `reasons`.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np

from escalate import Assessment
from escalate.corpus import Rated, read_corpus
from escalate.evaluation.evaluate import assess, evaluate_predictions, predictions_of
from escalate.scorer import Scorer

Row = dict[str, Any]

ROOT = Path(__file__).resolve().parent.parent
SETS = {
    "real": "real_dev.jsonl",
    "news": "dev.jsonl",
    "sentences": "sentences.jsonl",
}
SHOWN = ("spearman", "error", "level_exact", "direction_macro_f1")


def agreement(name: str, rated: list[Rated], scorer: Scorer) -> None:
    """One row: measures of a set, and where the points lie if its readers gave reasons."""
    assessments = assess(scorer, rated)
    overall = evaluate_predictions(rated, predictions_of(assessments)).overall
    cells = [f"{key} {overall[key].value:.3f}" for key in SHOWN if overall[key].value is not None]
    print(f"{name:12s} {len(rated):5d} texts  " + "  ".join(cells))
    cited = [(r, a) for r, a in zip(rated, assessments, strict=True) if any(x.sign for x in r.reasons)]
    if cited:
        on, main = np.array([_on_reasons(r, a) for r, a in cited]).T
        print(
            f"{'reasons':12s} {len(cited):5d} texts  points on a reason {on.mean():.3f}  main reason {main.mean():.3f}"
        )


def _on_reasons(rated: Rated, given: Assessment) -> tuple[float, float]:
    """Share of points in a sentence with a reason of their sign, and whether the main reason's sentence has any."""
    total = sum(abs(s.points) for s in given.sentences)
    hit, main = 0.0, 0.0
    reasons = [x for x in rated.reasons if x.sign]
    first = max(reasons, key=lambda x: x.weight)
    for s in given.sentences:
        touched = [x for x in reasons if x.field == s.field and x.start < s.end and s.start < x.end]
        if any(x.sign * s.points > 0 for x in touched):
            hit += abs(s.points)
        if first in touched and first.sign * s.points > 0:
            main = 1.0
    return (hit / total if total else 0.0), main


def plain(rows: list[Row], scorer: Scorer) -> str:
    """Statements with every level, direction and band of scores that a careful reader accepts."""
    given = [_score(row, scorer) for row in rows]
    right = {
        "level": [a.level in row["level"] for row, a in zip(rows, given, strict=True)],
        "band": [row["score"][0] <= a.score <= row["score"][1] for row, a in zip(rows, given, strict=True)],
        "direction": [a.direction in row["direction"] for row, a in zip(rows, given, strict=True)],
    }
    return "  ".join(f"{key} {np.mean(values):.3f}" for key, values in right.items())


def pairs(rows: list[Row], scorer: Scorer) -> str:
    """Texts `a` and `b` with `expect`: "a>b by 10", "a>=b" (less a point), "|a-b|<=6"."""
    passed = []
    for row in rows:
        gap = scorer.score(row["a"]).score - scorer.score(row["b"]).score
        wanted = str(row["expect"]).replace(" ", "")
        if wanted.startswith("|a-b|<="):
            passed.append(abs(gap) <= float(wanted[7:]))
        elif wanted.startswith("a>bby"):
            passed.append(gap >= float(wanted[5:]))
        else:
            passed.append(gap >= -1.0)
    return f"passed {np.mean(passed):.3f}"


def cases(rows: list[Row], scorer: Scorer) -> str:
    """Single faults: what `expect` says of score, level and direction; what else it says is not asked here."""
    passed = []
    for row in rows:
        expect, a = row["expect"], _score(row, scorer)
        good = expect.get("score_min", 0) <= a.score <= expect.get("score_max", 100)
        for key, value in (("level", a.level), ("direction", a.direction)):
            accepted = expect.get(key, value)
            good = good and value in (accepted if isinstance(accepted, list) else [accepted])
        passed.append(good)
    return f"passed {np.mean(passed):.3f}"


def who(rows: list[Row], scorer: Scorer) -> str:
    """Acts with source and target: how many of those with a counted cue have each right."""
    right: dict[str, list[bool]] = {"source": [], "target": []}
    for row in rows:
        cues = _score(row, scorer).cues
        for act in row["acts"]:
            at = row["text"].find(act["quote"])
            over = [c for c in cues if c.start < at + len(act["quote"]) and at < c.end]
            for side, found in right.items():
                if over:
                    accepted = {_named(act.get(side)), _named(act.get(f"{side}_or", act.get(side)))}
                    found.append(_named(getattr(over[0], side)) in accepted)
    return f"acts {len(right['source'])}  " + "  ".join(f"{side} {np.mean(v):.3f}" for side, v in right.items() if v)


def _named(side: object) -> str:
    return "" if side in (None, [], "") else " ".join(side) if isinstance(side, list) else str(side)


def _score(row: Row, scorer: Scorer) -> Assessment:
    return scorer.score(row["text"], title=row.get("title") or None)


def _rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--model", type=Path)
    parser.add_argument("--rules", type=Path)
    parser.add_argument("--no-model", action="store_true")
    options = parser.parse_args()
    scorer = Scorer.load(options.rules, options.model, use_model=not options.no_model)
    found = {name: options.folder / file for name, file in SETS.items() if (options.folder / file).is_file()}
    if not found:
        agreement("corpus/", [r for r in read_corpus(ROOT / "corpus") if r.split == "test"], scorer)
    for name, path in found.items():
        rated = read_corpus(path)
        agreement(name, [r for r in rated if r.split == "test"] or rated, scorer)
    for measured in (plain, pairs, cases, who):
        path = options.folder / f"{measured.__name__}_dev.jsonl"
        if path.is_file():
            rows = _rows(path)
            print(f"{measured.__name__:12s} {len(rows):5d} rows   {measured(rows, scorer)}")


if __name__ == "__main__":
    main()
