"""Outlines put together by hand, for tests of what is weighed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from escalate.weigh.outline import Outline

MARKS = ("headline", "lead", "question", "quoted", "again", "actor", "day", "year")


@dataclass(frozen=True)
class Cue:
    """A hit: the place of its sentence, its rung, and how it was judged."""

    sentence: int = 0
    level: int = 4
    share: float = 1.0
    rule: str = "force.a"
    up: bool = True
    counted: bool = True
    historical: bool = False
    idiom: bool = False


def outline(*sentences: str, cues: tuple[Cue, ...] = (), words: int = 12) -> Outline:
    """An outline of sentences, each given by its marks, such as "lead question"; an empty one is plain body."""
    marks = {mark: np.array([mark in sentence.split() for sentence in sentences], dtype=np.bool_) for mark in MARKS}
    return Outline(
        numbers=np.arange(len(sentences)),
        words=np.full(len(sentences), words),
        item=np.arange(len(cues)),
        sentence=np.array([cue.sentence for cue in cues], dtype=np.int64),
        level=np.array([cue.level for cue in cues], dtype=np.int64),
        share=np.array([cue.share for cue in cues], dtype=np.float64),
        counted=np.array([cue.counted for cue in cues], dtype=np.bool_),
        up=np.array([cue.up for cue in cues], dtype=np.bool_),
        historical=np.array([cue.historical for cue in cues], dtype=np.bool_),
        idiom=np.array([cue.idiom for cue in cues], dtype=np.bool_),
        rules=tuple(cue.rule for cue in cues),
        **marks,
    )
