"""Which texts belong together: near-duplicates, and texts of one source."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from escalate.corpus.rated import Rated
from escalate.read.words import words_of

SHINGLE = 6  # words; two texts that share several runs of six words tell the same story in the same words
SHARED = 3
SHARE = 0.08  # of the shorter text's runs; long articles on one war share formulas and quotations without being copies
COMMON = 8  # a run that stands in more texts than this is a formula, not a copy


def runs_of(text: str) -> dict[tuple[str, ...], None]:
    """Runs of six words in order, each once."""
    words = words_of(text)
    return dict.fromkeys(tuple(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1))


def shared_runs(texts: Sequence[str], common: int = COMMON) -> dict[tuple[int, int], list[str]]:
    """The runs of six words that two texts share, for each pair that shares any; pairs in order.

    Parameters
    ----------
    texts : sequence of str
    common : int
        A run that stands in more texts than this is left out.
    """
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, text in enumerate(texts):
        for run in runs_of(text):
            places[run].append(number)
    pairs: dict[tuple[int, int], list[str]] = defaultdict(list)
    for run, found in places.items():
        if 2 <= len(found) <= common:
            for index, second in enumerate(found):
                for first in found[:index]:
                    pairs[first, second].append(" ".join(run))
    return dict(sorted(pairs.items()))


def _joined(count: int, pairs: Iterable[tuple[int, int]]) -> list[int]:
    """Group number of each of `count` things, where the things of a pair are in one group."""
    parent = list(range(count))

    def root(number: int) -> int:
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    for first, second in pairs:
        low, high = sorted((root(first), root(second)))
        parent[high] = low
    return [root(number) for number in range(count)]


def near_duplicates(texts: Sequence[str]) -> list[int]:
    """Group number of each text; texts that share rare runs of six words are in one group.

    Three runs at least, and a share `SHARE` of those of the shorter text. Texts too short for three runs are in one
    group where all their words are the same.
    """
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    same: dict[tuple[str, ...], int] = {}
    pairs: Counter[tuple[int, int]] = Counter()
    copies: list[tuple[int, int]] = []
    lengths = [0] * len(texts)
    for number, text in enumerate(texts):
        first = same.setdefault(tuple(words_of(text)), number)
        if first != number:
            copies.append((first, number))
            continue
        runs = runs_of(text)
        lengths[number] = len(runs)
        for run in runs:
            places[run].append(number)
    for found in places.values():
        if 2 <= len(found) <= COMMON:
            pairs.update((a, b) for i, b in enumerate(found) for a in found[:i])
    close = [
        (a, b) for (a, b), shared in sorted(pairs.items()) if shared >= max(SHARED, SHARE * min(lengths[a], lengths[b]))
    ]
    return _joined(len(texts), [*copies, *close])


def source_groups(rated: Sequence[Rated]) -> list[int]:
    """Group number of each article: near-duplicates, and articles of one `source`, are in one group."""
    groups = near_duplicates([r.whole for r in rated])
    first: dict[str, int] = {}
    pairs = [(group, number) for number, group in enumerate(groups)]
    for number, entry in enumerate(rated):
        if entry.article.source:
            pairs.append((first.setdefault(entry.article.source.casefold(), number), number))
    return _joined(len(rated), pairs)
