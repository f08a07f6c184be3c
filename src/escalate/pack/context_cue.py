"""Contexts: what the words around a hit say about it, read from contexts.yaml.

A context cue ("denied that", "in 1982", "could") stands before or after what it governs, reaches a number of words,
and stops at stop words. Pseudo-cues ("not only") cover a cue and switch it off.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from escalate.errors import RuleError, RuleErrors
from escalate.pack.checker import Checker
from escalate.pack.context_kind import POLICIES, ContextKind, read_kinds, shipped_kinds
from escalate.pack.rule import Example
from escalate.pack.yaml_file import Mapping, read_yaml
from escalate.phrases.language import Phrase

FORMAT = "escalate-contexts/1"
SIDES = ("before", "after", "around", "opening", "sentence")
MAX_REACH = 30


@dataclass(frozen=True, slots=True)
class ContextCue:
    """A group of context cues that share kind, side, reach and stops.

    Attributes
    ----------
    kind : str
        One of the kinds of contexts.yaml.
    side : str
        Where the cue stands: before what it governs, after it, around (either side), opening (it begins the sentence,
        and governs what follows), or anywhere in the sentence.
    reach : int
        Words between cue and hit, at most.
    stops : tuple of Phrase
        Words that end the reach.
    policy : str
        Overrides the policy of the kind; empty for the default.
    only : str
        The polarity of the hits that it governs; empty for either.
    inside : bool
        Whether the cue may stand in a gap of the match.
    commas : bool
        Whether a comma ends the reach.
    """

    id: str
    kind: str
    side: str
    reach: int
    phrases: tuple[Phrase, ...]
    pseudo: tuple[Phrase, ...]
    stops: tuple[Phrase, ...]
    policy: str
    only: str
    inside: bool
    commas: bool
    line: int
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class Transfer:
    """What a cue becomes in a context: a planned act a threat, a called-off act a step back."""

    context: str
    polarity: str
    min_level: int
    becomes_level: int
    becomes_polarity: str
    why: str


@dataclass(frozen=True, slots=True)
class Contexts:
    """Everything in contexts.yaml."""

    kinds: dict[str, ContextKind]
    cues: tuple[ContextCue, ...]
    transfers: tuple[Transfer, ...]
    lists: dict[str, tuple[Phrase, ...]]
    path: str


def read_contexts(path: Path) -> tuple[Contexts, list[RuleError]]:
    """Read contexts.yaml; faults come back beside what could be read."""
    checker = Checker(str(path))
    try:
        data = read_yaml(path)
    except RuleErrors as error:
        return Contexts({}, (), (), {}, str(path)), error.errors
    checker.closed(data, ("format", "kinds", "lists", "cues", "transfer"), ("format",))
    checker.format(data, FORMAT)
    kinds = read_kinds(checker, data)
    lists = checker.lists(data)
    cues = tuple(_cue(checker, entry) for entry in checker.mappings(data, "cues"))
    transfers = tuple(_transfer(checker, entry) for entry in checker.mappings(data, "transfer"))
    checker.place = ""
    seen: dict[str, int] = {}
    for name, line in ((cue.id, cue.line) for cue in cues):
        if name in seen:
            checker.fail(line, f"the id '{name}' stands twice (first on line {seen[name]})", "Rename one.")
        seen.setdefault(name, line)
    return Contexts(kinds, cues, transfers, lists, str(path)), checker.errors


def _examples(checker: Checker, data: Mapping) -> tuple[Example, ...]:
    return tuple(Example(str(text), text.line) for text in checker.texts(data, "examples"))


def _cue(checker: Checker, data: Mapping) -> ContextCue:
    checker.place = checker.text(data, "id", "?")
    keys = (
        "id",
        "kind",
        "side",
        "reach",
        "phrases",
        "pseudo",
        "stops",
        "policy",
        "only",
        "inside",
        "commas",
        "examples",
    )
    checker.closed(data, keys, ("id", "kind", "side", "phrases"))
    return ContextCue(
        id=checker.place,
        kind=checker.choice(data, "kind", shipped_kinds(), "negated"),
        side=checker.choice(data, "side", SIDES, "before"),
        reach=checker.integer(data, "reach", 0, MAX_REACH, 6),
        phrases=checker.phrases(data, "phrases"),
        pseudo=checker.phrases(data, "pseudo"),
        stops=checker.phrases(data, "stops"),
        policy=checker.choice(data, "policy", ("", *POLICIES), ""),
        only=checker.choice(data, "only", ("", "escalation", "de-escalation"), ""),
        inside=checker.choice(data, "inside", ("false", "true"), "false") == "true",
        commas=checker.choice(data, "commas", ("pass", "stop"), "pass") == "stop",
        line=data.line,
        examples=_examples(checker, data),
    )


def _transfer(checker: Checker, data: Mapping) -> Transfer:
    checker.place = "transfer"
    keys = ("context", "polarity", "min_level", "becomes_level", "becomes_polarity", "why")
    checker.closed(data, keys, ("context", "polarity", "becomes_level", "why"))
    polarity = checker.choice(data, "polarity", ("escalation", "de-escalation"), "escalation")
    return Transfer(
        context=checker.choice(data, "context", shipped_kinds(), "future"),
        polarity=polarity,
        min_level=checker.integer(data, "min_level", 0, 5, 0),
        becomes_level=checker.integer(data, "becomes_level", 0, 5, 1),
        becomes_polarity=checker.choice(data, "becomes_polarity", ("escalation", "de-escalation"), polarity),
        why=checker.text(data, "why"),
    )
