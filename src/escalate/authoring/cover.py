"""Phrases that another phrase makes needless: wherever they match, the other one matches within their words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from escalate.errors import RuleError
from escalate.pack.pack import Pack
from escalate.pack.rule import Rule
from escalate.phrases.language import Step, expand

Steps = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Variant:
    """One plain sequence of a phrase: indexes of its rule and phrase, and the steps."""

    rule: int
    phrase: int
    steps: Steps


def swallowed(pack: Pack) -> tuple[list[RuleError], list[RuleError]]:
    """Phrases that add nothing within their rule, and phrases that never count for the sake of another rule.

    Within a rule, a phrase is needless where another phrase of the rule matches inside everything that it matches: the
    rule fires all the same. Across rules, a phrase never counts where a phrase of a stronger rule of the same side does
    so, since of overlapping cues the stronger counts; a stronger rule with exclusions or conditions is left out of
    this, since it may stand back.
    """
    variants = _variants(pack)
    index = _by_word(variants)
    within: list[RuleError] = []
    across: list[RuleError] = []
    for (rule, phrase), own in _grouped(variants):
        if pack.rules[rule].phrases[phrase].frame >= 0:
            continue  # a form of a frame cannot be taken out by itself
        by = _covered_by(pack.rules, rule, phrase, own, index)
        if by:
            (within if by.rule == rule else across).append(_fault(pack.rules, rule, phrase, by))
    return within, across


def contains(long: Steps, short: Steps) -> bool:
    """Whether every match of `long` holds a match of `short`, as far as words and gaps tell.

    Examples
    --------
    >>> from escalate.phrases.language import parse
    >>> def steps(text): return expand(parse(text), {})[0]
    >>> contains(steps("final ultimatum to troop~n"), steps("ultimatum"))
    True
    >>> contains(steps("a ...5 b"), steps("a ...2 b"))
    False
    """
    return any(_fits(long, first, [step for step in short if not step.optional]) for first in range(len(long)))


def _fits(long: Steps, place: int, rest: list[Step]) -> bool:
    """Whether the steps `rest` can be laid on `long`, the first of them at `place`."""
    spare = _spare(long[place], rest[0])
    if long[place].optional or spare is None:
        return False
    if len(rest) == 1:
        return True
    between = spare
    for following in range(place + 1, len(long)):
        between += long[following].gap
        after = _spare(long[following], rest[1])
        if after is not None and between + after <= rest[1].gap and _fits(long, following, rest[1:]):
            return True
        between += _width(long[following])
        if between > rest[1].gap:
            return False
    return False


def _width(step: Step) -> int:
    return max([1 if not step.slot else 3, *(len(sequence) for sequence in step.sequences)])


def _spare(step: Step, wider: Step) -> int | None:
    """Words of `step` that a match of `wider` inside it may leave over; None where it does not always match inside."""
    if step.slot and step.slot != wider.slot:
        return None
    if not step.words <= wider.words:
        return None
    if any(spelling not in wider.exact and spelling.lower() not in wider.words for spelling in step.exact):
        return None
    spare = 0
    for sequence in step.sequences:
        if any(_equal(sequence, other) for other in wider.sequences):
            continue
        if not any(words <= wider.words for words in sequence):
            return None
        spare = max(spare, len(sequence) - 1)
    return spare


def _equal(one: tuple[frozenset[str], ...], two: tuple[frozenset[str], ...]) -> bool:
    return len(one) == len(two) and all(a <= b for a, b in zip(one, two, strict=True))


def _variants(pack: Pack) -> list[Variant]:
    lists = {name: tuple(p.nodes for p in phrases) for name, phrases in pack.lists.items()}
    return [
        Variant(number, place, steps)
        for number, rule in enumerate(pack.rules)
        if rule.polarity != "context" and rule.status != "draft"
        for place, phrase in enumerate(rule.phrases)
        for steps in expand(phrase.nodes, lists)
    ]


def _grouped(variants: list[Variant]) -> Iterator[tuple[tuple[int, int], list[Variant]]]:
    groups: dict[tuple[int, int], list[Variant]] = {}
    for variant in variants:
        groups.setdefault((variant.rule, variant.phrase), []).append(variant)
    yield from sorted(groups.items())


def _by_word(variants: list[Variant]) -> dict[str, list[Variant]]:
    """Variants under each word of their narrowest required step: what they need to be found by."""
    index: dict[str, list[Variant]] = {}
    for variant in variants:
        steps = [step for step in variant.steps if not step.optional and not step.slot]
        if steps:
            for word in sorted(_words(min(steps, key=lambda step: len(_words(step))))):
                index.setdefault(word, []).append(variant)
    return index


def _words(step: Step) -> set[str]:
    found = set(step.words) | {spelling.lower() for spelling in step.exact}
    for sequence in step.sequences:
        for words in sequence:
            found |= words
    return found


def _covered_by(
    rules: tuple[Rule, ...], rule: int, phrase: int, own: list[Variant], index: dict[str, list[Variant]]
) -> Variant | None:
    """A variant of one other phrase that covers every variant of this one."""
    candidates: dict[tuple[int, int], list[Variant]] = {}
    for step in own[0].steps:
        word = min(_words(step), default="")
        for other in index.get(word, ()):
            if (other.rule, other.phrase) != (rule, phrase) and _may_cover(rules, rule, other.rule):
                candidates.setdefault((other.rule, other.phrase), []).append(other)
    for key in sorted(candidates):
        others = candidates[key]
        if all(any(contains(variant.steps, other.steps) for other in others) for variant in own):
            if key[0] == rule and key[1] > phrase and _mutual(own, others):
                continue  # two phrases that say the same: only the later one is reported
            return others[0]
    return None


def _mutual(one: list[Variant], two: list[Variant]) -> bool:
    return all(any(contains(a.steps, b.steps) for b in one) for a in two)


def _may_cover(rules: tuple[Rule, ...], weak: int, strong: int) -> bool:
    if weak == strong:
        return True
    one, two = rules[weak], rules[strong]
    return (
        one.polarity == two.polarity == "escalation"
        and two.level > one.level
        and not (two.status == "test" and one.status == "stable")
        and not two.when
        and not two.unless
        and two.contexts == one.contexts
    )


def _fault(rules: tuple[Rule, ...], rule: int, phrase: int, by: Variant) -> RuleError:
    own, other = rules[rule], rules[by.rule]
    text, wider = own.phrases[phrase].text, other.phrases[by.phrase].text
    where = "the phrase" if by.rule == rule else f"{other.id} (level {other.level}) by its phrase"
    what = "adds no hit" if by.rule == rule else "never counts"
    problem = f"the phrase '{_short(text)}' {what}: {where} '{_short(wider)}' matches wherever it does"
    return RuleError(own.path, own.phrases[phrase].line, own.id, problem, "Remove it, or narrow the other.")


def _short(text: str) -> str:
    return text if len(text) <= 70 else text[:67] + "…"
