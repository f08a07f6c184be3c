"""Writes a model folder, the same bytes for the same model, and puts a model together in memory."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from escalate.model import Model, model_from


def write_model(folder: Path, info: dict[str, Any], arrays: dict[str, npt.NDArray[Any]]) -> str:
    """Write a model folder; the digest of model.json comes back. The same model gives the same bytes."""
    data = pack_arrays(arrays)
    text = _model_text(info, data)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "arrays.npz").write_bytes(data)
    (folder / "model.json").write_bytes(text)
    return hashlib.sha256(text).hexdigest()


def _model_text(info: dict[str, Any], data: bytes) -> bytes:
    """model.json: everything but the arrays, and their digest."""
    whole = {**info, "arrays_sha256": hashlib.sha256(data).hexdigest()}
    return (json.dumps(whole, ensure_ascii=False, indent=None, separators=(",", ":")) + "\n").encode()


def pack_arrays(arrays: dict[str, npt.NDArray[Any]]) -> bytes:
    """An .npz archive without time stamps."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(arrays):
            part = io.BytesIO()
            np.save(part, arrays[name], allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)), part.getvalue())
    return buffer.getvalue()


def model_of(info: dict[str, Any], arrays: dict[str, npt.NDArray[Any]]) -> Model:
    """The trained model, without a detour over the disk."""
    text = _model_text(info, pack_arrays(arrays))
    return model_from(json.loads(text), dict(arrays), hashlib.sha256(text).hexdigest())
