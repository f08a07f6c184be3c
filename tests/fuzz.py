"""Made-up articles and what must hold of the assessment of any: for tests/test_fuzz.py and benchmarks/fuzz.py."""

from __future__ import annotations

from hypothesis import strategies as st

from escalate import Article, Scorer
from escalate.explain.assessment import Assessment
from escalate.read.article import check_text
from escalate.weigh.outline import NOT_READ

VOCABULARY = (
    "Ardania Belmora Cardova Dorland the The army soldiers rebels minister president village border capital ships "
    "shelled attacked invaded bombed killed wounded struck fired threatened warned accused condemned expelled recalled "
    "agreed signed withdrew released lifted met talks truce ceasefire treaty sanctions war missile strike troops "
    "not never no denied would could if may said that who which after before last year 1914 2031 Monday yesterday "
    "and or but by in on of to with from at 12 13,000 two film novel match team goal market shares"
)
WORDS = tuple(VOCABULARY.split())
MARKS = (" ", " ", " ", " ", " ", ", ", ". ", ". ", "! ", "? ", "; ", ": ", " “", "” ", ' "', '" ', " (", ") ", " – ")
BREAKS = ("\n", "\n\n", "\r\n", "\u2028", "\t", "\u00a0", "\u200b", "…", "'s ", "’s ", "-")
# Page furniture: every line is one that a rule of the shipped pack knows, by itself.
FURNITURE = "\n\nSubscribe to our newsletter\n\nFollow us on Twitter\n\nAll rights reserved.\n"

_pieces = st.one_of(
    st.sampled_from(WORDS), st.sampled_from(WORDS), st.sampled_from(WORDS), st.text(max_size=6), st.sampled_from(BREAKS)
)
_written = st.lists(st.tuples(_pieces, st.sampled_from(MARKS)), min_size=1, max_size=120)
texts = st.one_of(_written.map(lambda parts: "".join(word + mark for word, mark in parts)), st.text(max_size=300))
titles = st.one_of(
    st.none(),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join),
    st.text(max_size=40),
)


def can_be_scored(article: Article) -> bool:
    """Whether the text is one at all: not blank, not binary."""
    try:
        check_text(article.text if article.text.strip() else article.title or "", "fuzz")
    except Exception:
        return False
    return True


def check(scorer: Scorer, article: Article) -> Assessment:
    """Score an article and hold everything against it that must be so; raises AssertionError."""
    found = scorer.score(article)
    assert found.to_json() == scorer.score(article).to_json(), "the same bytes twice"
    assert 0 <= found.interval[0] <= found.score <= found.interval[1] <= 100
    assert 0 <= found.level <= 5 and found.direction in (-1, 0, 1)
    _check_places(found, article)
    _check_sums(found)
    return found


def _check_places(found: Assessment, article: Article) -> None:
    fields = {"title": article.title or "", "text": article.text}
    for cue in (*found.cues, *found.not_counted):
        given_ = fields[cue.field]
        assert 0 <= cue.start < cue.end <= len(given_), (cue.rule, cue.start, cue.end)
        assert given_[cue.start : cue.end] == cue.text
        low, high = cue.sentence
        assert low <= cue.start and cue.end <= high <= len(given_), (cue.rule, cue.sentence)
    for sentence in found.sentences:
        assert 0 <= sentence.start < sentence.end <= len(fields[sentence.field])
    for part in found.layout:
        assert 0 <= part.start < part.end <= len(article.text) and part.kind in ("headline", *NOT_READ)


def _check_sums(found: Assessment) -> None:
    parts = found.parts
    assert abs(parts.baseline + parts.rules + parts.classifier - found.score) < 0.051
    assert abs(sum(cue.points for cue in found.cues) - parts.rules) < 0.051
    # A text without a word that is read (":", page furniture alone) has a score and no sentence for it.
    placed = sum(sentence.points for sentence in found.sentences)
    assert not found.sentences or abs(placed - (parts.rules + parts.classifier)) < 0.051
    for cue in found.not_counted:
        assert cue.points == 0
    for cue in found.cues:
        assert cue.points >= 0 if cue.polarity == "escalation" else cue.points <= 0, (cue.rule, cue.points)


def check_furniture(scorer: Scorer, article: Article) -> None:
    """Page furniture after the text changes nothing of the score, its level and its cues."""
    bare, around = scorer.score(article), scorer.score(Article(article.text + FURNITURE, article.title))
    assert (bare.score, bare.level, bare.direction) == (around.score, around.level, around.direction)
    assert [(c.rule, c.start, c.points) for c in bare.cues] == [(c.rule, c.start, c.points) for c in around.cues]
