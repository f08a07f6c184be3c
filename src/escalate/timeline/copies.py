"""Stories that are printed more than once: by text where records hold it, else by title.

Texts are compared as the corpus check compares them (`corpus/minhash.py`): the Jaccard likeness of their runs of three
words, from the same threshold on. A corpus is compared text by text; here only a sketch of each text is kept (MinHash,
Broder 1997), and likeness is estimated from it, with a standard error of 0.04 at the threshold.
"""

from __future__ import annotations

import hashlib
from array import array

import numpy as np

from escalate.corpus.minhash import LIKENESS, PERMUTATIONS, RUN, likely_copies, sketch_of

WITHIN = 7  # days from the first printing; later the same title stands over another story
FEW_WORDS = 4  # a title of fewer words ("Morning report") is a copy's only with the same score


class Keys:
    """By what copies are known, a few bytes for each record."""

    def __init__(self) -> None:
        self._titles = array("Q")
        self._texts = array("i")
        self._sketches = bytearray()

    def add(self, title: str, text: str, score: float) -> None:
        """Keep the key of the next record."""
        if len(text.split(maxsplit=RUN)) >= RUN:
            self._texts.append(len(self._sketches) // (4 * PERMUTATIONS))
            self._titles.append(0)
            self._sketches += sketch_of(text).tobytes()
            return
        self._texts.append(-1)
        key = " ".join(title.casefold().split())
        if key and key.count(" ") < FEW_WORDS - 1:
            key += f"\0{score:.1f}"
        digest = hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        self._titles.append(int.from_bytes(digest, "little") if key else 0)

    def stories(self) -> np.ndarray:
        """Number of the story of each record; records of one number print the same."""
        count = len(self._texts)
        stories = np.arange(count, dtype=np.int64)
        titles = np.frombuffer(self._titles, dtype=np.uint64)
        titled = np.flatnonzero(titles)
        if len(titled):
            _, first, inverse = np.unique(titles[titled], return_index=True, return_inverse=True)
            stories[titled] = titled[first][inverse]
        texts = np.flatnonzero(np.frombuffer(self._texts, dtype=np.int32) >= 0)
        if len(texts):
            sketches = np.frombuffer(self._sketches, dtype=np.uint32).reshape(-1, PERMUTATIONS)
            stories[texts] = texts[likely_copies(sketches, LIKENESS)]
        return stories


def heads_of(stories: np.ndarray, days: np.ndarray) -> np.ndarray:
    """For each record the one that counts for it: the first printing of its story, or itself.

    A story that is printed again more than `WITHIN` days after the first printing begins anew. Of printings of one
    day the first read counts.
    """
    heads = np.arange(len(stories), dtype=np.int64)
    order = np.lexsort((heads, days, stories))
    ordered = stories[order]
    begins = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1]))) if len(order) else order
    ends = np.append(begins[1:], len(order))
    for begin, end in zip(begins[ends - begins > 1].tolist(), ends[ends - begins > 1].tolist(), strict=True):
        head = order[begin]
        for record in order[begin:end]:
            if days[record] - days[head] > WITHIN:
                head = record
            heads[record] = head
    return heads
