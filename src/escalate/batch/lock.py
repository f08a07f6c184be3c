"""One run for one output: a lock beside it that the system lets go when the run ends, however it ends."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from escalate.errors import InputError


@contextlib.contextmanager
def locked(output: Path) -> Iterator[None]:
    """Hold `output`.lock while the run goes; a kill frees it, since the lock is the system's and not the file.

    Raises
    ------
    InputError
        Another run holds it.
    """
    path = lock_path(output)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        # The run before may have removed the file between its opening here and the lock.
        if not _take(descriptor) or not _is_still(path, descriptor):
            raise InputError(f"{output}: another run is writing it. Wait for its end, or name another output.")
        try:
            yield
        finally:
            with contextlib.suppress(OSError):
                path.unlink()
    finally:
        os.close(descriptor)


def lock_path(output: Path) -> Path:
    """The file that is locked."""
    return output.with_name(output.name + ".lock")


def _is_still(path: Path, descriptor: int) -> bool:
    try:
        return path.stat().st_ino == os.fstat(descriptor).st_ino
    except OSError:
        return False


def _take(descriptor: int) -> bool:
    """Lock without waiting."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
