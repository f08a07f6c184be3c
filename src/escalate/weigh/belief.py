"""How far a counted cue is believed: the chance that the article is about an act of its rung."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from escalate.weigh.logistic import log_odds
from escalate.weigh.outline import Floats, Ints, Outline, length_of

COLUMNS = (
    "rule",  # log-odds with which the rule was right on rated texts
    "wording of the sentence",
    "wording of the text",
    "sentence is the news",
    "halved",
    "other cues of that rung",
    "headline",
    "lead",
    "de-escalation beside it",
    "all cues",
    "level 5",
    "level 4",
    "level 1",
    "length",
)
SHORTEST = 90  # words; what is shorter still is not told apart
IN_FULL = 0.87  # believed from here on: the cue sets the level
NOT_AT_ALL = 0.25  # below it the cue does not count


def cue_columns(
    outline: Outline, rules: Mapping[str, float], wording: Floats, whole: float, news: Floats
) -> tuple[Ints, Floats]:
    """The counted hits of escalation, and what tells whether they are right, shape (cues, `COLUMNS`).

    Parameters
    ----------
    rules : mapping
        For each rule the share of rated texts on which it was right; "" is the share of a rule never seen.
    wording, news : array, shape (sentences,)
        Log-odds by each sentence's words; chances that it is the news.
    whole : float
        Log-odds by the words of the whole text.
    """
    cues = np.flatnonzero(outline.raising)
    level, sentence = outline.level[cues], outline.sentence[cues]
    prior = np.array([rules.get(outline.rules[cue], rules[""]) for cue in cues.tolist()], dtype=np.float64)
    at_least = (level[None, :] >= level[:, None]).sum(axis=1) - 1 if len(cues) < 2000 else np.full(len(cues), len(cues))
    down = np.zeros(len(outline.numbers))
    down[outline.sentence[outline.lowering]] = 1.0
    columns = np.column_stack(
        [
            log_odds(np.clip(prior, 0.02, 0.98)),
            wording[sentence],
            np.full(len(cues), _wording_around(outline, wording, whole)),
            log_odds(news[sentence]),
            outline.share[cues] < 1.0,
            np.log1p(at_least),
            outline.headline[sentence],
            outline.lead[sentence],
            down[sentence],
            np.full(len(cues), np.log1p(len(cues))),
            level == 5,
            level == 4,
            level == 1,
            np.full(len(cues), np.log(max(SHORTEST, int(outline.words.sum())))),
        ]
    ).astype(np.float64)
    return cues, columns


def _wording_around(outline: Outline, wording: Floats, whole: float) -> float:
    """In an article the words of the whole text; in a short item those of its hottest sentence, if they say more.

    So a neutral sentence beside a report of one sentence takes nothing from what it says.
    """
    length = length_of(outline)
    return length * whole + (1.0 - length) * max(whole, float(wording.max(initial=-10.0)))
