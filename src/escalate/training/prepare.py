"""The whole way from rated texts to a model: refusals, folds, and the fit."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from escalate.corpus import near_duplicates
from escalate.corpus.check import split_leaks
from escalate.corpus.groups import source_groups
from escalate.corpus.rated import Rated, seen_key
from escalate.errors import EscalateError
from escalate.pack.compiled import CompiledPack
from escalate.training.features import learn_terms, prepare
from escalate.training.train import STRENGTH, Held, fit
from escalate.training.vectors import WordVectors

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Progress = Callable[[str, int, int], None]

FOLDS = 5
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
    """

    info: dict[str, Any]
    arrays: dict[str, npt.NDArray[Any]]
    rated: list[Rated]
    held: Held


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
    if groups < FOLDS:
        raise TrainingError(
            f"the texts fall into {groups} groups of one source or of near-duplicates; {FOLDS} are needed, so "
            "that no group stands on both sides of a split. Add texts of other sources, or use --ignore-source."
        )


def _name(entry: Rated) -> str:
    return entry.article.id or repr((entry.article.title or entry.article.text)[:40])


def grouped_folds(rated: Sequence[Rated]) -> Ints:
    """Fold of each text: groups of near-duplicates and of one source stay whole, and folds are of like size."""
    groups = source_groups(rated) if any(r.article.source for r in rated) else _copies(rated)
    sizes: dict[int, int] = {}
    for group in groups:
        sizes[group] = sizes.get(group, 0) + 1
    first = {group: seen_key(rated[place]) for place, group in reversed(list(enumerate(groups)))}
    filled = [0] * FOLDS
    fold_of: dict[int, int] = {}
    for group in sorted(sizes, key=lambda g: (-sizes[g], first[g])):
        fold_of[group] = min(range(FOLDS), key=lambda f: (filled[f], f))
        filled[fold_of[group]] += sizes[group]
    return np.array([fold_of[group] for group in groups], dtype=np.int64)


def _copies(rated: Sequence[Rated]) -> list[int]:
    return near_duplicates([f"{r.article.title or ''} {r.article.text}" for r in rated])


def train_model(
    rated: Sequence[Rated],
    pack: CompiledPack,
    *,
    name: str = "custom",
    vectors: WordVectors | None = None,
    strength: float = STRENGTH,
    weights: Mapping[str, float] | None = None,
    apart: Collection[str] = (),
    jobs: int = 1,
    progress: Progress | None = None,
) -> Trained:
    """Train a model with cross-validation.

    Parameters
    ----------
    rated : sequence of Rated
        From `texts_to_train`.
    strength : float
        Inverse of the L2 penalty (scikit-learn's C).
    weights : mapping, optional
        Weight of the texts of a group; 1 by default.
    apart : collection of str
        Groups whose share of conflict is not that of news: they have an intercept of their own, which scoring does
        not use.
    progress : callable, optional
        Told the stage, the steps done and the steps in all.
    """
    check_trainable(rated)
    rated = sorted(rated, key=lambda r: (r.group, seen_key(r), r.score))  # whatever the order of the files
    report = progress or (lambda stage, done, total: None)
    with threadpool_limits(1):  # more threads would add in another order, and last digits would differ
        report("reading texts with the rules", 0, 1)
        prepared, names = prepare(rated, pack)
        table = learn_terms(prepared, names, vectors)
        report("reading texts with the rules", 1, 1)
        report("fitting sentences, cues and articles", 0, 1)
        folds = grouped_folds(rated)
        info, arrays, held = fit(
            prepared, table, vectors, folds, name=name, weights=weights, apart=apart, strength=strength, jobs=jobs
        )
        report("fitting sentences, cues and articles", 1, 1)
    info["training"]["rules_sha256"] = pack.pack.sha256
    info["training"]["seen"] = sorted({seen_key(r) for r in rated})
    return Trained(info, arrays, list(rated), held)
