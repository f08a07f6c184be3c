import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from escalate.read.blocks import split_blocks
from escalate.read.fold import fold
from escalate.read.sentences import segment
from escalate.read.words import WORD, tokenize, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The U.S. army's build-up", ["the", "us", "army", "build", "up"]),
        ("won't, can't", ["won't", "can't"]),
        ("1,200 men and 3.5 tonnes", ["1,200", "men", "and", "3.5", "tonnes"]),
        ("S-300 in Zürich", ["s", "300", "in", "zurich"]),
        ("Москва молчит", ["москва", "молчит"]),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert words_of(text) == words


@given(st.text("ab1 2'.,;-\n", max_size=40))
@example("1a'b 2,5.c x'y'z S300 1.2.3 4a5")
def test_plain_text_is_cut_as_the_pattern_says(text: str) -> None:
    # A text with a letter outside ASCII goes by the pattern itself, any other by comparing characters.
    by_pattern = [found.span() for found in WORD.finditer(text)]
    tokens = tokenize(text)
    assert list(zip(tokens.starts, tokens.ends, strict=True)) == by_pattern
    wide = tokenize(text + " ж")
    assert (wide.starts[:-1], wide.ends[:-1], wide.words[:-1]) == (tokens.starts, tokens.ends, tokens.words)


def test_offsets_point_at_the_words() -> None:
    text = "Gen. O'Hara's men fired 1,200 shells on “Hill 60”."
    tokens = tokenize(fold(text).text)
    for word, start, end in zip(tokens.words, tokens.starts, tokens.ends, strict=True):
        assert fold(text[start:end]).text.lower() == word


def _sentences(text: str) -> list[str]:
    folded = fold(text).text
    tokens = tokenize(folded)
    found = segment(tokens, split_blocks(folded))
    return [text[tokens.starts[s.first] : tokens.ends[s.last - 1]] for s in found.sentences]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Gen. Marek met Mr. Olt on Jan. 3 in hall No. 3 at 3 p.m. on a Friday.", 1),
        ("The U.S. Army left. It rained.", 2),
        ("He left the U.S. The army stayed.", 2),
        ("“Stop,” he said. “Now.” They stopped.", 3),
        ("Was it war? No! It was rain.", 3),
        ("One line\n\nAnother paragraph without a stop", 2),
        ("J. K. Orlov spoke first.", 1),
        ("Version 2.5 of the text was read.", 1),
    ],
)
def test_sentence_ends(text: str, count: int) -> None:
    assert len(_sentences(text)) == count


def test_quotations_are_marked_and_end_with_their_paragraph() -> None:
    text = "He said “we will go” and left. “Never closed\n\nNext paragraph"
    folded = fold(text).text
    tokens = tokenize(folded)
    found = segment(tokens, split_blocks(folded))
    quoted = [word for word, flag in zip(tokens.words, found.quoted, strict=True) if flag]
    assert quoted == ["we", "will", "go", "never", "closed"]


def test_segments_end_at_semicolons_and_long_quotations_only() -> None:
    text = 'They met; guns fired near a "safe" town and he said "we will never give in to them".'
    tokens = tokenize(fold(text).text)
    found = segment(tokens, split_blocks(text))
    segment_of = dict(zip(tokens.words, found.segment, strict=True))
    assert segment_of["they"] != segment_of["guns"]
    assert segment_of["near"] == segment_of["safe"] == segment_of["town"]
    assert segment_of["said"] != segment_of["never"]


def test_hard_wrapped_lines_are_one_block_and_list_lines_are_not() -> None:
    wrapped = (
        "The first line of the paragraph goes on until there is no more room\n"
        "for the next word, and so does the second line of the same paragraph\n"
        "until it ends.\n\nHome\nNews\nSport\n"
    )
    blocks = split_blocks(wrapped)
    assert [wrapped[b.start : b.end].split("\n")[0][:9] for b in blocks] == ["The first", "Home", "News", "Sport"]
