"""Political actors by name: states, their governments, alliances and armed groups, and who does what to whom."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from escalate.errors import RuleError, RuleErrors
from escalate.pack.checker import Checker
from escalate.pack.yaml_file import read_yaml
from escalate.read.words import words_of

FORMAT = "escalate-actors/1"
ACTOR_KINDS = ("state", "former-state", "alliance", "body", "group")
PLACES = "places"  # towns and regions: they tell whom an act is done to, never who does it
FORMS = ("names", "adjectives", "capital", "metonyms", PLACES)
COMMON = "common"  # the form of a name listed without a capital ("peshmerga"); all others need one in the text


@dataclass(frozen=True, slots=True)
class Actor:
    """One actor: its id (ISO 3166 alpha-3 for states), and every name as lower-case words by form.

    The form is the key under which the name is listed, or `COMMON` for a name listed without a capital.
    """

    id: str
    kind: str
    name: str
    names: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A name that is an actor only in context.

    Attributes
    ----------
    needs : frozenset of str
        Words of which the sentence must hold at least one; empty where none is needed.
    unless : frozenset of str
        Words that, within four words of the name, make it something else.
    """

    words: tuple[str, ...]
    actor: str
    needs: frozenset[str]
    unless: frozenset[str]


@dataclass(frozen=True, slots=True)
class Actors:
    """Everything in actors.yaml."""

    actors: tuple[Actor, ...]
    ambiguous: tuple[Ambiguous, ...]
    path: str

    def words(self) -> frozenset[str]:
        """All words of all names, folded."""
        return frozenset(word for actor in self.actors for _, words in actor.names for word in words)


def read_actors(path: Path) -> tuple[Actors, list[RuleError]]:
    """Read actors.yaml; faults come back beside what could be read."""
    checker = Checker(str(path))
    try:
        data = read_yaml(path)
    except RuleErrors as error:
        return Actors((), (), str(path)), error.errors
    checker.closed(data, ("format", "actors", "ambiguous"), ("format", "actors"))
    checker.format(data, FORMAT)
    actors: list[Actor] = []
    seen: dict[str, int] = {}
    for entry in checker.mappings(data, "actors"):
        checker.place = checker.text(entry, "id", "?")
        checker.closed(entry, ("id", "kind", "name", *FORMS), ("id", "kind", "name"))
        if checker.place in seen:
            checker.fail(entry.line, f"the id stands twice (first on line {seen[checker.place]})", "Remove one.")
        seen[checker.place] = entry.line
        names = tuple(
            (COMMON if str(name)[0].islower() else form, words)
            for form in FORMS
            for name in checker.texts(entry, form)
            if (words := tuple(words_of(str(name))))
        )
        kind = checker.choice(entry, "kind", ACTOR_KINDS, "state")
        actors.append(Actor(checker.place, kind, checker.text(entry, "name"), names))
    ambiguous = []
    for entry in checker.mappings(data, "ambiguous"):
        checker.place = checker.text(entry, "name", "?")
        checker.closed(entry, ("name", "actor", "needs", "not"), ("name", "actor"))
        if checker.text(entry, "actor") not in seen:
            checker.fail(entry.line, f"the actor '{checker.text(entry, 'actor')}' is not known", "Use an id above.")
        ambiguous.append(
            Ambiguous(
                words=tuple(words_of(checker.text(entry, "name"))),
                actor=checker.text(entry, "actor"),
                needs=frozenset(str(word).lower() for word in checker.texts(entry, "needs")),
                unless=frozenset(str(word).lower() for word in checker.texts(entry, "not")),
            )
        )
    return Actors(tuple(actors), tuple(ambiguous), str(path)), checker.errors
