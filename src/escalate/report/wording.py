"""Sentences whose wording speaks, as reasons beside the cues, and the account of a score in a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from escalate.explain.assessment import Assessment, SentencePoints
from escalate.read.article import Article
from escalate.report.reasons import MAX_QUOTE, Reason, signed

LEAST = 0.05  # points that round to none
TERMS_TOLD = 4
SUMMARISED = 3


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence with points of its wording.

    Attributes
    ----------
    number : int
        By weight, from 1; the report writes S1.
    quote : str
        The sentence; empty where the article is not at hand.
    place : str
        "headline", "line 3", or "character 120" where the article is not at hand.
    draft : str
        The command that starts a rule for it; empty where a rule's cue counts in it.
    """

    number: int
    sentence: SentencePoints
    quote: str
    place: str
    draft: str

    @property
    def label(self) -> str:
        """What the report calls it."""
        return f"S{self.number}"

    @property
    def points(self) -> str:
        """Signed points of the wording, with a true minus sign."""
        return signed(self.sentence.wording)

    @property
    def sign(self) -> str:
        """▲ up, ▼ down."""
        return "▲" if self.sentence.wording > 0 else "▼"

    @property
    def terms(self) -> str:
        """The words it speaks by, quoted."""
        return ", ".join(f"“{term}”" for term in self.sentence.terms[:TERMS_TOLD])

    @property
    def told(self) -> str:
        """Its points in words, for a mark's title."""
        by = f", by {self.terms}" if self.terms else ""
        return f"The wording of this sentence: {self.points} points{by}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list of reasons: a cue, or the wording of a sentence."""

    reason: Reason | None
    spoken: Spoken | None

    @property
    def value(self) -> float:
        """Its points."""
        return self.reason.cue.points if self.reason else self.spoken.sentence.wording if self.spoken else 0.0

    @property
    def label(self) -> str:
        """What the report calls it: 3, S1."""
        return str(self.reason.number) if self.reason else self.spoken.label if self.spoken else ""

    @property
    def key(self) -> str:
        """Its id in the report, without the prefix."""
        return f"r{self.label.lower()}"

    @property
    def name(self) -> str:
        """What it is, for a summary."""
        if self.reason:
            return self.reason.cue.title
        return f"the wording of {_where(self.spoken.place)}" if self.spoken else ""


def spoken_of(assessment: Assessment, article: Article | None) -> tuple[Spoken, ...]:
    """Sentences with points of their wording, the weightiest first."""
    speaking = [sentence for sentence in assessment.sentences if abs(sentence.wording) >= LEAST]
    speaking.sort(key=lambda s: (-abs(s.wording), s.field != "title", s.start))
    lines = {(cue.field, cue.sentence[0]): cue.line for cue in assessment.cues if cue.start == cue.sentence[0]}
    found = []
    for number, sentence in enumerate(speaking, 1):
        given = "" if article is None else (article.title or "") if sentence.field == "title" else article.text
        line = lines.get((sentence.field, sentence.start), 0)
        if article is not None:
            line = article.text.count("\n", 0, sentence.start) + 1
        place = f"line {line}" if line else f"character {sentence.start}"
        found.append(
            Spoken(
                number,
                sentence,
                _short(given[sentence.start : sentence.end]),
                "headline" if sentence.field == "title" else place,
                "" if _has_cue(assessment, sentence) else _draft(sentence.terms),
            )
        )
    return tuple(found)


def ranked(reasons: Sequence[Reason], spoken: Sequence[Spoken]) -> tuple[Entry, ...]:
    """All that counts in one list, the weightiest first; cues before wording of the same weight."""
    entries = [Entry(reason, None) for reason in reasons if reason.counted] + [Entry(None, one) for one in spoken]
    return tuple(sorted(entries, key=lambda entry: -abs(entry.value)))


def in_a_few_words(entries: Sequence[Entry], up: bool) -> str:
    """The three weightiest reasons in one direction."""
    names = [entry.name for entry in entries if (entry.value >= LEAST if up else entry.value <= -LEAST)]
    return "; ".join(list(dict.fromkeys(names))[:SUMMARISED])


def summary(assessment: Assessment) -> str:
    """Where the points come from, the biggest part first: "Mostly its wording: 12.3 of 20.0 points; its cues +7.7."."""
    p, score = assessment.parts, assessment.score
    parts = [("its cues", p.rules), ("its wording", p.classifier), ("the baseline", p.baseline)]
    moving = sorted((part for part in parts if abs(part[1]) >= LEAST), key=lambda part: -abs(part[1]))
    if not moving:
        return "Nothing in the text adds points."
    (name, value), rest = moving[0], "; ".join(f"{other} {signed(points)}" for other, points in moving[1:])
    if not rest:
        return f"All by {name}: {value:.1f} of {score:.1f} points."
    if value < 0 or any(points < 0 for _, points in moving):
        return f"{name[0].upper()}{name[1:]} {signed(value)}; {rest}: {score:.1f} points."
    return f"Mostly {name}: {value:.1f} of {score:.1f} points; {rest}."


def level_line(assessment: Assessment) -> str:
    """What set the level: "Level 4: “shelled the town” (force.shelling)."; empty at level 0."""
    reason = assessment.level_reason
    if reason is None:
        return ""
    by = reason.rule if reason.rule else "by its wording, no cue of that level"
    return f"Level {assessment.level}: “{_short(reason.text)}” ({by})."


def _where(place: str) -> str:
    return f"the {place}" if place == "headline" else place


def _has_cue(assessment: Assessment, sentence: SentencePoints) -> bool:
    place = (sentence.field, sentence.start, sentence.end)
    return any((cue.field, *cue.sentence) == place for cue in assessment.cues)


def _draft(terms: Sequence[str]) -> str:
    """The command that prints a rule file to start from, its id made of the sentence's words."""
    words = [word for term in terms for word in term.split() if word.isascii() and word.isalpha()]
    return f"escalate rules new own.{'-'.join(dict.fromkeys(words[:2])) or 'sentence'}"


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= MAX_QUOTE else flat[: MAX_QUOTE - 1] + "…"
