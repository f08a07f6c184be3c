"""`escalate rules why-not`: how far each phrase of a rule came in a sentence, and what blocked it."""

from __future__ import annotations

from dataclasses import dataclass

from escalate.find.document import Document, read_document
from escalate.pack.rule import Rule
from escalate.phrases.language import Step, expand
from escalate.read.article import Article
from escalate.read.words import SEMICOLON
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
    progress = [_progress(document, phrase.text, expand(phrase.nodes, lists)) for phrase in rule.phrases]
    progress.sort(key=lambda entry: (bool(entry.blocked), entry.reached - entry.steps if entry.reached else -99))
    progress.sort(key=lambda entry: -entry.reached / entry.steps)
    outcome = "counted" if counted else "not counted" if reasons else "silent"
    return WhyNot(outcome, tuple(reasons), tuple(progress))


def _progress(document: Document, phrase: str, variants: list[tuple[Step, ...]]) -> PhraseProgress:
    best = PhraseProgress(phrase, len(variants[0]), -1, "", "")
    for steps in variants:
        for sentence in document.segmentation.sentences:
            reached, first, last = _farthest(document, steps, sentence.first, sentence.last)
            if reached / len(steps) > best.reached / best.steps:
                found = document.words(first, last) if last > first else ""
                blocked = _blocked(document, steps, reached, last, sentence.first, sentence.last)
                best = PhraseProgress(phrase, len(steps), reached, found, blocked)
    return best


def _farthest(document: Document, steps: tuple[Step, ...], low: int, high: int) -> tuple[int, int, int]:
    """Steps matched in order from the first on, and the tokens of that match."""
    best = (0, low, low)
    for start in range(low, high):
        ends = [end for end in _ends(document, steps[0], start, high)]
        if steps[0].optional:
            continue  # a phrase may begin with its second step: that start is tried by itself below
        best = max(best, _onward(document, steps, 1, start, ends, high), key=lambda found: found[0])
    if steps[0].optional and len(steps) > 1:
        reached, first, last = _farthest(document, steps[1:], low, high)
        if reached:
            best = max(best, (reached + 1, first, last), key=lambda found: found[0])
    return best


def _onward(
    document: Document, steps: tuple[Step, ...], number: int, start: int, ends: list[int], high: int
) -> tuple[int, int, int]:
    reached = 0
    last = start
    while ends:
        reached, last = number, min(ends)
        if number == len(steps):
            break
        ends = _next(document, steps[number], ends, high)
        number += 1
    return reached, start, last


def _next(document: Document, step: Step, ends: list[int], high: int) -> list[int]:
    found = set(ends) if step.optional else set()
    segment, flags = document.segmentation.segment, document.tokens.flags
    for end in ends:
        for token in range(end, min(high, end + step.gap + 1)):
            if segment[token] != segment[end - 1] and (token > end or flags[end - 1] & SEMICOLON):
                break
            found.update(_ends(document, step, token, high))
    return sorted(found)


def _ends(document: Document, step: Step, token: int, high: int) -> list[int]:
    """Tokens after a step that begins at `token`."""
    words = document.tokens.words
    found = []
    if words[token] in step.words or (step.exact and document.view.spelled(token) in step.exact):
        found.append(token + 1)
    for sequence in step.sequences:
        last = token + len(sequence)
        if last <= high and all(words[token + k] in entry for k, entry in enumerate(sequence)):
            found.append(last)
    if step.slot:
        after = document.view.slot_ends[step.slot].get(token, 0)
        if after:
            found.append(min(after, high))
    return found


def _blocked(document: Document, steps: tuple[Step, ...], reached: int, last: int, low: int, high: int) -> str:
    """What the next step wanted, and where its words stand if they stand anywhere."""
    if reached == len(steps):
        return ""
    step = steps[reached]
    where = "" if not reached else f" within {step.gap} words" if step.gap else " right after it"
    wanted = f"wants {_names(step)}{where}"
    places = [token for token in range(low, high) if _ends(document, step, token, high)]
    if not places:
        return f"{wanted}: not in the sentence"
    if not reached:
        return wanted
    after = [token for token in places if token >= last]
    word = document.words((after or places)[0], (after or places)[0] + 1)
    if not after:
        return f"{wanted}: '{word}' stands before it"
    distance = after[0] - last
    if distance > step.gap:
        return f"{wanted}: {distance} stand before '{word}'"
    return f"{wanted}: a clause, quotation or semicolon stands between it and '{word}'"


def _names(step: Step) -> str:
    names = sorted({*step.words, *(f"={word}" for word in step.exact)})
    names += sorted({" ".join(min(words) for words in sequence) for sequence in step.sequences})
    names += [f"<{step.slot}>"] if step.slot else []
    more = f" or {len(names) - SHOWN_WORDS} others" if len(names) > SHOWN_WORDS else ""
    return ", ".join(names[:SHOWN_WORDS]) + more
