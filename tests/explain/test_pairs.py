"""Every sentence that names two sides gives a directed pair, with a counted cue or without."""

from __future__ import annotations

import pytest

from escalate import Article, Scorer
from escalate.explain.pairs import SentenceDyad
from escalate.pack.compiled import compile_pack
from escalate.pack.pack import read_pack
from escalate.report.pairs import uncued_pairs

from ..actors.test_roles import ACTORS, rule_file


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Scorer:
    """A small pack whose actors are made up."""
    folder = tmp_path_factory.mktemp("rules")
    (folder / "t.yaml").write_text(rule_file(), encoding="utf-8")
    (folder / "actors.yaml").write_text(ACTORS, encoding="utf-8")
    return Scorer(compile_pack(read_pack(folder)), None)


def told(dyads: tuple[SentenceDyad, ...]) -> list[tuple[str, str, str, str]]:
    return [(d.source, d.target, d.act, " ".join(d.cues)) for d in dyads]


# Each row: a sentence, then source, target, act and rules of each pair.
PAIRS = [
    # no cue: active, passive, received, both, possessives, metonyms, capitals, offices, alliances, groups
    ("Ardania sent flour to Belmora.", [("ARD", "BEL", "sent", "")]),
    ("Belmora was sent flour by Ardania.", [("ARD", "BEL", "was sent", "")]),
    ("Belmora has been repeatedly visited by Ardania's king.", [("ARD", "BEL", "has been repeatedly visited", "")]),
    ("Belmora received flour from Ardania.", [("ARD", "BEL", "received", "")]),
    ("Ardania and Belmora met on Friday.", [("ARD", "BEL", "met", "")]),
    ("Trade between Ardania and Belmora grew.", [("ARD", "BEL", "grew", "")]),
    ("Ardania and Belmora lent money to Cardova.", [("ARD", "CAR", "lent", "")]),
    ("Belmoran officials praised the Cardovan harvest.", [("BEL", "CAR", "praised", "")]),
    ("Ardania's navy helped Belmora's fishermen.", [("ARD", "BEL", "helped", "")]),
    ("The Sand Palace thanked Port Bel.", [("ARD", "BEL", "thanked", "")]),
    ("The president of Ardania visited Cardova.", [("ARD", "CAR", "visited", "")]),
    ("The Northern League admitted Ardania.", [("LEAGUE", "ARD", "admitted", "")]),
    ("The Alif Front mocked Belmora.", [("ALIF", "BEL", "mocked", "")]),
    ("Ardania will not lend Belmora a ship.", [("ARD", "BEL", "will not lend", "")]),
    ("Ardania, which met the bankers, paid Belmora.", [("ARD", "BEL", "paid", "")]),
    ("Ardania's envoy to Belmora greeted Cardova.", [("ARD", "CAR", "greeted", "")]),
    # with a cue
    ("Ardania shelled Belmora.", [("ARD", "BEL", "shelled", "t.shell")]),
    ("Belmora was shelled by Ardania.", [("ARD", "BEL", "shelled", "t.shell")]),
    (
        "Ardania accused Belmora of shelling Cardova.",
        [("ARD", "BEL", "accused", "t.accuse"), ("BEL", "CAR", "shelling", "t.shell")],
    ),
    ("Ardania and Belmora exchanged fire.", [("ARD", "BEL", "exchanged fire", "t.clash")]),
    # a cue that leaves a side open goes with the sentence's pair; one that names another side does not
    ("Ardania said it had shelled Belmora.", [("ARD", "BEL", "shelled", "t.shell")]),
    ("Ardania told Belmora that Cardovan envoys were expelled.", [("ARD", "BEL", "told", "")]),
    # not counted, so no cue of the pair
    ("Ardania never shelled Belmora.", [("ARD", "BEL", "shelled", "")]),
    # pronouns are left alone; one side is no pair
    ("It thanked Belmora.", []),
    ("He said Ardania was calm.", []),
    ("Ardania thanked them.", []),
    ("Ardania thanked Ardania's army.", []),
    ("The harvest was good.", []),
]


@pytest.mark.parametrize(("text", "expected"), PAIRS)
def test_pairs_of_a_sentence(small: Scorer, text: str, expected: list[tuple[str, str, str, str]]) -> None:
    assert told(small.dyads(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Minsk thanked Lithuania.", ("BLR", "LTU")),
        ("Belarusian officials toured Turkish farms.", ("BLR", "TUR")),
        ("Downing Street hosted the Russian president.", ("GBR", "RUS")),
        ("The Kremlin was visited by Hungary's premier.", ("HUN", "RUS")),
        ("NATO admitted Finland.", ("NATO", "FIN")),
        ("Hezbollah wrote to Israel.", ("HEZBOLLAH", "ISR")),
        ("South Korean engineers trained the Polish army.", ("KOR", "POL")),
    ],
)
def test_shipped_names(rules_only: Scorer, text: str, expected: tuple[str, str]) -> None:
    assert [(d.source, d.target) for d in rules_only.dyads(text)] == [expected]


ARTICLE = Article(
    title="Ardania thanks Belmora",
    text="""Ardania thanks Belmora

Ardania shelled Cardova on Monday, and the council met again in the evening to talk about prices.

Belmora lent Cardova   a ship.

Ardania shelled Cardova on Monday, and the council met again in the evening to talk about prices.
""",
)


def test_places_lines_and_what_is_said_twice(small: Scorer) -> None:
    dyads = small.dyads(ARTICLE)
    assert [(d.source, d.target, d.field, d.line, d.zone) for d in dyads] == [
        ("ARD", "BEL", "title", 0, "headline"),
        ("ARD", "CAR", "text", 3, "lead"),
        ("BEL", "CAR", "text", 5, "lead"),
    ]
    for dyad in dyads:
        source = ARTICLE.title if dyad.field == "title" else ARTICLE.text
        assert source is not None
        assert " ".join(source[slice(*dyad.sentence)].split()) == dyad.text
    assert dyads[2].text == "Belmora lent Cardova a ship"


def test_cues_and_points_are_those_of_the_assessment(small: Scorer) -> None:
    assessment = small.score(ARTICLE)
    dyads = small.dyads(ARTICLE, assessment=assessment)
    assert dyads == small.dyads(ARTICLE)
    assert dyads == small.dyads(ARTICLE.text, ARTICLE.title)
    assert [(d.cues, d.points) for d in dyads if d.cues] == [(("t.shell",), assessment.cues[0].points)]
    assert [(d.source, d.target, d.score) for d in assessment.actors] == [("ARD", "CAR", assessment.cues[0].points)]


def test_swapping_two_countries_swaps_their_places(small: Scorer) -> None:
    """No country is read in another way than any other."""
    other = {"ARD": "BEL", "BEL": "ARD"}
    for text, expected in PAIRS:
        if "Sand Palace" in text:
            continue  # a metonym does not swap by its spelling
        swapped = text.replace("Ardania", "\0").replace("Belmora", "Ardania").replace("\0", "Belmora")
        pairs = [(other.get(s, s), other.get(t, t), act, cues) for s, t, act, cues in expected]
        assert told(small.dyads(swapped)) == pairs, swapped


def test_a_score_does_not_read_whole_sentences(small: Scorer, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*_: object) -> None:
        raise AssertionError("a sentence was read as a whole")

    monkeypatch.setattr("escalate.explain.pairs.who_to_whom_of_sentence", read)
    assert small.score(ARTICLE).actors
    with pytest.raises(AssertionError, match="as a whole"):
        small.dyads(ARTICLE)


def test_pairs_without_a_cue_are_gathered(small: Scorer) -> None:
    text = "Belmora lent Cardova a ship.\nArdania paid Belmora.\nArdania shelled Cardova.\nArdania thanked Belmora."
    first, second = uncued_pairs(small.dyads(text), {"ARD": "Ardania"})
    assert (first.who, first.acts, first.places, first.sentences) == (
        "Ardania → BEL", "“paid”, “thanked”", "lines 2, 4", 2,
    )  # fmt: skip
    assert (second.who, second.places) == ("BEL → CAR", "line 1")
