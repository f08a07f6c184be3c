"""Turns a pack into what the matcher runs on: words as integers, phrases as plain sequences, indexed by anchor."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from escalate.pack.context_cue import ContextCue
from escalate.pack.pack import Pack
from escalate.pack.rule import Conditions, Rule
from escalate.pack.world import Worlds
from escalate.phrases.frames import HELPERS
from escalate.phrases.index import PatternIndex
from escalate.phrases.language import Lists, Phrase, Step, expand
from escalate.phrases.pattern_store import PatternStore

WORD, ALSO, REAL = range(3)  # what a word is to a world: its code is three times the world's number, and this
RARE = 0.1  # occurrences in a million words assumed for a word that is not in the table


@cache
def word_frequency() -> dict[str, int]:
    """Occurrences of common words per million words of news; a word that is not listed is rare (0)."""
    text = resources.files("escalate").joinpath("data/word_frequency.json").read_text(encoding="utf-8")
    table: dict[str, int] = json.loads(text)
    return table


@dataclass(frozen=True, slots=True)
class CompiledConditions:
    """The indexes of an `unless` or `when` block; None where there is nothing to look for."""

    near: PatternIndex | None
    sentence: PatternIndex | None
    headline: PatternIndex | None
    article: PatternIndex | None


@dataclass(frozen=True, slots=True)
class ActorName:
    """A name to look for after its first word: the ids of all words, the actor and the form."""

    words: tuple[int, ...]
    actor: str
    form: str
    needs: frozenset[int]
    unless: frozenset[int]


@dataclass(frozen=True, slots=True)
class CompiledPack:
    """A pack ready for scoring.

    `vocabulary` maps a word to its id, counted from 1; `literals` are, for each phrase of each rule, the number of
    the set of all words that it names; `voices` are those of the phrases of each rule with frames; `world_words` gives
    the codes of a word in the worlds, `world_phrases` those of runs; `endings` and `breakings` are the verbs of the
    lists of those names, which tell how a truce or a blockade ends; `actor_seconds` are the words that go on a name,
    under first words that are no name by themselves.
    """

    pack: Pack
    vocabulary: dict[str, int]
    rules: PatternIndex
    literals: tuple[tuple[int, ...], ...]
    voices: dict[int, tuple[str, ...]]
    unless: tuple[CompiledConditions | None, ...]
    when: tuple[CompiledConditions | None, ...]
    cues: PatternIndex
    cue_stops: tuple[frozenset[int], ...]
    world_words: dict[int, tuple[int, ...]]
    world_phrases: PatternIndex
    endings: frozenset[int]
    breakings: frozenset[int]
    furniture: PatternIndex
    actors: dict[int, tuple[ActorName, ...]]
    actor_seconds: dict[int, frozenset[int]]
    actor_kinds: dict[str, str]
    actor_titles: dict[str, str]  # names for people

    def voice(self, rule: int, phrase: int) -> str:
        """How the sides stand in a phrase that a frame made; empty for one that people wrote."""
        voices = self.voices.get(rule)
        return voices[phrase] if voices else ""

    def literal_words(self, rule: int, phrase: int) -> frozenset[int]:
        """Ids of all words that a phrase of a rule names."""
        return self.rules.store.words(self.literals[rule][phrase])

    def rule_words(self, rule: int) -> frozenset[int]:
        """Ids of all words that the phrases of a rule name."""
        return frozenset().union(*(self.rules.store.words(number) for number in self.literals[rule]))


class _Compiler:
    """Gives out word ids and spells phrases out; equal sets of words are made once."""

    def __init__(self, vocabulary: Mapping[str, int] | None = None) -> None:
        self.vocabulary = dict(vocabulary or {})
        self.names = ["", *self.vocabulary]  # ids are given out in order, from 1
        self.frequency = word_frequency()
        self.set_numbers: dict[frozenset[str], int] = {}
        self.store = PatternStore([], [])

    def word(self, word: str) -> int:
        number = self.vocabulary.get(word)
        if number is None:
            number = self.vocabulary[word] = len(self.names)
            self.names.append(word)
        return number

    def set_number(self, words: frozenset[str]) -> int:
        number = self.set_numbers.get(words)
        if number is None:
            number = self.set_numbers[words] = self.add_set(self.word(word) for word in sorted(words))
        return number

    def add_set(self, ids: Iterable[int]) -> int:
        """The number of a new set of word ids."""
        self.store.plain_sets.append(_text(sorted(ids)))
        return len(self.store.plain_sets) - 1

    def words(self, words: frozenset[str]) -> frozenset[int]:
        return self.store.words(self.set_number(words))

    def patterns(self, owner: int, phrases: Iterable[Phrase], lists: Lists) -> list[int]:
        """Numbers of the patterns that phrases become."""
        result = []
        for number, phrase in enumerate(phrases):
            for steps in expand(phrase.nodes, lists, is_list=True):
                result.append(self.pattern(owner, number, steps))
        return result

    def pattern(self, owner: int, phrase: int, steps: Sequence[Step]) -> int:
        """The number of the pattern that a sequence of steps becomes."""
        # What may be missing is no anchor, even where all the rest are slots.
        anchor = min(range(len(steps)), key=lambda index: (self.cost(steps[index]), steps[index].optional))
        self.store.plain_patterns.append(_text([owner, phrase, anchor, [self.step(step) for step in steps]]))
        return len(self.store.plain_patterns) - 1

    def step(self, step: Step) -> list[object]:
        return [
            step.gap,
            int(step.optional),
            self.set_number(step.words),
            [[self.set_number(words) for words in sequence] for sequence in step.sequences],
            self.set_number(frozenset(spelling.lower() for spelling in step.exact)),
            sorted(step.exact),
            step.slot,
        ]

    def index(self, numbers: Iterable[int]) -> PatternIndex:
        """Patterns under each word of their anchor step, runs of words under their rarest word."""
        by_word: dict[int, list[int]] = {}
        anywhere: list[int] = []
        for number in numbers:
            pattern = self.store.pattern(number)
            step = pattern.steps[pattern.anchor]
            if step.slot:
                anywhere.append(number)
                continue
            for word in sorted(step.words | step.exact_ids):
                by_word.setdefault(word, []).extend((number, -1, 0))
            for place, sequence in enumerate(step.sequences):
                costs = [sum(self.frequency.get(self.names[word], 0) + RARE for word in words) for words in sequence]
                offset = costs.index(min(costs))
                for word in sorted(sequence[offset]):
                    by_word.setdefault(word, []).extend((number, place, offset))
        return PatternIndex(self.store, {word: _text(entries) for word, entries in by_word.items()}, anywhere)

    def cost(self, step: Step) -> float:
        """Expected occurrences of a step's words in a million; what is optional or a slot cannot be an anchor."""
        if step.optional or step.slot:
            return float("inf")
        cost = sum(self.frequency.get(word.lower(), 0) + RARE for word in step.words | step.exact)
        for sequence in step.sequences:
            cost += min(sum(self.frequency.get(word, 0) + RARE for word in words) for words in sequence)
        return cost

    def single_words(self, phrases: Iterable[Phrase], lists: Lists) -> frozenset[int]:
        """Ids of phrases that are one word each; longer ones stand for their first word."""
        words: frozenset[int] = frozenset()
        for phrase in phrases:
            for steps in expand(phrase.nodes, lists):
                words |= self.words(steps[0].words)
                for sequence in steps[0].sequences:
                    words |= self.words(sequence[0])
        return words


class PartCompiler:
    """Compiles parts of phrases in the words of a compiled pack, for tools that ask what matches a part."""

    def __init__(self, pack: CompiledPack) -> None:
        self._compiler = _Compiler(pack.vocabulary)

    def index(self, steps: Sequence[Step]) -> PatternIndex:
        """An index that finds one sequence of steps, of which one at least is not optional."""
        return self._compiler.index([self._compiler.pattern(0, 0, steps)])


def compile_pack(pack: Pack) -> CompiledPack:
    """Compile a checked pack."""
    compiler = _Compiler()
    lists = {name: tuple(p.nodes for p in phrases) for name, phrases in pack.lists.items()}
    patterns = [
        number for index, rule in enumerate(pack.rules) for number in compiler.patterns(index, rule.phrases, lists)
    ]

    def conditions(block: Conditions) -> CompiledConditions | None:
        if not block:
            return None
        indexes = [
            compiler.index(compiler.patterns(0, phrases, lists)) if phrases else None
            for phrases in (block.near, block.sentence, block.headline, block.article)
        ]
        return CompiledConditions(*indexes)

    actors = _actor_names(compiler, pack)
    context_lists = {name: tuple(p.nodes for p in phrases) for name, phrases in pack.contexts.lists.items()}
    world_words, world_phrases = _worlds(compiler, pack.worlds)
    furniture_lists = {name: tuple(p.nodes for p in phrases) for name, phrases in pack.furniture.lists.items()}
    return CompiledPack(
        pack=pack,
        vocabulary=compiler.vocabulary,
        rules=compiler.index(patterns),
        literals=_literals(compiler, patterns, pack.rules),
        voices={
            index: tuple(phrase.voice for phrase in rule.phrases)
            for index, rule in enumerate(pack.rules)
            if rule.frames
        },
        unless=tuple(conditions(rule.unless) for rule in pack.rules),
        when=tuple(conditions(rule.when) for rule in pack.rules),
        cues=compiler.index(_cue_patterns(compiler, pack.contexts.cues, context_lists)),
        cue_stops=tuple(compiler.single_words(cue.stops, context_lists) for cue in pack.contexts.cues),
        world_words=world_words,
        world_phrases=compiler.index(world_phrases),
        endings=compiler.single_words(pack.lists.get("endings", ()), lists),
        breakings=compiler.single_words(pack.lists.get("breakings", ()), lists),
        furniture=compiler.index(
            pattern
            for index, rule in enumerate(pack.furniture.rules)
            for pattern in compiler.patterns(index, rule.phrases, furniture_lists)
        ),
        actors=actors,
        actor_seconds={
            first: frozenset(name.words[1] for name in names)
            for first, names in actors.items()
            if all(len(name.words) > 1 for name in names)
        },
        actor_kinds={actor.id: actor.kind for actor in pack.actors.actors},
        actor_titles={actor.id: actor.name for actor in pack.actors.actors},
    )


def _text(plain: list[Any]) -> str:
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def _literals(compiler: _Compiler, numbers: Iterable[int], rules: Sequence[Rule]) -> tuple[tuple[int, ...], ...]:
    found: list[list[set[int]]] = [[set() for _ in rule.phrases] for rule in rules]
    helpers = compiler.words(HELPERS)
    for number in numbers:
        pattern = compiler.store.pattern(number)
        # The "to" and "by" of a frame's forms are not words of the rule: in "were set to shell" they are a cue's.
        joining = helpers if rules[pattern.owner].phrases[pattern.phrase].voice else frozenset()
        for step in pattern.steps:
            own = found[pattern.owner][pattern.phrase]
            own |= (step.words - joining) | step.exact_ids
            for sequence in step.sequences:
                own.update(*(words - joining for words in sequence))
    return tuple([tuple([compiler.add_set(words) for words in phrases]) for phrases in found])


def _worlds(compiler: _Compiler, worlds: Worlds) -> tuple[dict[int, tuple[int, ...]], list[int]]:
    """Codes of single words, and the patterns of runs of words, whose owner is the code."""
    lists = {name: tuple(p.nodes for p in phrases) for name, phrases in worlds.lists.items()}
    codes: dict[int, set[int]] = {}
    patterns: list[int] = []
    for index, world in enumerate(worlds.worlds):
        for kind, phrases in ((WORD, world.words), (ALSO, world.also), (REAL, world.spares)):
            code = 3 * index + kind
            for phrase in phrases:
                spelled = expand(phrase.nodes, lists, is_list=True)
                if all(len(steps) == 1 and steps[0].words and not steps[0].sequences for steps in spelled):
                    for steps in spelled:
                        for word in compiler.words(steps[0].words):
                            codes.setdefault(word, set()).add(code)
                else:
                    patterns += compiler.patterns(code, [phrase], lists)
    return {word: tuple(sorted(found)) for word, found in sorted(codes.items())}, patterns


def _cue_patterns(compiler: _Compiler, cues: tuple[ContextCue, ...], lists: Lists) -> list[int]:
    """Patterns of cue number n have the owner 2n, those of its pseudo-cues 2n + 1."""
    result = []
    for index, cue in enumerate(cues):
        result += compiler.patterns(2 * index, cue.phrases, lists)
        result += compiler.patterns(2 * index + 1, cue.pseudo, lists)
    return result


def _actor_names(compiler: _Compiler, pack: Pack) -> dict[int, tuple[ActorName, ...]]:
    """Names under the id of their first word, longest first."""
    guarded = {(entry.words, entry.actor): entry for entry in pack.actors.ambiguous}
    claimed = {entry.words for entry in pack.actors.ambiguous}
    names: dict[int, list[ActorName]] = {}
    for actor in pack.actors.actors:
        for form, words in actor.names:
            entry = guarded.get((words, actor.id))
            if entry is None and words in claimed:
                continue
            ids = tuple(compiler.word(word) for word in words)
            needs = compiler.words(frozenset(entry.needs)) if entry else frozenset()
            unless = compiler.words(frozenset(entry.unless)) if entry else frozenset()
            names.setdefault(ids[0], []).append(ActorName(ids, actor.id, form, needs, unless))
    return {first: tuple(sorted(found, key=lambda n: -len(n.words))) for first, found in names.items()}
