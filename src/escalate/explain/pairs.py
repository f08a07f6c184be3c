"""Who does what to whom in every sentence that names two sides, whether or not a cue is counted in it.

`Scorer.score` reads the sides of cues alone. Here each sentence is read as a whole as well: its first side, the next
one that is not joined to it, the two changed in the passive voice. What is negated, denied or only planned is read as
it stands; `act` keeps the "not". Page furniture and what is said a second time are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from escalate.actors.clauses import PRONOUNS, SPEECH
from escalate.actors.parties import PREPOSITIONS, find_parties
from escalate.actors.roles import SUPPORT, who_to_whom_of_sentence
from escalate.actors.verbs import AUXILIARIES, WORDS, inflected, is_verb_like
from escalate.explain.assessment import CueFound
from escalate.find.document import Document
from escalate.read.words import COMMA

SCHEMA = "escalate-dyads/1"
NOT_READ = ("furniture", "repeated")
ACTS = WORDS["acts"]
RELATIVE = frozenset(["who", "which", "whose"])
NEVER_VERBS = PREPOSITIONS | PRONOUNS | WORDS["determiners"] | frozenset(["and", "or", "but", "that"])


@dataclass(frozen=True, slots=True)
class SentenceDyad:
    """A directed pair that a sentence tells.

    Attributes
    ----------
    source, target : str
        Ids of the actors; never the same.
    act : str
        The words that tell it: those of the weightiest cue, else the verb that joins the two names. Empty where no
        verb is known by its form.
    cues : tuple of str
        Rules of the sentence's counted cues that tell this pair, or tell of no other side. Empty where none does.
    points : float
        What these cues add to the score.
    field, sentence, line, zone
        Where the sentence stands, as in `CueFound`.
    text : str
        The sentence, its line ends and runs of blanks made one blank.
    """

    source: str
    target: str
    act: str
    cues: tuple[str, ...]
    points: float
    field: str
    sentence: tuple[int, int]
    line: int
    zone: str
    text: str

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "source": self.source,
            "target": self.target,
            "act": self.act,
            "cues": list(self.cues),
            "points": self.points,
            "field": self.field,
            "sentence": list(self.sentence),
            "line": self.line,
            "zone": self.zone,
            "text": self.text,
        }


def sentence_dyads(document: Document, cues: Sequence[CueFound]) -> tuple[SentenceDyad, ...]:
    """The pairs of all sentences, in order of place; `cues` are the counted ones of the same article.

    In a sentence the pair of the whole comes first, then those that only a cue tells ("X accused Y of shelling Z").
    """
    at: dict[tuple[str, int, int], list[CueFound]] = {}
    for cue in cues:
        at.setdefault((cue.field, *cue.sentence), []).append(cue)
    found: list[SentenceDyad] = []
    for number, sentence in enumerate(document.segmentation.sentences):
        again = any(low <= sentence.first < high for low, high in document.repeated)
        if document.zones[number] not in NOT_READ and not again:
            place = document.span(sentence.first, sentence.last)
            found += _of_sentence(document, number, at.get(place, []), place)
    return tuple(found)


def _of_sentence(
    document: Document, number: int, cues: list[CueFound], place: tuple[str, int, int]
) -> list[SentenceDyad]:
    pairs: dict[tuple[str, str], list[CueFound]] = {}
    source, target = who_to_whom_of_sentence(document, number)
    if source and target:
        pairs[source, target] = []
    for cue in cues:
        if cue.source and cue.target:
            pairs.setdefault((cue.source, cue.target), []).append(cue)
    for cue in cues:
        if not (cue.source and cue.target):
            fitting = [pair for pair in pairs if cue.source in (None, pair[0]) and cue.target in (None, pair[1])]
            if fitting:
                pairs[fitting[0]].append(cue)
    if not pairs:
        return []
    field, start, end = place
    given = document.article.title or "" if field == "title" else document.article.text
    line = 0 if field == "title" else given.count("\n", 0, start) + 1
    text = " ".join(given[start:end].split())
    return [
        SentenceDyad(
            source=pair[0],
            target=pair[1],
            act=" ".join((own[0].text if own else _act(document, number, pair)).split()),
            cues=tuple(dict.fromkeys(cue.rule for cue in own)),
            points=round(sum((cue.points for cue in own), 0.0), 1),
            field=field,
            sentence=(start, end),
            line=line,
            zone=document.zones[number],
            text=text,
        )
        for pair, own in pairs.items()
    ]


def _act(document: Document, number: int, pair: tuple[str, str]) -> str:
    """The verb between the two names with its auxiliaries; where none stands there, after both, then before both."""
    sentence = document.segmentation.sentences[number]
    spans = [(p.first, p.last) for p in find_parties(document, number) if p.actor in pair and not p.mute]
    if not spans:
        return ""
    other = next((i for i, span in enumerate(spans) if span[0] >= spans[0][1]), 0)
    gaps = [(spans[0][1], spans[other][0]), (spans[other][1], sentence.last), (sentence.first, spans[0][0])]
    for low, high in gaps:
        verb = _verb_in(document, low, high)
        if verb is not None:
            return document.words(*verb)
    return ""


def _verb_in(document: Document, low: int, high: int) -> tuple[int, int] | None:
    """First and end of the first verb in some tokens, with the auxiliaries before it; relative clauses are skipped."""
    words, flags = document.tokens.words, document.tokens.flags
    skipping = False
    opened = -1
    for token in range(low, high):
        if token > 0 and flags[token - 1] & COMMA:
            skipping = words[token] in RELATIVE
        if skipping:
            continue
        word = words[token]
        if word in AUXILIARIES:
            opened = token if opened < 0 else opened
        elif _is_verb(word) and (opened >= 0 or word not in NEVER_VERBS):
            return (opened if opened >= 0 else token), token + 1
        elif not word.endswith("ly"):
            opened = -1
    return None


def _is_verb(word: str) -> bool:
    """By form, or by the lists, which hold what has no "-ed": "sends", "fought"."""
    return is_verb_like(word) or any(word in inflected(lemmas) for lemmas in (ACTS, SUPPORT, SPEECH))
