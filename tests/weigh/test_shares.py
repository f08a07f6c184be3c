"""Points: every one of them lies in a cue or in the wording of a sentence."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from escalate.weigh.shares import MOST_SENTENCES, RUNG, SAID_AGAIN, SHARPNESS, Scores, Shares, share_out

from .outlines import Cue, outline


def _shared(
    scores: Scores,
    *sentences: str,
    cues: tuple[Cue, ...] = (),
    news: list[float] | None = None,
    belief: list[float] | None = None,
    wording: list[float] | None = None,
) -> Shares:
    made = outline(*sentences, cues=cues)
    raising = np.flatnonzero(made.raising)
    count = len(sentences)
    return share_out(
        scores,
        made,
        np.array(news or [0.5] * count),
        np.array(wording or [0.5] * count),
        raising,
        np.array(belief or [1.0] * len(raising)),
    )


PLAIN = Scores(whole=60.0, without_down=60.0, by_rules=50.0, by_words=30.0)


def test_cues_and_wording_get_their_shapley_values() -> None:
    shared = _shared(PLAIN, "lead", cues=(Cue(),))
    assert shared.hits == pytest.approx([0.5 * (60 - 30 + 50)])
    assert shared.wording == pytest.approx([20.0])


def test_without_cues_all_is_wording_and_what_does_not_count_has_nothing() -> None:
    shared = _shared(PLAIN, "lead", cues=(Cue(counted=False),))
    assert shared.hits.tolist() == [0.0]
    assert shared.wording.sum() == pytest.approx(60.0)


def test_what_speaks_away_from_conflict_takes_from_the_score() -> None:
    scores = Scores(whole=40.0, without_down=60.0, by_rules=50.0, by_words=30.0)
    shared = _shared(scores, "lead", "", cues=(Cue(0), Cue(0, up=False), Cue(1, up=False)))
    assert shared.hits[1:] == pytest.approx([-20 / 1.5, -10 / 1.5])  # below the lead it asks for half
    assert shared.hits.sum() + shared.wording.sum() == pytest.approx(40.0)


@pytest.mark.parametrize("level", range(1, 6))
def test_a_graver_cue_asks_for_more(level: int) -> None:
    shared = _shared(PLAIN, "lead", cues=(Cue(level=level - 1), Cue(level=level, rule="force.b")))
    assert shared.hits[1] / shared.hits[0] == pytest.approx(RUNG[level] / RUNG[level - 1])
    assert RUNG[level] > RUNG[level - 1]


def test_context_belief_and_news_share_out_and_repetition_asks_for_less() -> None:
    pair = (Cue(0), Cue(1, rule="force.b"))
    assert np.divide(*_shared(PLAIN, "", "", cues=pair, news=[0.8, 0.4]).hits) == pytest.approx(2.0**SHARPNESS)
    assert np.divide(*_shared(PLAIN, "", "", cues=pair, belief=[1.0, 0.4]).hits) == pytest.approx(2.5)
    halved = (Cue(0), Cue(1, share=0.5, rule="force.b"))
    assert np.divide(*_shared(PLAIN, "", "", cues=halved).hits) == pytest.approx(2.0)
    again = (Cue(0), Cue(1))
    assert np.divide(*_shared(PLAIN, "", "", cues=again).hits) == pytest.approx(1 / SAID_AGAIN)


@pytest.mark.parametrize("count", [MOST_SENTENCES, MOST_SENTENCES + 1])
def test_no_more_sentences_than_a_reader_cites_have_wording(count: int) -> None:
    news = [0.9 - 0.05 * place for place in range(count)]
    shared = _shared(PLAIN, *[""] * count, news=news)
    assert (shared.wording > 0).sum() == MOST_SENTENCES
    assert np.flatnonzero(shared.wording == 0).tolist() == list(range(MOST_SENTENCES, count))


def test_a_repeated_headline_has_none_and_a_dropped_sentence_next_to_none() -> None:
    shared = _shared(PLAIN, "headline", "again", "", cues=(Cue(2, counted=False),))
    assert shared.wording[1] == 0.0
    assert shared.wording[2] < 0.06 * shared.wording[0]


made_cues = st.builds(
    Cue,
    sentence=st.integers(0, 2),
    level=st.integers(0, 5),
    share=st.sampled_from([1.0, 0.5]),
    rule=st.sampled_from(["force.a", "force.b"]),
    up=st.booleans(),
    counted=st.booleans(),
)
points = st.floats(0, 100)


@given(st.lists(made_cues, max_size=6), points, points, points, points)
@settings(max_examples=150, deadline=None)
def test_points_add_up_and_have_the_sign_of_their_cue(
    cues: list[Cue], one: float, two: float, by_rules: float, by_words: float
) -> None:
    made = outline("headline", "lead", "", cues=tuple(cues))
    low, high = sorted((one, two))
    whole = low if made.lowering.any() else high
    raising = np.flatnonzero(made.raising)
    scores = Scores(whole, high, by_rules, min(by_words, high))
    shared = share_out(scores, made, np.full(3, 0.4), np.full(3, 0.2), raising, np.full(len(raising), 0.9))
    assert shared.hits.sum() + shared.wording.sum() == pytest.approx(whole)
    assert (shared.hits[made.raising] >= 0).all() and (shared.hits[made.lowering] <= 0).all()
    assert (shared.hits[~made.counted] == 0).all() and (shared.wording >= -1e-9).all()
