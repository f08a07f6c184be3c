"""`escalate rules why-not`: how far each phrase of a rule came in a sentence, and what blocked it.

The matcher that scores tells it: it is run on the first step of a phrase, on the first two, and so on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from escalate.find.document import Document, read_document
from escalate.pack.compiled import PartCompiler
from escalate.pack.rule import Rule
from escalate.phrases.language import Step, expand
from escalate.phrases.pattern import Found
from escalate.read.article import Article
from escalate.scorer import Scorer

SHOWN_WORDS = 8


@dataclass(frozen=True, slots=True)
class PhraseProgress:
    """How far a phrase came.

    Attributes
    ----------
    steps, reached : int
        Steps of the variant that came farthest, and how many of them matched in order.
    found : str
        The words matched so far.
    blocked : str
        What was missing next; empty where the phrase matched whole.
    """

    phrase: str
    steps: int
    reached: int
    found: str
    blocked: str


@dataclass(frozen=True, slots=True)
class WhyNot:
    """What became of a rule in a text.

    Attributes
    ----------
    outcome : str
        "counted", "not counted" (found and blocked) or "silent".
    reasons : tuple of str
        One line for each hit of the rule: its words and what they count for, or what blocked them.
    phrases : tuple of PhraseProgress
        Every phrase, the farthest first.
    """

    outcome: str
    reasons: tuple[str, ...]
    phrases: tuple[PhraseProgress, ...]


def why_not(scorer: Scorer, rule: Rule, text: str) -> WhyNot:
    """Explain what a rule makes of a text."""
    assessment = scorer.score(text)
    reasons = []
    for cue in assessment.cues:
        if cue.rule == rule.id:
            reasons.append(f"'{cue.text}' counts, {cue.points:+.1f} points")
    counted = len(reasons)
    for cue in assessment.not_counted:
        if cue.rule == rule.id:
            shown = "; ".join(f"{c.kind} by '{c.cue}' (policy {c.policy})" for c in cue.contexts if c.policy != "keep")
            note = ": ".join(filter(None, (cue.note, shown)))
            reasons.append(f"'{cue.text}' was found and is not counted: {cue.status}{', ' if note else ''}{note}")
    document = read_document(Article(text), scorer.pack)
    lists = {name: tuple(p.nodes for p in phrases) for name, phrases in scorer.pack.pack.lists.items()}
    parts = _Parts(document)
    progress = [parts.progress(phrase.text, expand(phrase.nodes, lists, is_list=True)) for phrase in rule.phrases]
    progress.sort(key=lambda entry: (bool(entry.blocked), entry.reached - entry.steps if entry.reached else -99))
    progress.sort(key=lambda entry: -entry.reached / entry.steps)
    outcome = "counted" if counted else "not counted" if reasons else "silent"
    return WhyNot(outcome, tuple(reasons), tuple(progress))


class _Parts:
    """Parts of phrases, looked for in one text."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._compiler = PartCompiler(document.pack)

    def progress(self, phrase: str, variants: list[tuple[Step, ...]]) -> PhraseProgress:
        """How far the variant of a phrase came that came farthest."""
        best: PhraseProgress | None = None
        for steps in variants:
            reached, match, missing = self._farthest(steps)
            if best is None or reached / len(steps) > best.reached / best.steps:
                found = self.document.words(match.first, match.last) if match else ""
                blocked = self._blocked(missing, match) if missing else ""
                best = PhraseProgress(phrase, len(steps), reached, found, blocked)
        assert best is not None  # a phrase has at least one variant
        return best

    def _farthest(self, steps: tuple[Step, ...]) -> tuple[int, Found | None, Step | None]:
        """The longest part that matches: its steps, its first match, and the step that is missing after it."""
        reached, match = 0, None
        for length in range(1, len(steps) + 1):
            part = steps[:length]
            if all(step.optional for step in part):
                continue
            longer = next(self._matches(part, range(len(self.document.bounds))), None)
            if longer is None:
                return reached, match, part[-1]
            reached, match = length, longer
        return reached, match, None

    def _matches(self, part: tuple[Step, ...], sentences: Iterable[int]) -> Iterator[Found]:
        """The matches of a part in some sentences, by place."""
        index = self._compiler.index(part)
        for number in sentences:
            yield from sorted(index.find(self.document.view, *self.document.bounds[number]))

    def _blocked(self, step: Step, match: Found | None) -> str:
        """What the next step wanted, and where its words stand if they stand anywhere in the sentence."""
        if match is None:
            return f"wants {_names(step)}: not in the sentence"
        wanted = f"wants {_names(step)} {f'within {step.gap} words' if step.gap else 'right after it'}"
        places = list(self._matches((step,), [self.document.sentence_of(match.first)]))
        if not places:
            return f"{wanted}: not in the sentence"
        after = [place for place in places if place.first >= match.last]
        word = self.document.words((after or places)[0].first, (after or places)[0].first + 1)
        if not after:
            return f"{wanted}: '{word}' stands before it"
        distance = after[0].first - match.last
        if distance > step.gap:
            return f"{wanted}: {distance} stand before '{word}'"
        return f"{wanted}: a clause, quotation or semicolon stands between it and '{word}'"


def _names(step: Step) -> str:
    names = sorted({*step.words, *(f"={word}" for word in step.exact)})
    names += sorted({" ".join(min(words) for words in sequence) for sequence in step.sequences})
    names += [f"<{step.slot}>"] if step.slot else []
    more = f" or {len(names) - SHOWN_WORDS} others" if len(names) > SHOWN_WORDS else ""
    return ", ".join(names[:SHOWN_WORDS]) + more
