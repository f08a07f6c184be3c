"""Second stage: how often each rule is right, and how far each cue is believed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from escalate.training.sentences import ENOUGH_CITED, logistic
from escalate.training.stage import Stage
from escalate.weigh import belief
from escalate.weigh.logistic import Logistic

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

SURE = 10.0  # log-odds that a cue believed in full gives where rules alone decide
RATE_PRIOR = 3.0  # texts that a rule's rate is pulled towards the mean of all rules by


def read_cues(
    stage: Stage, wording: list[Floats], whole: Floats, news: list[Floats]
) -> tuple[dict[str, float], Logistic, list[Ints], list[Floats]]:
    """How often each rule is right, and how far each cue is believed."""
    raising = [np.flatnonzero(p.outline.raising) for p in stage.prepared]
    text = np.repeat(np.arange(len(stage.prepared)), [len(r) for r in raising])
    rule = [p.outline.rules[cue] for p, r in zip(stage.prepared, raising, strict=True) for cue in r.tolist()]
    level = np.concatenate([p.outline.level[r] for p, r in zip(stage.prepared, raising, strict=True)])
    right = stage.level[text] >= level
    known = stage.level[text] >= 0
    weight = stage.weight[text] / np.sqrt(np.bincount(text, minlength=len(stage.prepared))[text])
    if known.sum() < ENOUGH_CITED or len(set(right[known].tolist())) < 2:
        # Nothing tells which cues were right: all are believed.
        rates, fits = {-1: {"": 1.0}}, {-1: Logistic(np.zeros((len(belief.COLUMNS), 1)), np.array([SURE]))}
    else:
        rates, fits = {}, {}
        for fold in stage.fold_list:
            inside = np.flatnonzero(known & (stage.folds[text] != fold))
            rates[fold] = _rates([rule[i] for i in inside.tolist()], right[inside])
            values = np.concatenate(
                [
                    belief.cue_columns(p.outline, rates[fold], wording[i], float(whole[i]), news[i])[1]
                    for i, p in enumerate(stage.prepared)
                ]
            )
            fits[fold] = logistic(values[inside], right[inside].astype(np.int64), weight[inside])
    believed = []
    for i, p in enumerate(stage.prepared):
        fold = int(stage.folds[i]) if int(stage.folds[i]) in fits else -1
        columns = belief.cue_columns(p.outline, rates[fold], wording[i], float(whole[i]), news[i])[1]
        chance = fits[fold].chance(columns)
        believed.append(np.where(chance < belief.NOT_AT_ALL, 0.0, chance))
    return rates[-1], fits[-1], raising, believed


def _rates(rules: Sequence[str], right: npt.NDArray[np.bool_]) -> dict[str, float]:
    """Share of hits on which each rule was right, pulled towards that of all rules."""
    mean = float(right.mean())
    hits: dict[str, list[bool]] = {}
    for rule, good in zip(rules, right.tolist(), strict=True):
        hits.setdefault(rule, []).append(good)
    return {"": mean, **{r: (sum(g) + RATE_PRIOR * mean) / (len(g) + RATE_PRIOR) for r, g in hits.items()}}
