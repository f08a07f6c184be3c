"""What several benchmarks share."""

from __future__ import annotations

from dataclasses import replace

from escalate.pack import Pack, read_pack
from escalate.phrase import Phrase, parse


def tenfold_rules() -> Pack:
    """The shipped pack with nine made variants of each rule: the same phrases, each ending in a made-up word.

    The variants share their first words with the rules, as rules of a growing pack do, and hardly ever match.
    """
    pack = read_pack()
    rules = list(pack.rules)
    for number in range(1, 10):
        for rule in pack.rules:
            phrases = tuple(_variant(phrase, number) for phrase in rule.phrases)
            rules.append(replace(rule, id=f"{rule.id}-v{number}", phrases=phrases))
    return replace(pack, rules=tuple(sorted(rules, key=lambda rule: rule.id)))


def _variant(phrase: Phrase, number: int) -> Phrase:
    ending = parse(f"x ...2 (variant{number}word|variant{number}other)")[1:]
    return Phrase(f"{phrase.text} …", (*phrase.nodes, *ending), phrase.line)
