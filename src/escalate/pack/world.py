"""Worlds: the vocabulary of sport, business, crime, … in which words of conflict are idiom, read from rules/worlds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from escalate.errors import RuleError, RuleErrors
from escalate.pack.checker import Checker
from escalate.pack.rule import Example
from escalate.pack.yaml_file import Mapping, read_yaml
from escalate.phrases.language import Phrase

FORMAT = "escalate-world/1"
FOLDER = "worlds"
_KEYS = (
    "id",
    "title",
    "words",
    "also",
    "spares",
    "sentence",
    "passage",
    "near",
    "article",
    "per_hundred",
    "outweigh",
    "named",
    "examples",
)


@dataclass(frozen=True, slots=True)
class World:
    """Vocabulary of another world (sport, markets, weather): where it is dense, hits are idiom.

    Attributes
    ----------
    words, also : tuple of Phrase
        Words of that world; `also` are those that other texts use as well and that never speak alone.
    spares : tuple of Phrase
        Words of real conflict; a sentence with one is left alone.
    sentence, passage : int
        Different `words` that the sentence of a hit must hold, or that sentence and its neighbours.
    near : int
        Different words, `also` among them, around a hit in an article that is of this world as a whole.
    article : int
        Different words, `also` among them, that make an article one of this world.
    per_hundred : float
        Words for every hundred words that such an article must hold.
    outweigh : float
        How many words article or passage must hold for each word of real conflict that is not itself part of a hit.
    named : str
        "spares" where a hit that itself names a state or armed group is left alone, else "counts".
    path : str
        The file.
    """

    id: str
    title: str
    words: tuple[Phrase, ...]
    also: tuple[Phrase, ...]
    spares: tuple[Phrase, ...]
    sentence: int
    passage: int
    near: int
    article: int
    per_hundred: float
    outweigh: float
    named: str
    path: str
    line: int
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class Worlds:
    """Everything in the folder of worlds: the worlds in the order of their files, and the lists they share."""

    worlds: tuple[World, ...]
    lists: dict[str, tuple[Phrase, ...]]
    path: str


def read_worlds(folder: Path) -> tuple[Worlds, list[RuleError]]:
    """Read a folder of worlds, one file each; faults come back beside what could be read."""
    worlds: list[World] = []
    lists: dict[str, tuple[Phrase, ...]] = {}
    errors: list[RuleError] = []
    seen: dict[str, World] = {}
    for path in sorted(folder.glob("*.yaml")):
        checker = Checker(str(path))
        try:
            data = read_yaml(path)
        except RuleErrors as error:
            errors += error.errors
            continue
        checker.format(data, FORMAT)
        for name, phrases in checker.lists(data).items():
            if name in lists:
                checker.fail(data.line, f"the list '{name}' is defined in another file too", "Rename one.")
            lists.setdefault(name, phrases)
        if "id" in data or "lists" not in data:
            world = _world(checker, data, path)
            first = seen.setdefault(world.id, world)
            if first is not world:
                checker.fail(world.line, f"the id '{world.id}' stands twice (first in {first.path})", "Rename one.")
            worlds.append(world)
        else:
            checker.closed(data, ("format", "lists"))
        errors += checker.errors
    return Worlds(tuple(worlds), lists, str(folder)), errors


def _world(checker: Checker, data: Mapping, path: Path) -> World:
    checker.place = checker.text(data, "id", "?")
    checker.closed(data, ("format", "lists", *_KEYS), ("id", "title", "words"))
    sentence = checker.integer(data, "sentence", 1, 20, 2)
    return World(
        id=checker.place,
        title=checker.text(data, "title"),
        words=checker.phrases(data, "words"),
        also=checker.phrases(data, "also"),
        spares=checker.phrases(data, "spares"),
        sentence=sentence,
        passage=checker.integer(data, "passage", 1, 30, sentence + 2),
        near=checker.integer(data, "near", 0, 20, 2),
        article=checker.integer(data, "article", 1, 50, 5),
        per_hundred=checker.number(data, "per_hundred", 0, 100, 2.0),
        outweigh=checker.number(data, "outweigh", 0, 100, 2.0),
        named=checker.choice(data, "named", ("counts", "spares"), "counts"),
        path=str(path),
        line=data.line,
        examples=tuple(Example(str(text), text.line) for text in checker.texts(data, "examples")),
    )
