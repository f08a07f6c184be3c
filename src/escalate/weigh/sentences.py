"""How much a sentence is the news: the chance that a reader names it as a reason for her score."""

from __future__ import annotations

import numpy as np

from escalate.weigh.outline import Floats, Outline

COLUMNS = (
    "wording",  # log-odds of the score by the sentence's own words
    "wording below the hottest",
    "cue in full",
    "level of the strongest cue",
    "cues",
    "de-escalation",
    "all cues dropped",
    "history dropped",
    "other world dropped",
    "headline",
    "lead",
    "question",
    "quoted",
    "position",
    "level below the highest",
    "force or war",
    "wording beside a cue",
    "length",
    "names an actor",
    "names a day",
    "names a year",
)
FAR = 12.0  # sentences; further down it makes no difference how far
MOST_CUES = 3.0
DROPPED = 0.3  # attention that a sentence keeps whose cues were all thrown out
NEAR_HOTTEST = 0.3  # of the hottest sentence's weight; colder ones are the text around the news
LONG = 10.0  # sentences from which the text around the news is read in full
ALWAYS = 2  # sentences: beside one or two the rest of a short text is not read as news


def sentence_columns(outline: Outline, wording: Floats) -> Floats:
    """What tells whether a sentence is the news, shape (sentences, `COLUMNS`).

    Parameters
    ----------
    wording : array, shape (sentences,)
        Log-odds of the score by the words of each sentence.
    """
    count = len(outline.numbers)
    full, level, cues, down = np.zeros(count), np.zeros(count), np.zeros(count), np.zeros(count)
    raising, lowering = outline.raising, outline.lowering
    strength = outline.level * outline.share
    np.maximum.at(full, outline.sentence[raising & (outline.share == 1.0)], 1.0)
    np.maximum.at(level, outline.sentence[raising], strength[raising])
    np.add.at(cues, outline.sentence[raising], outline.share[raising])
    np.maximum.at(down, outline.sentence[lowering], outline.share[lowering])
    graver = np.zeros(count)
    np.maximum.at(
        graver,
        outline.sentence[raising & (outline.share == 1.0)],
        1.0 * outline.level[raising & (outline.share == 1.0)],
    )
    columns: Floats = np.column_stack(
        [
            wording,
            wording - wording.max(initial=-10.0),
            full,
            level,
            np.minimum(cues, MOST_CUES),
            down,
            all_dropped(outline),
            _marked(outline, outline.historical),
            _marked(outline, outline.idiom & ~outline.counted),
            outline.headline,
            outline.lead,
            outline.question,
            outline.quoted,
            np.minimum(np.arange(count), FAR) / FAR,
            level - level.max(initial=0.0),
            graver >= 4,
            wording * (level > 0),
            np.log1p(outline.words),
            outline.actor,
            outline.day,
            outline.year,
        ]
    ).astype(np.float64)
    return columns


def all_dropped(outline: Outline) -> Floats:
    """1 for a sentence that has hits of which none counts, shape (sentences,)."""
    dropped, kept = _marked(outline, ~outline.counted), _marked(outline, outline.counted)
    return dropped * (1.0 - kept)


def _marked(outline: Outline, hits: np.ndarray) -> Floats:
    found = np.zeros(len(outline.numbers))
    found[outline.sentence[hits]] = 1.0
    return found


def attention(outline: Outline, news: Floats) -> Floats:
    """How much each sentence weighs in the reading of the whole text, 0 to 1, shape (sentences,).

    The root of its chance beside that of the hottest sentence. What is far colder is the text around the news: it
    counts by the length of the text, so that a neutral sentence after a short report changes nothing, while a page of
    other matter around one mention does. The headline is read once, and what was thrown out stays out.

    Parameters
    ----------
    news : array, shape (sentences,)
        Chances by `sentence_columns`.
    """
    count = len(news)
    if count == 0:
        return np.zeros(0)
    relative = news / news.max()
    around = min(1.0, max(0, count - ALWAYS) / LONG) ** 2
    weight = np.sqrt(relative) * np.where(relative < NEAR_HOTTEST, around, 1.0)
    result: Floats = np.where(outline.again, 0.0, weight * np.where(all_dropped(outline) > 0, DROPPED, 1.0))
    return result
