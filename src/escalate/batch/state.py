"""The state file beside the output: how far a run is, and of what. With it a killed run goes on where it was.

It is replaced as a whole, and only after the output that it speaks of is on the disk. So whatever instant a kill
hits, the state describes records that are safely written; what was written after it is cut off on resuming and
scored again.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from escalate.batch.options import BatchOptions
from escalate.batch.tally import Tally
from escalate.errors import InputError, OutputError
from escalate.read.plain_file import read_plain
from escalate.scorer import Scorer
from escalate.version import VERSION

FORMAT = "escalate-batch/1"
MAX_STATE = 10_000_000  # bytes; a state of 100,000 inputs by name


@dataclass(frozen=True, slots=True)
class State:
    """A run at a checkpoint.

    Attributes
    ----------
    identity : dict
        Digests of inputs, rules, overlay and model, the version, and the options: all that decides the output.
    complete : bool
        Whether the run is done.
    records : int
        Records of the input that are dealt with.
    output : int
        Bytes of JSON or CSV, or parts of Parquet, that hold them.
    rejects : int
        Bytes of the rejects file.
    stdin_sha256 : str
        Digest of the records of standard input that are dealt with; empty without standard input.
    tally : Tally
    """

    identity: dict[str, Any]
    complete: bool
    records: int
    output: int
    rejects: int
    stdin_sha256: str
    tally: Tally

    def write(self, path: Path) -> None:
        """Replace the state file."""
        data = {
            "format": FORMAT,
            "complete": self.complete,
            "records": self.records,
            "output": self.output,
            "rejects": self.rejects,
            "stdin_sha256": self.stdin_sha256,
            "tally": self.tally.to_dict(),
            "identity": self.identity,
        }
        replace_file(path, (json.dumps(data, ensure_ascii=True, indent=2) + "\n").encode())


def read_state(path: Path) -> State:
    """Read a state file.

    Raises
    ------
    InputError
        It is missing or not a state file.
    """
    try:
        data = json.loads(read_plain(path, MAX_STATE))
        if data["format"] != FORMAT or not isinstance(data["identity"], dict):
            raise KeyError(data["format"])
        counts = (int(data["records"]), int(data["output"]), int(data["rejects"]))
        tally = Tally.from_dict(data["tally"])
        return State(data["identity"], bool(data["complete"]), *counts, str(data["stdin_sha256"]), tally)
    except (InputError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
        raise InputError(
            f"{path}: not the state of a run, so there is nothing to continue. Start again with --force."
        ) from None


def identity_of(digests: dict[str, str], scorer: Scorer, options: BatchOptions) -> dict[str, Any]:
    """All that decides the output."""
    return {
        "version": VERSION,
        "inputs": digests,
        "rules": scorer.pack.pack.sha256,
        "overlay": scorer.overlay.provenance() if scorer.overlay else None,
        "model": scorer.model.sha256 if scorer.model else None,
        "options": options.of_result(),
    }


def check_identity(before: dict[str, Any], now: dict[str, Any], path: Path) -> None:
    """Refuse to continue a run whose inputs, rules, overlay, model, version or options have changed.

    Raises
    ------
    InputError
    """
    changed = []
    old_inputs, new_inputs = before.get("inputs"), now["inputs"]
    old_inputs = old_inputs if isinstance(old_inputs, dict) else {}
    if list(old_inputs) != list(new_inputs):
        changed.append(f"the inputs (they were: {' '.join(old_inputs)})")
    else:
        changed += [f"the input {name}" for name in new_inputs if old_inputs[name] != new_inputs[name]]
    words = {
        "rules": "the rules",
        "overlay": "the overlay, or which of its filters have expired",
        "model": "the model",
        "version": "the version of escalate",
    }
    changed += [words[key] for key in words if before.get(key) != now[key]]
    old_options = before.get("options")
    old_options = old_options if isinstance(old_options, dict) else {}
    changed += [f"the option {key}" for key in now["options"] if old_options.get(key) != now["options"][key]]
    if changed:
        raise InputError(
            f"{path}: cannot go on, changed since the run began: {', '.join(changed)}. "
            "Put it back, or start again with --force."
        )


def replace_file(path: Path, data: bytes) -> None:
    """Write a file so that at any instant either the old or the new one is there, whole."""
    temporary = path.with_name(path.name + ".new")
    with temporary.open("wb", buffering=0) as file:
        write_all(file.fileno(), data)
        os.fsync(file.fileno())
    temporary.replace(path)
    sync_folder(path.parent)


def write_all(descriptor: int, data: bytes) -> None:
    """Write all of the bytes; a nearly full disk may take them in portions."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def sync_folder(folder: Path) -> None:
    """Make a renaming last through a power cut, where the system can."""
    if hasattr(os, "O_DIRECTORY"):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextlib.contextmanager
def telling_write_errors(path: Path) -> Iterator[None]:
    """Say plainly what stands in the way of writing.

    Raises
    ------
    OutputError
    """
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise OutputError(
                f"{path}: the disk is full. What is written so far is kept: free some space and give the same "
                "command with --resume."
            ) from None
        raise OutputError(
            f"{path}: cannot be written ({error.strerror or error}). Check folder and permissions."
        ) from None
