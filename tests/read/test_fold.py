import pytest

from escalate.read.fold import CLOSE_QUOTE, OPEN_QUOTE, fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("plain text", "plain text"),
        ("Erdoğan's café", "Erdogan's cafe"),
        ("“No”", f"{OPEN_QUOTE}No{CLOSE_QUOTE}"),
        ("it’s", "it's"),
        ("cease\u2011fire", "cease-fire"),
        ("a\u00a0b", "a b"),
        ("NUL\0byte", "NUL byte"),
    ],
)
def test_characters_fold_one_to_one(text: str, folded: str) -> None:
    result = fold(text)
    assert result.text == folded
    assert result.offsets is None
    assert len(result.text) == len(text)


@pytest.mark.parametrize("text", ["\ufeffTroops moved", "esca\u00adlation", "e\u0301clair", "Straße ﬁre"])
def test_offsets_lead_back_where_the_length_changes(text: str) -> None:
    result = fold(text)
    assert result.offsets is not None
    assert len(result.offsets) == len(result.text) + 1
    for position, character in enumerate(result.text):
        original = text[result.original(position)]
        assert fold(original).text.startswith(character) or character in fold(original).text
    assert result.original(len(result.text)) == len(text)


def test_every_character_of_the_basic_plane_keeps_offsets_sound() -> None:
    text = "".join(chr(code) for code in range(0x3100) if not 0xD800 <= code < 0xE000)
    result = fold(text)
    assert len(result.text.lower()) == len(result.text)
    assert result.offsets is not None
    assert result.offsets == sorted(result.offsets)
