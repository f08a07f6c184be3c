"""Shares a score out among its places: every point lies in a cue or in the wording of a sentence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from escalate.weigh.outline import Floats, Ints, Outline
from escalate.weigh.sentences import all_dropped

MOST_SENTENCES = 6  # whose wording has points; a reader gives no more reasons
SHARPNESS = 3.0  # power of a sentence's chance to be the news
RUNG = (0.3, 1.0, 1.5, 1.7, 2.0, 2.6)  # what a cue of each level asks for beside others
SAID_AGAIN = 0.5  # each further cue of a rule asks for this times the one before


@dataclass(frozen=True, slots=True)
class Scores:
    """The score of a text, whole and with parts of it left out, 0 to 100.

    Attributes
    ----------
    whole : float
    without_down : float
        Without its cues of de-escalation; never below `whole`.
    by_rules, by_words : float
        Without its words, and without its cues; both without de-escalation.
    """

    whole: float
    without_down: float
    by_rules: float
    by_words: float


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """Points, not rounded; together they are the score.

    Attributes
    ----------
    hits : array, shape (hits,)
        Of every hit of the outline; 0 where it is not counted.
    wording : array, shape (sentences,)
    """

    hits: Floats
    wording: Floats


def share_out(scores: Scores, outline: Outline, news: Floats, wording: Floats, cues: Ints, belief: Floats) -> Shares:
    """Share a score out.

    Cues and wording divide what speaks for escalation by their Shapley values: each gets the mean of what it adds alone
    and of what it adds to the other (Shapley 1953, for two players). Cues share theirs by rung, context, belief and the
    chance that their sentence is the news; wording its own among the `MOST_SENTENCES` hottest sentences.

    Parameters
    ----------
    news, wording : array, shape (sentences,)
        Chance that a sentence is the news; share of 10 that its words say.
    cues, belief : array, shape (cues,)
        The counted hits of escalation and how far each is believed.
    """
    hits, words = np.zeros(len(outline.item)), np.zeros(len(outline.numbers))
    asked = _asked_by_cues(outline, news, cues, belief)
    ruled = 0.0
    if asked.sum() > 0:
        ruled = 0.5 * (scores.without_down - scores.by_words + scores.by_rules)
        ruled = min(scores.without_down, max(0.0, ruled))
        hits[cues] = ruled * asked / asked.sum()
    words = (scores.without_down - ruled) * _asked_by_words(outline, news, wording)
    lowered = scores.whole - scores.without_down
    lowering = np.flatnonzero(outline.lowering)
    if len(lowering):
        asked = outline.share[lowering] * (0.3 + news[outline.sentence[lowering]])
        asked *= np.where(outline.opens[outline.sentence[lowering]], 1.0, 0.5)
        hits[lowering] = lowered * asked / asked.sum()
    return Shares(hits, words)


def _asked_by_cues(outline: Outline, news: Floats, cues: Ints, belief: Floats) -> Floats:
    asked = np.array(RUNG)[outline.level[cues]] * outline.share[cues] * belief
    asked = asked * news[outline.sentence[cues]] ** SHARPNESS
    times: dict[str, int] = {}
    for place in np.argsort(-asked, kind="stable").tolist():
        rule = outline.rules[cues[place]]
        asked[place] *= SAID_AGAIN ** times.get(rule, 0)
        times[rule] = times.get(rule, 0) + 1
    result: Floats = asked
    return result


def _asked_by_words(outline: Outline, news: Floats, wording: Floats) -> Floats:
    """Shares that sum to 1, where there is a sentence at all."""
    asked = news**SHARPNESS * (0.05 + wording) * np.where(all_dropped(outline) > 0, 0.05, 1.0)
    asked = np.where(outline.again, 0.0, asked)
    if len(asked) > MOST_SENTENCES:
        colder = np.argsort(-asked, kind="stable")[MOST_SENTENCES:]
        asked[colder] = 0.0
    total = float(asked.sum())
    result: Floats = asked / total if total > 0 else asked
    return result
