"""Bytes of a file, never more than a limit: devices and pipes have no end, and some never begin."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO

from escalate.errors import InputError


def open_plain(path: str | Path) -> BinaryIO:
    """Open a plain file, or a link to one.

    Raises
    ------
    InputError
        It is missing, a folder, a device, a pipe or a socket, or cannot be opened.
    """
    name = str(path)
    if not name:
        raise InputError("a file has no name. Name it, or use - for standard input.")
    try:
        _check_kind(name, Path(name).stat().st_mode)
        # The file may have been replaced by a pipe in between: never wait for its other end.
        descriptor = os.open(name, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        raise InputError(f"{name}: no such file. Check the path.") from None
    except OSError as error:
        raise InputError(f"{name[:200]}: cannot be read ({error.strerror}). Check name and permissions.") from None
    except ValueError:
        raise InputError("a file name holds a NUL character. Check the path.") from None
    file = os.fdopen(descriptor, "rb")
    try:
        _check_kind(name, os.fstat(descriptor).st_mode)
    except InputError:
        file.close()
        raise
    return file


def read_plain(path: str | Path, limit: int) -> bytes:
    """All bytes of a plain file of at most `limit` bytes; no more than one byte over it is ever read.

    Raises
    ------
    InputError
        As `open_plain`, or it is over the limit.
    """
    with open_plain(path) as file:
        try:
            return at_most(file, limit, str(path))
        except OSError as error:
            raise InputError(f"{path}: cannot be read ({error.strerror}). Check the permissions.") from None


def at_most(file: BinaryIO, limit: int, where: str) -> bytes:
    """All bytes of a stream of at most `limit` bytes.

    Raises
    ------
    InputError
        There are more.
    """
    data = file.read(limit + 1)
    if len(data) > limit:
        raise InputError(f"{where}: over {limit:,} bytes. Split it, or use 'escalate batch' for many articles.")
    return data


def _check_kind(name: str, mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise InputError(f"{name}: is a folder. Name the files, or use 'escalate batch' for folders.")
    if not stat.S_ISREG(mode):
        raise InputError(f"{name}: is no plain file but a device or a pipe. Save it, or give it as -.")
