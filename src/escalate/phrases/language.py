"""The phrase language of the rules: text → nodes → plain step sequences.

Whole language: ``word``; ``word~`` any inflection, ``~v`` verb forms, ``~n`` noun forms; ``=US`` exact case;
``(a|b c)``; ``x?``; ``...4`` up to four words between (bare ``...`` is 3, at most 12); ``$list``; the slots
``<actor>``, ``<number>``, ``<year>``, ``<place>``. Hyphens separate words, accents and quote marks are folded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import product

from escalate.read.fold import fold
from escalate.read.inflections import forms

DEFAULT_GAP = 3
MAX_GAP = 12
MAX_LENGTH = 400  # characters of one phrase
MAX_VARIANTS = 200  # plain sequences that one phrase may stand for
MAX_STEPS = 12
MAX_DEPTH = 4
SLOTS = ("actor", "number", "place", "year")

_TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<gap>\.\.\.(?P<size>\d+)?)
    |(?P<list>\$(?P<name>[a-z][a-z0-9_-]*))
    |(?P<slot><(?P<slotname>[a-z]+)>)
    |(?P<mark>[()|?])
    |(?P<exact>=(?P<exactword>[^\s()|?~$<>.=]+(?:\.[^\s()|?~$<>.=]+)*\.?))
    |(?P<word>[^\W_]+(?:'[^\W_]+)?(?:[.,]\d+)*(?:-[^\W_]+(?:'[^\W_]+)?)*)(?P<inflect>~[a-z]*)?""",
    re.VERBOSE,
)


class PhraseError(ValueError):
    """A phrase that cannot be parsed: `problem` and `hint` go into the rule error."""

    def __init__(self, problem: str, hint: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Word:
    """A word; `inflect` is None, '' (any form), 'v' or 'n'; `exact` asks for this very case."""

    text: str
    inflect: str | None = None
    exact: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """Up to `size` words between its neighbours."""

    size: int


@dataclass(frozen=True, slots=True)
class ListRef:
    """The entries of a named list, as alternatives."""

    name: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Slot:
    """A class of words: an actor's name, a number, a year, a place."""

    name: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Alternatives, each a sequence of nodes."""

    alternatives: tuple[tuple[Node, ...], ...]
    optional: bool = False


Node = Word | Gap | ListRef | Slot | Group


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase as written, its nodes and the line it stands on.

    `voice` and `frame` are those of a phrase that a frame of the rule comes to: how the two sides stand in it, and the
    number of the frame; empty and -1 where people wrote the phrase.
    """

    text: str
    nodes: tuple[Node, ...]
    line: int
    voice: str = ""
    frame: int = -1


@dataclass(frozen=True, slots=True)
class Step:
    """One position of a plain sequence, and all that may fill it.

    Attributes
    ----------
    gap : int
        Words that may stand between the step before and this one, 0 to 12.
    optional : bool
        Whether the step may be passed over.
    words : frozenset of str
        Folded lower-case words that fit.
    sequences : tuple of tuple of frozenset of str
        Runs of several words that fit, each word a set of forms.
    exact : frozenset of str
        Spellings that fit only in this very case.
    slot : str
        Name of the slot that fits, or empty.
    """

    gap: int
    optional: bool = False
    words: frozenset[str] = frozenset()
    sequences: tuple[tuple[frozenset[str], ...], ...] = ()
    exact: frozenset[str] = frozenset()
    slot: str = ""


def parse(text: str, *, longest: int = MAX_LENGTH) -> tuple[Node, ...]:
    """Parse one phrase of at most `longest` characters to nodes.

    Raises
    ------
    PhraseError
        With the problem and a hint.
    """
    if len(text) > longest:
        raise PhraseError(f"the phrase is {len(text)} characters long, over {longest}", "Split it in two.")
    tokens = _tokens(text)
    nodes, rest = _sequence(tokens, 0, 0)
    if rest < len(tokens):
        raise PhraseError("a ')' or '|' stands outside of any group", "Remove it, or open the group with '('.")
    _check_gaps(nodes)
    if not any(not isinstance(node, Gap) and not node.optional for node in nodes):
        raise PhraseError("every part of the phrase is optional", "Leave at least one word required.")
    return nodes


def _tokens(text: str) -> list[re.Match[str]]:
    result: list[re.Match[str]] = []
    folded = fold(text).text
    position = 0
    while position < len(folded):
        found = _TOKEN.match(folded, position)
        if not found:
            bad = folded[position]
            hint = "Phrases hold words, ~ ...N ( | ) ? = $list and <slot>; regular expressions are not supported."
            raise PhraseError(f"'{bad}' at character {position + 1} is not part of the phrase language", hint)
        if found.lastgroup != "space" and not found["space"]:
            result.append(found)
        position = found.end()
    if not result:
        raise PhraseError("the phrase is empty", "Write at least one word.")
    return result


def _sequence(tokens: list[re.Match[str]], index: int, depth: int) -> tuple[tuple[Node, ...], int]:
    nodes: list[Node] = []
    while index < len(tokens):
        token = tokens[index]
        mark = token["mark"]
        if mark in (")", "|"):
            break
        index += 1
        if mark == "?":
            if not nodes or isinstance(nodes[-1], Gap) or nodes[-1].optional:
                raise PhraseError("'?' does not follow a word or group", "Put it right after what is optional.")
            nodes[-1] = _made_optional(nodes[-1])
        elif mark == "(":
            group, index = _group(tokens, index, depth + 1)
            nodes.append(group)
        else:
            nodes.extend(_leaf(token))
    return tuple(nodes), index


def _made_optional(node: Node) -> Node:
    match node:
        case Word():
            return Word(node.text, node.inflect, node.exact, True)
        case ListRef():
            return ListRef(node.name, True)
        case Slot():
            return Slot(node.name, True)
        case Group():
            return Group(node.alternatives, True)
    return node


def _group(tokens: list[re.Match[str]], index: int, depth: int) -> tuple[Group, int]:
    if depth > MAX_DEPTH:
        raise PhraseError(f"groups are nested more than {MAX_DEPTH} deep", "Use a named list.")
    alternatives: list[tuple[Node, ...]] = []
    while True:
        nodes, index = _sequence(tokens, index, depth)
        if not nodes:
            raise PhraseError("an alternative of a group is empty", "Write (a|b)? for something optional.")
        alternatives.append(nodes)
        if index >= len(tokens):
            raise PhraseError("a '(' is never closed", "Add ')'.")
        if tokens[index]["mark"] == ")":
            return Group(tuple(alternatives)), index + 1
        index += 1


def _leaf(token: re.Match[str]) -> list[Node]:
    if token["gap"]:
        size = int(token["size"] or DEFAULT_GAP)
        if not 1 <= size <= MAX_GAP:
            raise PhraseError(f"the gap ...{size} is not between 1 and {MAX_GAP}", "Use a shorter gap.")
        return [Gap(size)]
    if token["list"]:
        return [ListRef(token["name"])]
    if token["slot"]:
        if token["slotname"] not in SLOTS:
            known = ", ".join(f"<{name}>" for name in SLOTS)
            raise PhraseError(f"<{token['slotname']}> is not a slot", f"The slots are {known}.")
        return [Slot(token["slotname"])]
    if token["exact"]:
        return [Word(token["exactword"].replace(".", ""), None, True)]
    inflect = token["inflect"]
    if inflect is not None and inflect not in ("~", "~v", "~n"):
        raise PhraseError(f"'{inflect}' is not an inflection mark", "Use ~, ~v (verb) or ~n (noun).")
    parts = token["word"].lower().split("-")
    kind = None if inflect is None else inflect[1:]
    return [*(Word(part) for part in parts[:-1]), Word(parts[-1], kind)]


def _check_gaps(nodes: tuple[Node, ...]) -> None:
    """A gap needs a neighbour on either side, in the phrase and in each alternative."""
    for index, node in enumerate(nodes):
        if isinstance(node, Gap) and (index in (0, len(nodes) - 1) or isinstance(nodes[index - 1], Gap)):
            raise PhraseError("a gap '...' stands at an end or beside another gap", "Put words on both sides.")
        if isinstance(node, Group):
            for alternative in node.alternatives:
                _check_gaps(alternative)


def list_names(nodes: tuple[Node, ...]) -> set[str]:
    """Names of all lists that the nodes refer to."""
    names: set[str] = set()
    for node in nodes:
        if isinstance(node, ListRef):
            names.add(node.name)
        elif isinstance(node, Group):
            for alternative in node.alternatives:
                names |= list_names(alternative)
    return names


def expand(nodes: tuple[Node, ...], lists: Lists, *, is_list: bool = False) -> list[tuple[Step, ...]]:
    """Spell nodes out as plain step sequences.

    Alternatives that are words or fixed runs of words share a step; only those with gaps or optional parts inside
    make sequences of their own.

    Parameters
    ----------
    nodes : tuple of Node
    lists : mapping of list name to its entries, each a parsed phrase
    is_list : bool
        Whether this is an entry of a list, which may be a slot alone; a phrase needs at least one word.

    Raises
    ------
    PhraseError
        For an unknown list, or a phrase that stands for too many sequences.
    """
    result = []
    for variant in _variants(nodes, lists, 0):
        steps = _steps(variant)
        if not is_list and not any(_has_words(step) and not step.optional for step in steps):
            raise PhraseError("a variant of the phrase has only slots", "Add at least one required word.")
        if len(steps) > MAX_STEPS:
            raise PhraseError(f"the phrase has {len(steps)} words, over {MAX_STEPS}", "Shorten it.")
        result.append(steps)
    return list(dict.fromkeys(result))


def _has_words(step: Step) -> bool:
    return bool(step.words or step.sequences or step.exact) and not step.slot


Lists = Mapping[str, tuple[tuple[Node, ...], ...]]
_Variant = tuple[int | Step, ...]  # gaps as numbers, and steps that do not know their gap yet


def _variants(nodes: tuple[Node, ...], lists: Lists, depth: int) -> list[_Variant]:
    choices: list[list[_Variant]] = []
    total = 1
    for index, node in enumerate(nodes):
        options = _options(node, lists, depth)
        if not isinstance(node, Gap) and node.optional:
            after_gap = index > 0 and isinstance(nodes[index - 1], Gap)
            options = _made_skippable(options, after_gap)
        total *= len(options)
        if total > MAX_VARIANTS:
            raise PhraseError(
                f"the phrase stands for more than {MAX_VARIANTS} word sequences",
                "Split it, or drop optional parts.",
            )
        choices.append(options)
    return [tuple(part for option in combination for part in option) for combination in product(*choices)]


def _made_skippable(options: list[_Variant], after_gap: bool) -> list[_Variant]:
    """Options that may be left out: one optional step where possible, else one more variant without it."""
    only = options[0] if len(options) == 1 else ()
    if len(only) == 1 and isinstance(only[0], Step) and not after_gap:
        return [(replace(only[0], optional=True),)]
    return [*options, ()]


def _options(node: Node, lists: Lists, depth: int) -> list[_Variant]:
    """The ways to fill a node, its being optional left aside."""
    if isinstance(node, Gap):
        return [(node.size,)]
    if isinstance(node, Word):
        if node.exact:
            return [(Step(0, exact=frozenset({node.text})),)]
        forms_of = {node.text} if node.inflect is None else set(forms(node.text, node.inflect))
        return [(Step(0, words=frozenset(forms_of)),)]
    if isinstance(node, Slot):
        return [(Step(0, slot=node.name),)]
    if isinstance(node, ListRef):
        if node.name not in lists:
            raise PhraseError(f"the list ${node.name} is not known")
        if depth > MAX_DEPTH:
            raise PhraseError(f"lists are nested more than {MAX_DEPTH} deep", "Does a list hold itself?")
        alternatives = lists[node.name]
    else:
        alternatives = node.alternatives
    return _merged([v for nodes in alternatives for v in _variants(nodes, lists, depth + 1)])


def _merged(variants: list[_Variant]) -> list[_Variant]:
    """Join all variants that are words or fixed runs of words into a single step."""
    joined = Step(0)
    rest: list[_Variant] = []
    for variant in variants:
        steps = [part for part in variant if isinstance(part, Step) and not part.optional]
        single = len(variant) == len(steps) == 1
        if single and not (steps[0].slot and joined.slot not in ("", steps[0].slot)):
            joined = _union(joined, steps[0])
        elif len(steps) == len(variant) and all(step == Step(0, words=step.words) for step in steps):
            joined = replace(joined, sequences=(*joined.sequences, tuple(step.words for step in steps)))
        else:
            rest.append(variant)
    return [(joined,), *rest] if joined != Step(0) else rest


def _union(one: Step, two: Step) -> Step:
    return Step(
        0,
        words=one.words | two.words,
        sequences=one.sequences + two.sequences,
        exact=one.exact | two.exact,
        slot=one.slot or two.slot,
    )


def _steps(variant: _Variant) -> tuple[Step, ...]:
    """Give every step the gap before it."""
    steps: list[Step] = []
    gap = 0
    for part in variant:
        if isinstance(part, int):
            gap = min(MAX_GAP, gap + part) if steps else 0
        else:
            steps.append(replace(part, gap=gap))
            gap = 0
    return tuple(steps)
