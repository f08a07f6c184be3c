"""The whole way from rated texts to a model folder: refusals, nested cross-validation, held-out measures, card."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from joblib import Parallel, delayed
from threadpoolctl import threadpool_limits

from escalate.corpus.check import split_leaks
from escalate.corpus.groups import source_groups
from escalate.corpus.rated import Rated, seen_key
from escalate.errors import EscalateError
from escalate.measure.metrics import spearman
from escalate.pack.compiled import CompiledPack
from escalate.training import train
from escalate.training.cross_fit import Held, cross_fit
from escalate.training.heads import Readings, out_of_fold
from escalate.training.vectors import WordVectors

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Progress = Callable[[str, int, int], None]

STRENGTHS = (2.0, 8.0, 30.0)  # of the classifier; scikit-learn's C
MIN_TEXTS = 50
TRAINED_SPLITS = ("", "train")


class TrainingError(EscalateError):
    """Texts that no trustworthy model can be trained on, and why."""


@dataclass(frozen=True, slots=True)
class Trained:
    """A trained model and how it did on texts that each part of it never saw.

    Attributes
    ----------
    info, arrays : dict
        What goes into the model folder.
    rated : list of Rated
        The texts trained on, in the order of `held`.
    held : Held
        Cross-fitted predictions for them.
    strengths : tuple of (strength, Spearman)
        Of the classifier alone, out of fold.
    nested : tuple of float
        The strength that each outer fold chose without its own texts.
    """

    info: dict[str, Any]
    arrays: dict[str, npt.NDArray[Any]]
    rated: list[Rated]
    held: Held
    strengths: tuple[tuple[float, float], ...]
    nested: tuple[float, ...]


def texts_to_train(rated: Sequence[Rated], held_out: Sequence[Rated] = (), *, drop_leaks: bool = False) -> list[Rated]:
    """The texts to train on: those of the split train and of no split; held-out texts only guard against leaks.

    Parameters
    ----------
    rated : sequence of Rated
    held_out : sequence of Rated
        Texts kept for evaluation, whatever their split says.
    drop_leaks : bool
        Leave out texts that have a near-duplicate, or their source, among the held-out ones, instead of refusing.

    Raises
    ------
    TrainingError
        Leaks between splits, fewer than `MIN_TEXTS` texts, a constant label, too few groups.
    """
    kept = [r for r in rated if r.split in TRAINED_SPLITS]
    others = [replace(r, split="held out") for r in (*held_out, *(r for r in rated if r.split not in TRAINED_SPLITS))]
    kept = [replace(r, split="train") for r in kept]
    everything = [*kept, *others]
    groups = source_groups(everything)
    leaks = split_leaks(everything, groups)
    if leaks and not drop_leaks:
        shown = "; ".join(f"{_name(a)} and {_name(b)}" for a, b in leaks[:3])
        raise TrainingError(
            f"{len(leaks)} texts to train on have a near-duplicate, or their source, among the held-out ones, such as "
            f"{shown}. Put both into one split (`escalate corpus check` lists them), or use --drop-leaks."
        )
    tainted = {group for group, entry in zip(groups, everything, strict=True) if entry.split == "held out"}
    kept = [entry for entry, group in zip(kept, groups, strict=False) if group not in tainted]
    check_trainable(kept)
    return kept


def check_trainable(rated: Sequence[Rated]) -> None:
    """Refuse texts that no model can be learned from.

    Raises
    ------
    TrainingError
        With the reason.
    """
    if len(rated) < MIN_TEXTS:
        raise TrainingError(f"{len(rated)} texts to train on. At least {MIN_TEXTS} are needed: add rated texts.")
    if len({r.score for r in rated}) == 1:
        raise TrainingError(
            f"every text has the same label (score {rated[0].score:g} of 100): there is nothing to tell apart. "
            "Add texts with other labels."
        )
    groups = len(set(source_groups(rated)))
    if groups < train.FOLDS:
        raise TrainingError(
            f"the texts fall into {groups} groups of one source or of near-duplicates; {train.FOLDS} are needed, so "
            "that no group stands on both sides of a split. Add texts of other sources, or use --ignore-source."
        )


def _name(entry: Rated) -> str:
    return entry.article.id or repr((entry.article.title or entry.article.text)[:40])


def grouped_folds(rated: Sequence[Rated]) -> Ints:
    """Fold of each text: groups of near-duplicates and of one source stay whole, and folds are of like size."""
    groups = source_groups(rated)
    if not any(r.article.source for r in rated):
        return train.make_folds(rated)
    sizes: dict[int, int] = {}
    for group in groups:
        sizes[group] = sizes.get(group, 0) + 1
    filled = [0] * train.FOLDS
    fold_of: dict[int, int] = {}
    for group in sorted(sizes, key=lambda g: (-sizes[g], g)):
        fold_of[group] = min(range(train.FOLDS), key=lambda f: (filled[f], f))
        filled[fold_of[group]] += sizes[group]
    return np.array([fold_of[group] for group in groups], dtype=np.int64)


def train_model(
    rated: Sequence[Rated],
    pack: CompiledPack,
    *,
    name: str = "custom",
    vectors: WordVectors | None = None,
    strengths: Sequence[float] = STRENGTHS,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Trained:
    """Train a model with nested cross-validation.

    Parameters
    ----------
    rated : sequence of Rated
        From `texts_to_train`.
    strengths : sequence of float
        Tried; the best by out-of-fold Spearman of the classifier is taken. One alone is taken as it is.
    progress : callable, optional
        Told the stage, the steps done and the steps in all.
    """
    check_trainable(rated)
    rated = sorted(rated, key=lambda r: (r.group, seen_key(r), r.score))  # whatever the order of the files
    report = progress or (lambda stage, done, total: None)
    with threadpool_limits(1):  # more threads would add in another order, and last digits would differ
        report("reading texts with the rules", 0, 1)
        prepared = train.prepare(rated, pack)
        report("reading texts with the rules", 1, 1)
        folds = grouped_folds(rated)
        tuned = _tune(prepared, folds, vectors, sorted(set(strengths)), jobs, report)
        report("fusing rules and classifier", 0, 2)
        info, arrays = train.fit(
            rated,
            pack,
            name=name,
            vectors=vectors,
            strength=tuned.strength,
            jobs=jobs,
            prepared=prepared,
            readings=tuned.readings,
        )
        report("fusing rules and classifier", 1, 2)
        held = cross_fit(prepared, tuned.readings, folds, info, arrays)
        report("fusing rules and classifier", 2, 2)
    info["training"]["seen"] = sorted({seen_key(r) for r in rated})
    return Trained(info, arrays, list(rated), held, tuned.table, tuned.nested)


@dataclass(frozen=True, slots=True)
class _Tuned:
    strength: float
    readings: Readings
    table: tuple[tuple[float, float], ...]
    nested: tuple[float, ...]


def _readings(prepared: list[train.Prepared], folds: Ints, vectors: WordVectors | None, strength: float) -> Readings:
    with threadpool_limits(1):
        return out_of_fold(prepared, folds, vectors, strength, 1)


def _tune(
    prepared: Sequence[train.Prepared],
    folds: Ints,
    vectors: WordVectors | None,
    strengths: Sequence[float],
    jobs: int,
    report: Progress,
) -> _Tuned:
    """Choose the strength; readings of each text are by heads and a strength that were chosen without it."""
    light = [train.Prepared(p.rated, [], p.words) for p in prepared]  # the hits are not needed, and heavy to send
    ratings = np.array([p.rated.score for p in prepared])
    outer = sorted(set(folds.tolist()))
    sides: list[Ints | None] = [None, *(np.flatnonzero(folds != f) for f in outer)] if len(strengths) > 1 else [None]
    tasks = [(side, strength) for side in sides for strength in strengths]
    results: list[Readings] = []
    report("cross-validating the classifier", 0, len(tasks))
    for result in Parallel(n_jobs=jobs, return_as="generator")(
        delayed(_readings)(
            light if side is None else [light[i] for i in side], folds if side is None else folds[side], vectors, s
        )
        for side, s in tasks
    ):
        results.append(result)
        report("cross-validating the classifier", len(results), len(tasks))
    count = len(strengths)
    quality = [
        _quality(readings.log_odds, ratings if side is None else ratings[side])
        for (side, _), readings in zip(tasks, results, strict=True)
    ]
    table = tuple(zip(strengths, quality[:count], strict=True))
    best = _best(quality[:count])
    chosen = [_best(quality[count * (n + 1) : count * (n + 2)]) for n in range(len(outer))] if count > 1 else []
    readings = results[best].take(np.arange(len(ratings)))  # a copy
    for fold, choice in zip(outer, chosen, strict=False):
        readings.put(np.flatnonzero(folds == fold), results[choice])
    return _Tuned(strengths[best], readings, table, tuple(strengths[c] for c in chosen))


def _quality(log_odds: Floats, ratings: Floats) -> float:
    value = spearman(log_odds, ratings)
    return 0.0 if np.isnan(value) else round(value, 4)


def _best(quality: Sequence[float]) -> int:
    """The best; of equals the weaker, which is the simpler model."""
    return max(range(len(quality)), key=lambda i: (quality[i], -i))
