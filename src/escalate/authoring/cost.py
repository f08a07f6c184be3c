"""What a phrase costs to look for: how often its rarest word stands in news, and so how often the phrase is tried."""

from __future__ import annotations

from dataclasses import dataclass

from escalate.errors import RuleError
from escalate.pack.compiled import RARE, word_frequency
from escalate.pack.pack import Pack
from escalate.phrases.language import Step, expand

COMMON = 3_000  # tries in a million words, three in a long article; a phrase above it is slow for what it finds


@dataclass(frozen=True, slots=True)
class Cost:
    """Expected tries of one phrase in a million words of news, and the words that cause most of them."""

    rule: int
    phrase: int
    tries: float
    words: tuple[str, ...]


def costs(pack: Pack) -> list[Cost]:
    """Every phrase with its expected tries, the dearest first.

    A phrase is tried wherever a word of its rarest required step stands (of a run of words, the rarest word).
    """
    lists = {name: tuple(p.nodes for p in phrases) for name, phrases in pack.lists.items()}
    found = []
    for number, rule in enumerate(pack.rules):
        for place, phrase in enumerate(rule.phrases):
            words: dict[str, float] = {}
            for steps in expand(phrase.nodes, lists):
                tried: dict[str, float] = min([_tried(step) for step in steps], key=_total)
                words.update(tried)
            worst = sorted(words, key=lambda word: (-words[word], word))[:3]
            found.append(Cost(number, place, _total(words), tuple(worst)))
    return sorted(found, key=lambda cost: (-cost.tries, cost.rule, cost.phrase))


def dear_phrases(pack: Pack, found: list[Cost]) -> list[RuleError]:
    """Phrases that can only be found by common words."""
    faults = []
    for cost in found:
        if cost.tries <= COMMON:
            break
        rule = pack.rules[cost.rule]
        phrase = rule.phrases[cost.phrase]
        text = phrase.text if len(phrase.text) <= 70 else phrase.text[:67] + "…"
        problem = (
            f"the phrase '{text}' is tried {cost.tries / 1000:.1f} times in a thousand words, "
            f"for the common words {', '.join(cost.words)}"
        )
        faults.append(RuleError(rule.path, phrase.line, rule.id, problem, "Add a rarer required word."))
    return faults


def _frequency(word: str) -> float:
    return word_frequency().get(word.lower(), 0) + RARE


def _tried(step: Step) -> dict[str, float]:
    """The words by which a step is found, with their frequencies; nothing is found by what is optional or a slot."""
    if step.optional or step.slot:
        return {"": float("inf")}
    words = {word.lower(): _frequency(word) for word in sorted(step.words | step.exact)}
    for sequence in step.sequences:
        rarest = min(sequence, key=lambda entry: (sum(map(_frequency, entry)), sorted(entry)))
        words.update((word, _frequency(word)) for word in sorted(rarest))
    return words


def _total(words: dict[str, float]) -> float:
    return sum(words.values())
