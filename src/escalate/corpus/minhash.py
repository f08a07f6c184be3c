"""Near-duplicates by MinHash over runs of three words (datasketch), or exactly where it is not installed."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from escalate.read.words import words_of

RUN = 3  # words
LIKENESS = 0.5  # Jaccard likeness of two sets of runs from which one text is a near-duplicate of the other
PERMUTATIONS = 128  # standard error of the estimate about 0.04 at a likeness of 0.5
SAFETY = 0.15  # the hash index is asked for pairs this much less alike; their exact likeness then decides
COMMON = 50  # a run in more texts than this is left out of the exact search


def _runs(text: str) -> frozenset[str]:
    words = words_of(text)
    return frozenset(" ".join(words[i : i + RUN]) for i in range(max(1, len(words) - RUN + 1)))


def _likeness(first: frozenset[str], second: frozenset[str]) -> float:
    return len(first & second) / max(1, len(first | second))


def similar_pairs(texts: Sequence[str]) -> list[tuple[int, int, float]]:
    """Pairs of texts (first, second, likeness) whose likeness is at least `LIKENESS`, in order."""
    runs = [_runs(text) for text in texts]
    try:
        import datasketch
    except ImportError:
        candidates = _exact_candidates(runs)
    else:
        candidates = _hashed_candidates(runs, datasketch)
    found = [(low, high, _likeness(runs[low], runs[high])) for low, high in sorted(candidates)]
    return [pair for pair in found if pair[2] >= LIKENESS]


def _hashed_candidates(runs: Sequence[frozenset[str]], datasketch: Any) -> set[tuple[int, int]]:
    index = datasketch.MinHashLSH(threshold=LIKENESS - SAFETY, num_perm=PERMUTATIONS)
    candidates: set[tuple[int, int]] = set()
    for number, some in enumerate(runs):
        sketch = datasketch.MinHash(num_perm=PERMUTATIONS, hashfunc=_hash)
        sketch.update_batch([run.encode("utf-8", "surrogatepass") for run in sorted(some)])
        candidates |= {(earlier, number) for earlier in index.query(sketch)}
        index.insert(number, sketch)
    return candidates


def _hash(data: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(data, digest_size=4).digest(), "little")


def _exact_candidates(runs: Sequence[frozenset[str]]) -> set[tuple[int, int]]:
    places: dict[str, list[int]] = defaultdict(list)
    for number, some in enumerate(runs):
        for run in some:
            places[run].append(number)
    shared: Counter[tuple[int, int]] = Counter()
    for found in places.values():
        if 2 <= len(found) <= COMMON:
            shared.update((low, high) for index, high in enumerate(found) for low in found[:index])
    return {pair for pair, count in shared.items() if count >= LIKENESS * 0.5 * len(runs[pair[1]])}
