"""Which sentences are the news, and how much each weighs in the reading of the whole text."""

from __future__ import annotations

import numpy as np
import pytest

from escalate.weigh.sentences import (
    ALWAYS,
    COLUMNS,
    DROPPED,
    FAR,
    LONG,
    MOST_CUES,
    NEAR_HOTTEST,
    all_dropped,
    attention,
    sentence_columns,
)

from .outlines import Cue, outline


def _column(name: str, *sentences: str, cues: tuple[Cue, ...] = (), wording: list[float] | None = None) -> list[float]:
    made = outline(*sentences, cues=cues)
    values = sentence_columns(made, np.array(wording or [0.0] * len(sentences)))
    assert values.shape == (len(sentences), len(COLUMNS))
    found: list[float] = values[:, COLUMNS.index(name)].tolist()
    return found


FULL, HALF = Cue(), Cue(share=0.5)
DENIED, TRUCE = Cue(counted=False), Cue(up=False)


@pytest.mark.parametrize(
    ("name", "cues", "value"),
    [
        ("cue in full", (FULL,), 1.0),
        ("cue in full", (HALF,), 0.0),
        ("cue in full", (DENIED,), 0.0),
        ("level of the strongest cue", (FULL, Cue(level=2)), 4.0),
        ("level of the strongest cue", (HALF,), 2.0),
        ("cues", (FULL, HALF), 1.5),
        ("cues", (FULL,) * int(MOST_CUES), MOST_CUES),
        ("cues", (FULL,) * int(MOST_CUES + 2), MOST_CUES),
        ("de-escalation", (TRUCE,), 1.0),
        ("de-escalation", (FULL,), 0.0),
        ("all cues dropped", (DENIED,), 1.0),
        ("all cues dropped", (DENIED, HALF), 0.0),
        ("all cues dropped", (), 0.0),
        ("history dropped", (Cue(counted=False, historical=True),), 1.0),
        ("other world dropped", (Cue(counted=False, idiom=True),), 1.0),
        ("other world dropped", (Cue(idiom=True),), 0.0),
        ("force or war", (Cue(level=4),), 1.0),
        ("force or war", (Cue(level=3),), 0.0),
        ("force or war", (Cue(level=4, share=0.5),), 0.0),
    ],
)
def test_what_cues_say_of_their_sentence(name: str, cues: tuple[Cue, ...], value: float) -> None:
    assert _column(name, "", cues=cues) == [value]


def test_sentences_stand_beside_the_hottest() -> None:
    assert _column("wording below the hottest", "", "", wording=[1.0, -2.0]) == [0.0, -3.0]
    assert _column("level below the highest", "", "", cues=(Cue(0, 4), Cue(1, 1))) == [0.0, -3.0]
    assert _column("wording beside a cue", "", "", cues=(Cue(1),), wording=[1.0, -2.0]) == [0.0, -2.0]


def test_further_down_than_far_is_one_place() -> None:
    places = _column("position", *[""] * int(FAR + 3))
    assert places[0] == 0.0 and places[int(FAR) - 1] < 1.0
    assert places[int(FAR)] == places[-1] == 1.0


def test_no_sentence_gives_no_row() -> None:
    empty = outline()
    assert sentence_columns(empty, np.zeros(0)).shape == (0, len(COLUMNS))
    assert attention(empty, np.zeros(0)).shape == (0,)


def test_the_hottest_weighs_one_and_others_by_the_root() -> None:
    weight = attention(outline("", ""), np.array([0.8, 0.4]))
    assert weight == pytest.approx([1.0, np.sqrt(0.5)])


@pytest.mark.parametrize(("share", "silent"), [(NEAR_HOTTEST - 0.01, True), (NEAR_HOTTEST + 0.01, False)])
def test_colder_sentences_of_a_short_text_are_not_read(share: float, silent: bool) -> None:
    assert bool(attention(outline("", ""), np.array([1.0, share]))[1] == 0.0) is silent


@pytest.mark.parametrize(
    ("count", "part"),
    [(ALWAYS, 0.0), (ALWAYS + 1, (1 / LONG) ** 2), (ALWAYS + int(LONG), 1.0), (ALWAYS + int(LONG) + 5, 1.0)],
)
def test_the_text_around_the_news_counts_by_the_length_of_the_text(count: int, part: float) -> None:
    news = np.array([1.0, *[0.04] * (count - 1)])
    assert attention(outline(*[""] * count), news)[-1] == pytest.approx(0.2 * part)


def test_a_headline_is_read_once_and_what_was_thrown_out_stays_out() -> None:
    made = outline("headline", "again", "", cues=(Cue(2, counted=False),))
    assert all_dropped(made).tolist() == [0.0, 0.0, 1.0]
    assert attention(made, np.array([0.5, 0.5, 0.5])) == pytest.approx([1.0, 0.0, DROPPED])
