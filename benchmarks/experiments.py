"""The model experiments of docs/experiments.md: by grouped cross-validation, and on held-out texts.

usage: python benchmarks/experiments.py CORPUS… [--held-out CORPUS…] [--only NAME…]
CORPUS is a rated corpus (docs/corpus.md), such as corpus/ and what `escalate corpus import` wrote. Rows of the splits
dev and test are never trained on; those of CORPUS are added to the held-out texts.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from escalate.corpus import Rated, read_corpus
from escalate.evaluation.evaluate import bare, ratings_of
from escalate.measure.metrics import MEASURES, Predictions, compare, shown
from escalate.pack.compiled import compile_pack
from escalate.pack.pack import read_pack
from escalate.pack.weights import Weights
from escalate.training.decisions import fit_decisions
from escalate.training.features import Features, Prepared, prepare
from escalate.training.heads import SHARPNESS, STEPS, Readings, fit_heads, out_of_fold, readings_of
from escalate.training.prepare import grouped_folds
from escalate.training.vectors import WordVectors, load_vectors
from escalate.weigh.fusion import Fusion
from escalate.weigh.ledger import ledger, score_by_rules, score_of, sides, sigmoid
from escalate.weigh.level import chances, columns, decide, ledger_columns

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
SHOWN = ("spearman", "error", "level_exact", "level_within_one", "direction_macro_f1", "auc_30", "auc_50")
HEADINGS = ("Spearman", "error", "exact", "within 1", "direction", "AUC 30", "AUC 50")


class BothReadings:
    """What heads say of texts that they were not trained on: of each fold by the others, and of held-out texts."""

    def __init__(
        self,
        texts: Sequence[Prepared],
        held: Sequence[Prepared],
        folds: Ints,
        vectors: WordVectors | None,
        strength: float,
    ) -> None:
        self.inside = out_of_fold(texts, folds, vectors, strength, 1)
        if held:
            # A further fold that the heads of all training texts read.
            both = [*texts, *held]
            last = np.r_[np.zeros(len(texts), dtype=np.int64), np.ones(len(held), dtype=np.int64)]
            self.outside = _read(both, last, vectors, strength)


def _read(texts: Sequence[Prepared], last: Ints, vectors: WordVectors | None, strength: float) -> Readings:
    """Readings of the texts marked 1 by heads of those marked 0."""
    known, new = ([p for p, mark in zip(texts, last, strict=True) if mark == side] for side in (0, 1))
    features = Features.learn([p.words for p in known], vectors)
    weights, bias = fit_heads(features.matrix([p.words for p in known]), [p.rated for p in known], strength, 1)
    return readings_of(features, new, weights, bias)


def with_hits(prepared: Sequence[Prepared]) -> list[Prepared]:
    """The texts with a token for each rule hit behind their words: category, level, and whether it counts."""

    def tokens(entry: Prepared) -> list[str]:
        result = []
        for item in entry.items:
            if item.rule.polarity == "context":
                continue
            status = "counted" if item.status == "counted" else "not"
            result += [f"<{item.rule.category}-{status}>", f"<{item.polarity}-{item.level}-{status}>"]
        return result

    return [replace(p, words=[*p.words, *tokens(p)]) for p in prepared]


def fused(
    known: Sequence[Prepared],
    of_known: Readings,
    new: Sequence[Prepared],
    of_new: Readings,
) -> dict[str, Predictions]:
    """Predictions for new texts by rules alone, classifier alone and both, all fitted on the known ones."""
    decisions = fit_decisions(known, of_known)
    weights = Weights.from_dict(decisions["weights"])
    bias, slope = decisions["calibration"]["classifier"]
    return {
        "rules alone": bare([score_by_rules(p.items, weights) for p in new]),
        "classifier alone": bare([score_of(bias + slope * value) for value in of_new.log_odds.tolist()]),
        "both": _both(new, of_new, weights, decisions),
    }


def _both(new: Sequence[Prepared], readings: Readings, weights: Weights, decisions: dict[str, Any]) -> Predictions:
    fusion = Fusion.from_dict(decisions["fusion"], STEPS, SHARPNESS)
    calibration = decisions["calibration"]
    scores, levels, directions = [], [], []
    for row, entry in enumerate(new):
        reading = readings.reading(row)
        added = ledger(entry.items, weights)
        scores.append(fusion.outcome(*sides(added), reading.rating, reading.share).score)
        values = columns(reading.level, reading.direction, reading.log_odds, ledger_columns(entry.items, added))
        levels.append(decide(chances(calibration["level"], values)))
        directions.append(_direction(calibration, reading.direction, *sides(added)))
    plain = bare(scores)
    return replace(plain, level=np.array(levels), direction=np.array(directions))


def _direction(decisions: dict[str, Any], heads: Sequence[float], up: float, down: float) -> int:
    """As `Model.direction`."""
    over = [
        sigmoid(c[0] + c[1] * head + c[2] * up + c[3] * down) / cut
        for c, head, cut in zip(decisions["direction"], heads, decisions["cuts"], strict=True)
    ]
    return 0 if max(over) < 1.0 else 1 if over[0] >= over[1] else -1


def line(name: str, rated: Sequence[Rated], given: Predictions, decided: bool) -> None:
    ratings = ratings_of(rated)
    cells = [
        f"{MEASURES[key](ratings, given):9.3f}"
        if decided or not key.startswith(("level", "direction"))
        else f"{'–':>9}"
        for key in SHOWN
    ]
    print(f"  {name:44s}" + "".join(cells), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("corpora", nargs="+", type=Path)
    parser.add_argument("--held-out", nargs="*", type=Path, default=[])
    parser.add_argument("--only", nargs="*", help="names of experiments")
    options = parser.parse_args()
    every = [r for path in options.corpora for r in read_corpus(path)]
    others = [(path.stem, read_corpus(path)) for path in options.held_out]
    rated = [r for r in every if r.split in ("", "train")]
    sets = [("held-out rows of the corpora", [r for r in every if r.split not in ("", "train")])]
    sets += [(name, [r for r in rows if r.split != "train"]) for name, rows in others]
    sets = [(name, rows) for name, rows in sets if rows]
    pack = compile_pack(read_pack())
    with threadpool_limits(1):
        texts = prepare(rated, pack)
        held = prepare([r for _, rows in sets for r in rows], pack)
        folds = grouped_folds(rated)
        vectors = load_vectors()
        print(f"{len(rated)} texts, {len(held)} held out, word vectors: {'yes' if vectors else 'not installed'}")
        run_all(texts, held, sets, folds, vectors, options.only)


def run_all(
    texts: list[Prepared],
    held: list[Prepared],
    sets: list[tuple[str, list[Rated]]],
    folds: Ints,
    vectors: WordVectors | None,
    only: list[str] | None,
) -> None:
    """All experiments, one after the other."""
    same: Callable[[Sequence[Prepared]], list[Prepared]] = list
    experiments = [
        ("words", same, None, 20.0),
        ("words + vectors", same, vectors, 20.0),
        ("words + vectors, strength 8", same, vectors, 8.0),
        ("words + vectors, strength 40", same, vectors, 40.0),
        ("words + vectors + rule hits in the heads", with_hits, vectors, 20.0),
    ]
    for name, change, word_vectors, strength in experiments:
        if only and name not in only:
            continue
        print(f"\n{name}, strength {strength:g}")
        print(f"  {'':44s}" + "".join(f"{heading:>9s}" for heading in HEADINGS))
        seen, new = change(texts), change(held)
        readings = BothReadings(seen, new, folds, word_vectors, strength)
        crossed = cross(seen, readings.inside, folds)
        rated = [p.rated for p in seen]
        for part, given in crossed.items():
            line(f"cross-validated, {part}", rated, given, part == "both")
        for group in sorted({r.group for r in rated}):
            rows = np.array([i for i, r in enumerate(rated) if r.group == group])
            line(f"  both, {group} ({len(rows)})", [rated[i] for i in rows], take(crossed["both"], rows), True)
        if held:
            outside = fused(seen, readings.inside, new, readings.outside)
            report_held(sets, outside)


def report_held(sets: list[tuple[str, list[Rated]]], outside: dict[str, Predictions]) -> None:
    start = 0
    for name, rows in sets:
        span = np.arange(start, start + len(rows))
        start += len(rows)
        own = {part: take(given, span) for part, given in outside.items()}
        for part, given in own.items():
            line(f"{name} ({len(rows)}), {part}", rows, given, part == "both")
        difference = compare(ratings_of(rows), own["both"], own["classifier alone"])
        print(
            f"    both less classifier alone: Spearman {shown(difference['spearman'], signed=True)}, "
            f"error {shown(difference['error'], signed=True)}"
        )


def cross(texts: list[Prepared], readings: Readings, folds: Ints) -> dict[str, Predictions]:
    """Cross-fitted predictions: fusion and decisions of each fold are fitted on the others."""
    parts: dict[str, list[tuple[Ints, Predictions]]] = {}
    for fold in sorted(set(folds.tolist())):
        inside, outside = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        found = fused(
            [texts[i] for i in inside],
            readings.take(inside),
            [texts[i] for i in outside],
            readings.take(outside),
        )
        for name, given in found.items():
            parts.setdefault(name, []).append((outside, given))
    return {name: joined(given) for name, given in parts.items()}


def take(given: Predictions, rows: Ints) -> Predictions:
    return Predictions(given.score[rows], given.level[rows], given.direction[rows], given.low[rows], given.high[rows])


def joined(parts: list[tuple[Ints, Predictions]]) -> Predictions:
    """The predictions of all folds in the order of the texts."""
    order = np.argsort(np.concatenate([rows for rows, _ in parts]))
    columns_ = [
        np.concatenate([getattr(given, name) for _, given in parts])[order]
        for name in ("score", "level", "direction", "low", "high")
    ]
    return Predictions(*columns_)


if __name__ == "__main__":
    main()
