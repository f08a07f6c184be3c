"""Near-duplicates by MinHash over runs of three words (datasketch), or exactly where it is not installed."""

from __future__ import annotations

import hashlib
import zlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

from escalate.read.words import words_of

RUN = 3  # words
LIKENESS = 0.5  # Jaccard likeness of two sets of runs from which one text is a near-duplicate of the other
PERMUTATIONS = 128  # standard error of the estimate about 0.04 at a likeness of 0.5
ROWS = 4  # places of a sketch in a band
_MIX = np.uint64(0x9E3779B97F4A7C15)  # 2^64 over the golden ratio, the usual multiplier for hashes
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


def sketch_of(text: str) -> np.ndarray:
    """A MinHash sketch: for each of `PERMUTATIONS` orders the first of the text's runs, as 32 bits.

    Two sketches agree in a share of their places that estimates the likeness of the texts. Made with NumPy alone, the
    same on every machine; it is for streams of texts that cannot be kept (`escalate timeline`).
    """
    hashes = np.array([zlib.crc32(run.encode("utf-8", "surrogatepass")) for run in _runs(text)], dtype=np.uint64)
    factors, offsets = _orders()
    # Multiply and add modulo 2^64, of which the upper half is the hash (multiply-shift, Dietzfelbinger 1996).
    found: np.ndarray = ((np.outer(factors, hashes) + offsets[:, None]) >> np.uint64(32)).min(axis=1)
    return found.astype(np.uint32)


@cache
def _orders() -> tuple[np.ndarray, np.ndarray]:
    drawn = np.random.default_rng(RUN).integers(1, 1 << 63, size=(2, PERMUTATIONS), dtype=np.uint64)
    return drawn[0] | np.uint64(1), drawn[1]


def likely_copies(sketches: np.ndarray, likeness: float = LIKENESS) -> np.ndarray:
    """For each sketch the number of the first that it is a copy of, over others if need be; its own where of none.

    Sketches that agree in one whole band of `ROWS` places are compared with the first of those that do; a pair of
    likeness 0.5 agrees in one of 32 bands with a probability of 0.87, of 0.7 with 0.9999.
    """
    parent = np.arange(len(sketches))

    def root(number: int) -> int:
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = int(parent[number])
        return number

    for begin in range(0, sketches.shape[1], ROWS):
        halves = np.ascontiguousarray(sketches[:, begin : begin + ROWS]).view(np.uint64)
        band = halves[:, 0] * _MIX + halves[:, 1]  # two bands that chance to have one number are told apart below
        order = np.argsort(band, kind="stable")
        new = np.concatenate(([True], band[order][1:] != band[order][:-1]))
        first = order[np.maximum.accumulate(np.where(new, np.arange(len(order)), 0))]
        others, firsts = order[~new], first[~new]
        alike = (sketches[others] == sketches[firsts]).mean(axis=1) >= likeness
        for low, high in zip(firsts[alike].tolist(), others[alike].tolist(), strict=True):
            one, other = sorted((root(low), root(high)))
            parent[other] = one
    return np.array([root(number) for number in range(len(sketches))], dtype=np.int64)
