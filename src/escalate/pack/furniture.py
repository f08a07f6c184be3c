"""Page furniture: menus, link lists, credits and biographies around an article, by rule and by position."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from escalate.errors import RuleError, RuleErrors
from escalate.pack.checker import Checker
from escalate.pack.rule import Example
from escalate.pack.yaml_file import Mapping, read_yaml
from escalate.phrases.language import Phrase

FORMAT = "escalate-furniture/1"
WHERE = ("start", "whole", "anywhere")
POSITIONS = ("any", "top", "end")


@dataclass(frozen=True, slots=True)
class FurnitureRule:
    """What marks a block as furniture.

    Attributes
    ----------
    where : str
        The phrase stands at the start of the block, is the whole block, or stands anywhere in it.
    colon : bool
        Whether a colon must follow the phrase.
    max_words : int
        Longer blocks are left alone.
    position : str
        Where in the text the block may stand: any, top (before the body), end (its last third).
    prose : bool
        Whether the block may be a full sentence; a headline-like line is meant otherwise.
    rest : bool
        Whether everything after the block is furniture too.
    """

    id: str
    title: str
    where: str
    colon: bool
    max_words: int
    position: str
    prose: bool
    rest: bool
    phrases: tuple[Phrase, ...]
    line: int
    match: tuple[Example, ...] = ()
    no_match: tuple[Example, ...] = ()


@dataclass(frozen=True)
class Furniture:
    """Everything in furniture.yaml."""

    rules: tuple[FurnitureRule, ...]
    lists: dict[str, tuple[Phrase, ...]]
    path: str

    @cached_property
    def longest(self) -> dict[tuple[bool, bool], int]:
        """Words of the longest block that any rule may mark, by whether it is prose and whether it is near the end."""
        return {
            (is_prose, is_end): max(
                [
                    rule.max_words
                    for rule in self.rules
                    if (rule.prose or rule.colon or not is_prose) and (is_end or rule.position != "end")
                ],
                default=0,
            )
            for is_prose in (False, True)
            for is_end in (False, True)
        }


def read_furniture(path: Path) -> tuple[Furniture, list[RuleError]]:
    """Read furniture.yaml; faults come back beside what could be read."""
    checker = Checker(str(path))
    try:
        data = read_yaml(path)
    except RuleErrors as error:
        return Furniture((), {}, str(path)), error.errors
    checker.closed(data, ("format", "lists", "rules"), ("format", "rules"))
    checker.format(data, FORMAT)
    lists = checker.lists(data)
    rules = tuple(_rule(checker, entry) for entry in checker.mappings(data, "rules"))
    return Furniture(rules, lists, str(path)), checker.errors


def _rule(checker: Checker, data: Mapping) -> FurnitureRule:
    checker.place = checker.text(data, "id", "?")
    keys = ("id", "title", "where", "colon", "max_words", "position", "prose", "rest", "phrases", "examples")
    checker.closed(data, keys, ("id", "title", "phrases"))
    examples = checker.mapping(data, "examples")
    checker.closed(examples, ("match", "no_match"))
    return FurnitureRule(
        id=checker.place,
        title=checker.text(data, "title"),
        where=checker.choice(data, "where", WHERE, "start"),
        colon=checker.choice(data, "colon", ("false", "true"), "false") == "true",
        max_words=checker.integer(data, "max_words", 1, 400, 25),
        position=checker.choice(data, "position", POSITIONS, "any"),
        prose=checker.choice(data, "prose", ("false", "true"), "false") == "true",
        rest=checker.choice(data, "rest", ("false", "true"), "false") == "true",
        phrases=checker.phrases(data, "phrases"),
        line=data.line,
        match=tuple(Example(str(text), text.line) for text in checker.texts(examples, "match")),
        no_match=tuple(Example(str(text), text.line) for text in checker.texts(examples, "no_match")),
    )
