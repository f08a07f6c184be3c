"""Trains a model: classifier heads with scikit-learn, the fusion with the rules on out-of-fold predictions."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from escalate.corpus import Rated, near_duplicates
from escalate.model import FORMAT, Model, Reading, model_from
from escalate.pack.compiled import CompiledPack, compile_pack
from escalate.pack.pack import read_pack
from escalate.training.decisions import fit_decisions
from escalate.training.features import Features, Prepared, prepare, term_arrays, unigrams_of
from escalate.training.heads import SHARPNESS, STEPS, THRESHOLDS, Readings, fit_heads, out_of_fold
from escalate.training.vectors import WordVectors

Floats = npt.NDArray[np.float64]

STRENGTH = 20.0
FOLDS = 5


def make_folds(rated: Sequence[Rated]) -> npt.NDArray[np.int64]:
    """Fold of each text; near-duplicates share a fold, and every group is spread over all folds."""
    groups = near_duplicates([f"{r.article.title or ''} {r.article.text}" for r in rated])
    first = {
        group: (rated[group].group, hashlib.sha256(rated[group].article.text.encode()).hexdigest())
        for group in set(groups)
    }
    order = {group: number for number, group in enumerate(sorted(set(groups), key=lambda g: first[g]))}
    return np.array([order[group] % FOLDS for group in groups], dtype=np.int64)


def fit(
    rated: Sequence[Rated],
    pack: CompiledPack | None = None,
    *,
    name: str = "custom",
    vectors: WordVectors | None = None,
    strength: float = STRENGTH,
    jobs: int = 1,
    prepared: Sequence[Prepared] | None = None,
    readings: Readings | None = None,
) -> tuple[dict[str, Any], dict[str, npt.NDArray[Any]]]:
    """Train a model.

    Parameters
    ----------
    rated : sequence of Rated
    pack : CompiledPack, optional
        Rules to fuse with; the shipped ones by default.
    vectors : WordVectors, optional
        Word vectors; their part of the heads is folded into one number for each word, so scoring does not need them.
    strength : float
        Inverse of the L2 penalty (scikit-learn's C).
    jobs : int
        Heads trained in parallel.
    prepared, readings : optional
        From `prepare` and `out_of_fold`, where they have been made already.

    Returns
    -------
    info : dict
        What goes into model.json.
    arrays : dict of arrays
        What goes into arrays.npz.
    """
    pack = pack or compile_pack(read_pack())
    prepared = prepared or prepare(rated, pack)
    readings = readings or out_of_fold(prepared, make_folds(rated), vectors, strength, jobs)
    features = Features.learn([p.words for p in prepared], vectors)
    matrix = features.matrix([p.words for p in prepared])
    heads, bias = fit_heads(matrix, rated, strength, jobs)
    arrays = _arrays(features, heads, bias)
    info: dict[str, Any] = {
        "format": FORMAT,
        "name": name,
        "heads": {"thresholds": list(THRESHOLDS), "steps": list(STEPS), "sharpness": SHARPNESS},
        **fit_decisions(prepared, readings),
        "training": {
            "texts": len(rated),
            "strength": strength,
            "folds": FOLDS,
            "rules_sha256": pack.pack.sha256,
        },
        "unigrams": unigrams_of(features.terms),
        "words": list(features.words),
    }
    return info, arrays


def _arrays(features: Features, heads: Floats, bias: Floats) -> dict[str, npt.NDArray[Any]]:
    count = len(features.terms)
    vectors = features.vectors
    word_weights = vectors.values @ heads[count:] if vectors else np.zeros((0, heads.shape[1]))
    columns, pairs = term_arrays(features.terms)
    return {
        "columns": columns,
        "pairs": pairs,
        "idf": features.idf.astype(np.float32),
        "word_idf": features.word_idf.astype(np.float32),
        "weights": heads[:count].astype(np.float16),
        "word_weights": word_weights.astype(np.float16),
        "bias": bias.astype(np.float32),
    }


def write_model(folder: Path, info: dict[str, Any], arrays: dict[str, npt.NDArray[Any]]) -> str:
    """Write a model folder; the digest of the arrays comes back. The same model gives the same bytes."""
    data = pack_arrays(arrays)
    digest = hashlib.sha256(data).hexdigest()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "arrays.npz").write_bytes(data)
    text = json.dumps({**info, "arrays_sha256": digest}, ensure_ascii=False, indent=None, separators=(",", ":"))
    (folder / "model.json").write_text(text + "\n", encoding="utf-8")
    return digest


def pack_arrays(arrays: dict[str, npt.NDArray[Any]]) -> bytes:
    """An .npz archive without time stamps."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(arrays):
            part = io.BytesIO()
            np.save(part, arrays[name], allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)), part.getvalue())
    return buffer.getvalue()


def take(prepared: Sequence[Prepared], rows: npt.NDArray[np.int64]) -> list[Prepared]:
    """Some of the texts."""
    return [prepared[i] for i in rows.tolist()]


def model_of(info: dict[str, Any], arrays: dict[str, npt.NDArray[Any]]) -> Model:
    """The trained model, without a detour over the disk."""
    return model_from(info, arrays, hashlib.sha256(pack_arrays(arrays)).hexdigest())


__all__ = ["Prepared", "Reading", "fit", "make_folds", "model_of", "prepare", "write_model"]


def __getattr__(name: str) -> Any:
    """`escalate.training.train.EscalationClassifier`, imported on use: its module imports this one."""
    if name == "EscalationClassifier":
        from escalate.training.estimator import EscalationClassifier

        return EscalationClassifier
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
