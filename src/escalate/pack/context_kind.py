"""Kinds of context: what each does to a hit by default, what becomes of a hit that it drops, and its words for people.

The kinds and their order are the shipped contexts.yaml's; a pack's own file may set them otherwise, not add to them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from escalate.errors import RuleErrors
from escalate.pack.checker import Checker
from escalate.pack.shipped import shipped
from escalate.pack.yaml_file import Mapping, read_yaml

POLICIES = ("keep", "half", "drop", "flip", "up", "down")


@dataclass(frozen=True, slots=True)
class ContextKind:
    """A kind of context.

    Attributes
    ----------
    policy : str
        One of `POLICIES`; cue groups and rules may set their own.
    status : str
        Of a hit that the context drops.
    says : str
        The status in words for people.
    """

    policy: str
    status: str
    says: str


@cache
def shipped_kinds() -> dict[str, ContextKind]:
    """The shipped kinds by name, the one that is told first standing first.

    Raises
    ------
    RuleErrors
        A fault in them.
    """
    path = shipped("rules") / "contexts.yaml"
    checker = Checker(str(path))
    data = checker.mapping(read_yaml(path), "kinds")
    kinds = {name: _kind(checker, data, name) for name in data}
    if checker.errors:
        raise RuleErrors(checker.errors)
    return kinds


def read_kinds(checker: Checker, data: Mapping) -> dict[str, ContextKind]:
    """The kinds as a contexts file has them, and the shipped ones where it is silent."""
    shipped_ones = shipped_kinds()
    own = checker.mapping(data, "kinds")
    checker.place = "kinds"
    checker.closed(own, shipped_ones)
    kinds = {name: _kind(checker, own, name) if name in own else kind for name, kind in shipped_ones.items()}
    checker.place = ""
    return kinds


def status_words() -> dict[str, str]:
    """What each status of a dropped hit says to people, in the order of the kinds."""
    words: dict[str, str] = {}
    for kind in shipped_kinds().values():
        words.setdefault(kind.status, kind.says)
    return words


def _kind(checker: Checker, data: Mapping, name: str) -> ContextKind:
    keys = ("policy", "status", "says")
    entry = checker.mapping(data, name)
    checker.closed(entry, keys, keys)
    return ContextKind(
        policy=checker.choice(entry, "policy", POLICIES, "keep"),
        status=checker.text(entry, "status", name),
        says=checker.text(entry, "says"),
    )
