"""Frames: an act named once, and all the phrases in which news tells of it.

A frame names the verbs and nouns of an act and, as entries of phrases, who does it and what it is done to. From these
come ordinary phrases; each knows its voice, which tells later on which side of the match the two parties stand:
"Rebels shelled the town", "the town was shelled by rebels", "town shelled", "the shelling of the town by rebels".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from escalate.phrases.language import MAX_LENGTH, Phrase, parse
from escalate.read.inflections import forms

ANY = "any"
VOICES = ("verb", "passive", "participle", "noun", "mutual")
LONGEST = 20 * MAX_LENGTH  # a form spells out all verbs of its frame, so it may be longer than what people write
BE = "(was|were|is|are|be|been|being|gets|got|get|getting)"
BEFORE_BARE = "to"
OBJECT_GAP = "...4"  # adverbs, determiners, numbers and adjectives between a verb and what it is done to
ON = "(on|of|against|in|at|near|across|into|over|along|around|inside|upon|towards|toward)"
# Words that only join the parts of a form: no rule names an act by them.
HELPERS = frozenset((BEFORE_BARE, "by", "under", "set", *BE[1:-1].split("|"), *ON[1:-1].split("|")))
# Verbs with which somebody carries an act out, and those by which it is told that it goes on.
CARRY_OUT = (
    "(launch~v|carry~v out|carried out|conduct~v|mount~v|stage~v|unleash~v|begin~v|began|start~v|resume~v|renew~v"
    "|intensify~v|escalate~v|order~v|execute~v|undertake~v|step~v up|continue~v)"
)
OUTCOME = (
    "(kill~v|wound~v|injure~v|destroy~v|damage~v|hit|strike~v|struck|level~v|flatten~v|leave~v|left|claim~v"
    "|resume~v|intensify~v|rage~v|continue~v|erupt~v|break~v out|broke out|begin~v|began|set fire)"
)


@dataclass(frozen=True, slots=True)
class Frame:
    """An act as a rule file names it.

    Attributes
    ----------
    verbs : tuple of str
        Lemmas, with a particle where the act needs it ("fire on"); the first word is inflected.
    nouns : tuple of str
        Nouns of the act, singular; a last word "on" or "against" belongs to the noun.
    doer, target : tuple of str
        Entries of phrases: words, lists, slots. A target of `ANY` says that the act is plain without one.
    reciprocal : bool
        Whether two sides do it to each other: "clash".
    both : bool
        Whether the verb tells of the act only between a doer and a target.
    line : int
    """

    verbs: tuple[str, ...]
    nouns: tuple[str, ...]
    doer: tuple[str, ...]
    target: tuple[str, ...]
    reciprocal: bool
    both: bool
    line: int


def frame_phrases(frame: Frame, number: int) -> tuple[Phrase, ...]:
    """All forms of a frame as phrases, each with its voice.

    Raises
    ------
    PhraseError
        Where an entry is not of the phrase language.

    Examples
    --------
    >>> frame = Frame(("shell",), (), (), ("town~n",), False, False, 1)
    >>> for phrase in frame_phrases(frame, 0):
    ...     print(phrase.voice, phrase.text)
    verb shell~v ...4 town~n
    passive town~n ...4 (was|were|is|are|be|been|being|gets|got|get|getting) ...2 shelled
    participle town~n ...1 shelled
    """
    texts = dict.fromkeys(form for form in (*_verb_forms(frame), *_noun_forms(frame), *_mutual_forms(frame)) if form[1])
    return tuple(
        Phrase(text, parse(text, longest=LONGEST), frame.line, voice=voice, frame=number) for voice, text in texts
    )


def _verb_forms(frame: Frame) -> Iterator[tuple[str, str]]:
    if not frame.verbs or frame.reciprocal:
        return
    every, done = _any_of([_inflected(verb) for verb in frame.verbs]), _participles(frame.verbs)
    doer, target = _any_of(frame.doer), _any_of(frame.target)
    # "Shell" and "bombs" are nouns as often as verbs: they count after a doer or "to".
    certain = _any_of([*_parts(frame.verbs, "past"), *_parts(frame.verbs, "ing")])
    bare = _any_of([*_parts(frame.verbs, "base"), *_parts(frame.verbs, "third")])
    if frame.target == (ANY,):
        yield "verb", certain
        yield "verb", f"{BEFORE_BARE} {bare}"
        if doer:
            yield "verb", f"{doer} ...1 {bare}"
    elif frame.both:
        yield "verb", f"{doer} ...6 {every} {OBJECT_GAP} {target}"
        yield "passive", f"{target} ...4 {BE} ...2 {done} ...4 by ...3 {doer}"
        yield "participle", f"{target} ...1 {done} ...2 by ...3 {doer}"
    elif target:
        yield "verb", f"{certain if doer else every} {OBJECT_GAP} {target}"
        if doer:
            yield "verb", f"{BEFORE_BARE} {bare} {OBJECT_GAP} {target}"
            yield "verb", f"{doer} ...1 {bare} {OBJECT_GAP} {target}"
        yield "passive", f"{target} ...4 {BE} ...2 {done}"
        # "Ardania shelled …" is a past tense more often than not, so a name alone makes no headline participle.
        things = _any_of([entry for entry in frame.target if not entry.startswith("<")])
        yield "participle", f"{things} ...1 {done}" if things else ""
    elif doer:
        yield "verb", f"{doer} ...3 {every}"
    else:
        yield "verb", every


def _noun_forms(frame: Frame) -> Iterator[tuple[str, str]]:
    if not frame.nouns:
        return
    bound = [noun for noun in frame.nouns if noun.split()[-1] in ("on", "against", "of")]
    bare = [noun.rsplit(" ", 1)[0] if noun in bound else noun for noun in frame.nouns]
    doer, target = _any_of(frame.doer), _any_of(frame.target)
    free = _any_of([_plural(noun) for noun in frame.nouns if noun not in bound])
    every = _any_of([_plural(noun) for noun in bare])
    if frame.target == (ANY,):
        target = ""
        yield "noun", free
    if frame.reciprocal:
        return
    if target:
        yield "noun", f"{every} {ON} {OBJECT_GAP} {target}"
    if doer:
        yield "noun", f"{every} ...6 by ...3 {doer}"
        yield "noun", f"{doer} {every}"
    yield "noun", f"(under|come~v under|came under) ...2 {every}"
    if free and frame.target != (ANY,):
        yield "noun", f"{CARRY_OUT} ...3 {free}"
        yield "noun", f"{free} ...4 {OUTCOME}"


def _mutual_forms(frame: Frame) -> Iterator[tuple[str, str]]:
    """Forms of what two sides do to each other."""
    if not frame.reciprocal:
        return
    doer = _any_of(frame.doer or frame.target)
    verbs = _any_of([_inflected(verb) for verb in frame.verbs])
    nouns = _any_of([_plural(noun) for noun in frame.nouns])
    if verbs and doer:
        yield "mutual", f"{doer} ...4 {verbs}"
        yield "mutual", f"{verbs} (with|against) {OBJECT_GAP} {doer}"
    if nouns and doer:
        yield "mutual", f"{nouns} (between|with|against|among|involving|pitting) ...5 {doer}"
        yield "mutual", f"{doer} ...1 {nouns}"
    if nouns and frame.target != (ANY,):
        yield "mutual", f"{nouns} ...4 {OUTCOME}"


def _any_of(entries: tuple[str, ...] | list[str]) -> str:
    """Alternatives as one group; the word that stands for "anything" is none of them."""
    found = list(dict.fromkeys(entry for entry in entries if entry != ANY))
    return found[0] if len(found) == 1 else f"({'|'.join(found)})" if found else ""


def _inflected(verb: str) -> str:
    head, _, rest = verb.partition(" ")
    return f"{head}~v {rest}".strip()


def _plural(noun: str) -> str:
    """A noun in both numbers; a gerund has one."""
    return noun if "~" in noun or noun.endswith(("ing", "fire", "warfare", "combat", "ment")) else f"{noun}~n"


def _parts(verbs: tuple[str, ...], part: str) -> list[str]:
    return [f"{form}{rest}" for verb in verbs for form, rest in _split(verb, part)]


def _participles(verbs: tuple[str, ...]) -> str:
    return _any_of(_parts(verbs, "past"))


def _split(verb: str, part: str) -> list[tuple[str, str]]:
    """The forms of one kind of a verb, and the particle after them."""
    head, space, rest = verb.partition(" ")
    every = forms(head, "v")
    ing = [form for form in every if form.endswith("ing") and form != head]
    third = [form for form in every if form.endswith("s") and form != head]
    past = [form for form in every if form != head and form not in (*ing, *third)] or [head]  # "hit" is its own past
    chosen = {"base": [head], "third": third, "ing": ing, "past": past}[part]
    return [(form, space + rest) for form in chosen]
