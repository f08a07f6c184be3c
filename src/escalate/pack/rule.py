"""What a rule is, and the lists that rules share."""

from __future__ import annotations

from dataclasses import dataclass, field

from escalate.phrases.frames import Frame
from escalate.phrases.language import Phrase

STATUSES = ("stable", "test", "draft")
POLARITIES = ("escalation", "de-escalation", "context")
CONFIDENCES = ("low", "medium", "high")
ROLES = ("before", "after", "any", "none")
LEVEL_NAMES = ("none", "verbal", "coercion", "show of force", "use of force", "war")
CATEGORIES = (
    "verbal",
    "threat",
    "diplomatic",
    "economic",
    "legal",
    "information",
    "cyber",
    "military",
    "nuclear",
    "incident",
    "unrest",
    "force",
    "war",
    "talks",
    "relief",
    "withdrawal",
    "repair",
    "restraint",
    "setting",
)


@dataclass(frozen=True, slots=True)
class Conditions:
    """Phrases looked for after a match: near it (six words a side), in its sentence, in the headline, in the text."""

    near: tuple[Phrase, ...] = ()
    sentence: tuple[Phrase, ...] = ()
    headline: tuple[Phrase, ...] = ()
    article: tuple[Phrase, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.near or self.sentence or self.headline or self.article)


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence of the rule's own; `text` keeps the [[marks]] around what should match."""

    text: str
    line: int

    @property
    def plain(self) -> str:
        """The sentence without marks."""
        return self.text.replace("[[", "").replace("]]", "")

    @property
    def span(self) -> tuple[int, int] | None:
        """Offsets of the marked words in `plain`, or None where nothing is marked."""
        start, end = self.text.find("[["), self.text.find("]]")
        return (start, end - 2) if 0 <= start < end else None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the pack; see docs/writing-rules.md for what each field means to its author.

    `phrases` are those that people wrote, then those that the frames come to.
    """

    id: str
    title: str
    why: str
    status: str
    category: str
    polarity: str
    level: int
    severity: int
    confidence: str
    phrases: tuple[Phrase, ...]
    path: str
    line: int
    cameo: tuple[str, ...] = ()
    plover: str = ""
    source: str = "before"
    target: str = "after"
    contexts: dict[str, str] = field(default_factory=dict)
    unless: Conditions = Conditions()
    when: Conditions = Conditions()
    match: tuple[Example, ...] = ()
    no_match: tuple[Example, ...] = ()
    todo_match: tuple[Example, ...] = ()
    false_positives: tuple[str, ...] = ()
    frames: tuple[Frame, ...] = ()
    aliases: tuple[str, ...] = ()
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class RuleFile:
    """The rules and lists of one file."""

    pack: str
    version: str
    rules: tuple[Rule, ...]
    lists: dict[str, tuple[Phrase, ...]]
