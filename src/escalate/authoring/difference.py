"""`escalate rules diff`: what one pack finds in a corpus and another does not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from escalate.corpus.texts import Text
from escalate.explain.assessment import CueFound
from escalate.scorer import Scorer


@dataclass(frozen=True, slots=True)
class HitChange:
    """A hit that only one of two packs counts.

    Attributes
    ----------
    gained : bool
        True where only the new pack counts it.
    other : str
        What the other pack makes of the same words by the same rule ("negated", …); "silent" where it finds nothing.
    """

    rule: str
    gained: bool
    where: str
    text: str
    sentence: str
    other: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Two packs over a corpus.

    Attributes
    ----------
    changes : tuple of HitChange
        By rule, gains first.
    scores : tuple of (str, float, float)
        Texts whose score differs: where, old and new score.
    texts : int
        Texts read.
    """

    changes: tuple[HitChange, ...]
    scores: tuple[tuple[str, float, float], ...]
    texts: int


def difference(old: Scorer, new: Scorer, corpus: Iterable[Text]) -> Difference:
    """Compare two packs, rules alone, over a corpus."""
    changes: list[HitChange] = []
    scores: list[tuple[str, float, float]] = []
    count = 0
    for text in corpus:
        count += 1
        before, after = old.score(text.article), new.score(text.article)
        if before.score != after.score:
            scores.append((text.where, before.score, after.score))
        counted = {_key(cue): cue for cue in before.cues}, {_key(cue): cue for cue in after.cues}
        dropped = {_key(cue): cue for cue in before.not_counted}, {_key(cue): cue for cue in after.not_counted}
        for gained, here, there in ((True, 1, 0), (False, 0, 1)):
            for key in counted[here].keys() - counted[there].keys():
                cue = counted[here][key]
                other = dropped[there].get(key)
                status = other.status if other else "silent"
                changes.append(
                    HitChange(
                        cue.rule,
                        gained,
                        text.where,
                        cue.text,
                        _sentence(text, cue),
                        status,
                    )
                )
    changes.sort(key=lambda change: (change.rule, not change.gained, change.where, change.text))
    return Difference(tuple(changes), tuple(scores), count)


def _key(cue: CueFound) -> tuple[str, str, int, int]:
    return cue.rule, cue.field, cue.start, cue.end


def _sentence(text: Text, cue: CueFound) -> str:
    source = (text.article.title or "") if cue.field == "title" else text.article.text
    return " ".join(source[cue.sentence[0] : cue.sentence[1]].split())
