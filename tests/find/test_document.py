"""Zones, page furniture and repeats."""

from dataclasses import FrozenInstanceError, fields

import pytest

from escalate import Article, Scorer
from escalate.find.document import Document, read_document

PROSE = (
    "The ministry said on Monday that the two delegations would meet again next week to go through the list of "
    "fishing grounds, and that nobody expected a result before the winter."
)


def _read(scorer: Scorer, text: str, title: str | None = None) -> Document:
    return read_document(Article(text, title), scorer.pack)


def _kinds(scorer: Scorer, text: str, title: str | None = None) -> list[str]:
    return _read(scorer, text, title).block_kind


@pytest.mark.parametrize(
    "line",
    [
        "Subscribe to our newsletter",
        "Sign up for the evening briefing",
        "More: Who would win a war in the strait?",
        "Read next: Ten wars that never were",
        "Image credit: the harbour office",
        "Photo by Jan Olt",
        "Written by",
        "Share on Facebook",
        "Comments (2)",
        "Tags: invasion, war, Ardania",
        "Archive: How Ardania invaded Belmora",
        "File photo: Soldiers shell the town in May.",
        "ARDANIA INVADES BELMORA: LIVE UPDATES",
        "Source link",
        "Home World Politics Business Sport",
        "We use cookies to improve your visit",
        "Mara Ellin is a staff writer who covers ports for this newspaper.",
        "© 2021 All rights reserved",
    ],
)
def test_furniture_lines_never_score(scorer: Scorer, line: str) -> None:
    text = f"{PROSE}\n\n{PROSE.replace('Monday', 'Friday')}\n\n{line}"
    assert _kinds(scorer, text)[-1] == "furniture"


@pytest.mark.parametrize(
    "line",
    [
        "More troops were sent to the northern border on Friday, the army said in a short statement.",
        "Related questions were put to the ambassador, who was summoned to the ministry at noon.",
        "Subscribers to the treaty include both of the powers which have now mobilised their reserves.",
        "The photograph showed missile batteries beside the runway, according to two officials who had seen it.",
    ],
)
def test_prose_that_begins_like_furniture_is_kept(scorer: Scorer, line: str) -> None:
    assert _kinds(scorer, f"{PROSE}\n\n{line}\n\n{PROSE.replace('Monday', 'Friday')}")[1] == "body"


def test_each_furniture_rule_keeps_its_examples(scorer: Scorer) -> None:
    rules = scorer.pack.pack.furniture.rules
    assert len(rules) >= 10
    for rule in rules:
        assert rule.match and rule.no_match, rule.id
        top = rule.position == "top"
        for example in rule.match:
            blocks = [example.plain, PROSE] if top else [PROSE, PROSE.replace("Monday", "Friday"), example.plain]
            document = _read(scorer, "\n\n".join(blocks))
            assert document.block_kind[0 if top else 2] == "furniture", (rule.id, example.plain)
        for example in rule.no_match:
            document = _read(scorer, "\n\n".join([PROSE, example.plain, PROSE.replace("Monday", "Friday")]))
            assert document.block_rule[1] != rule.id, (rule.id, example.plain)


def test_headline_lead_and_body(scorer: Scorer) -> None:
    document = _read(scorer, f"Envoys meet over the fishing grounds\n\n{PROSE} A third sentence. A fourth one.")
    assert document.zones == ["headline", "lead", "lead", "body"]
    titled = _read(scorer, PROSE, "Envoys meet over the fishing grounds")
    assert titled.zones == ["headline", "lead"]


def test_the_headline_again_and_a_paragraph_again_are_repeats(scorer: Scorer) -> None:
    title = "Envoys meet over the fishing grounds"
    document = _read(scorer, f"{title}\n\n{PROSE}\n\n{PROSE}", title)
    assert document.block_kind == ["headline", "repeated", "body", "repeated"]
    inline = _read(scorer, f"{title} – {PROSE}", title)
    assert len(inline.repeated) == 1


def test_trailing_link_titles_are_furniture_by_position(scorer: Scorer) -> None:
    links = "Missiles fly over the strait\n\nFive wars to watch this year\n\nThe general who would be king"
    kinds = _kinds(scorer, f"{PROSE}\n\n{PROSE.replace('Monday', 'Friday')}\n\n{links}")
    assert kinds[2:] == ["furniture"] * 3


@pytest.mark.parametrize(
    ("text", "actors"),
    [
        ("Georgia and Russia traded accusations over Abkhazia.", ["GEO", "RUS"]),
        ("The Atlanta team beat Georgia Tech in the fourth quarter.", []),
        ("Roast turkey was served at noon.", []),
        ("Michael Jordan scored thirty points.", []),
        ("The Kremlin and Downing Street were silent.", ["RUS", "GBR"]),
        ("He told us to wait, the U.S. embassy said.", ["USA"]),
    ],
)
def test_actors_are_told_from_their_namesakes(scorer: Scorer, text: str, actors: list[str]) -> None:
    found = [mention.actor for mention in _read(scorer, text).mentions(0)]
    assert [actor for actor in found if not actor.startswith("X")] == actors


def test_a_document_is_whole_when_it_is_made(scorer: Scorer) -> None:
    text = f"Belmora shells the town\n\nBelmora shelled the town in 1999, officials said. {PROSE}"
    document = _read(scorer, text)
    with pytest.raises(FrozenInstanceError):
        document.zones = []  # type: ignore[misc]
    before = repr([getattr(document, field.name) for field in fields(document) if field.name != "pack"])
    scorer._assessed(document)
    assert before == repr([getattr(document, field.name) for field in fields(document) if field.name != "pack"])


@pytest.mark.parametrize(
    ("slot", "found"),
    [
        ("actor", ["the French", "Belgium"]),
        ("place", ["the French", "Belgium", "Sonto", "Harbour"]),
        ("number", ["twelve", "1999"]),
        ("year", ["1999"]),
    ],
)
def test_slots_are_found_once_for_the_whole_text(scorer: Scorer, slot: str, found: list[str]) -> None:
    document = _read(
        scorer, "on Monday the French lost twelve tanks in Belgium, at Sonto Harbour, last March, in 1999."
    )
    ends, starts = document.view.slot_ends[slot], document.view.slot_starts[slot]
    spans = {(first, last) for first, last in ends.items() if document.words(first, first + 1) != "French"}
    assert [document.words(first, last) for first, last in sorted(spans)] == found
    assert all(ends[first] == token + 1 for token, first in starts.items())
