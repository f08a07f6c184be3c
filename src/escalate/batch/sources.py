"""The inputs of a run: files, folders, globs and standard input, in a fixed order."""

from __future__ import annotations

import glob
import hashlib
import importlib.util
import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

from escalate.errors import InputError
from escalate.read.plain_file import open_plain

KINDS = {
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json", ".csv": "csv", ".tsv": "tsv", ".parquet": "parquet",
    ".pq": "parquet", ".txt": "text", ".text": "text", ".md": "text", ".html": "text", ".htm": "text",
    ".xhtml": "text",
}  # fmt: skip
COMPRESSIONS = {".gz": "gzip", ".zst": "zstd", ".zstd": "zstd"}
_NEEDS = {"parquet": ("pyarrow", "parquet"), "zstd": ("zstandard", "zstd"), "html": ("trafilatura", "html")}
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Source:
    """One input file.

    Attributes
    ----------
    path : str
        As the user named it, or below the folder that the user named; ``-`` is standard input.
    kind : str
        jsonl, json, csv, tsv, parquet or text; empty for standard input whose kind shows when it is read.
    compression : str
        gzip, zstd or empty.
    size : int
        Bytes on disk; 0 for standard input.
    """

    path: str
    kind: str
    compression: str
    size: int

    @property
    def name(self) -> str:
        """For messages."""
        return "standard input" if self.path == "-" else self.path


def find_sources(argument: str, input_format: str | None, exclude: Collection[str]) -> Iterator[Source]:
    """The files that one argument names: itself, a folder's files sorted by path, or those that a glob matches.

    Parameters
    ----------
    argument : str
    input_format : str, optional
        Overrides the suffix.
    exclude : collection of str
        Real paths that are never an input: the run's own output.

    Raises
    ------
    InputError
        There is no such file, or a package that it needs is not installed.
    """
    if not argument:
        raise InputError("an input has no name. Name a file or folder, or use - for standard input.")
    if argument == "-":
        yield Source("-", input_format or "", "", 0)
        return
    chosen: Iterator[str]
    if _exists(argument) and Path(argument).is_dir():
        chosen = (path for path in _walk(argument) if input_format or _by_suffix(path)[0])
    elif _exists(argument):
        chosen = iter([argument])
    elif glob.has_magic(argument):
        # Not Path.glob: the pattern may be absolute and is the user's own.
        matches = glob.iglob(argument, recursive=True)  # noqa: PTH207
        chosen = iter(sorted(path for path in matches if Path(path).is_file()))
    else:
        raise InputError(f"{argument}: no such file or folder. Check the path.")
    found = False
    for path in chosen:
        if os.path.realpath(path) in exclude:
            continue
        found = True
        kind, compression = _by_suffix(path)
        kind = input_format or kind or "text"
        _check_package(path, kind, compression)
        try:
            yield Source(Path(path).as_posix(), kind, compression, Path(path).stat().st_size)
        except OSError as error:
            raise InputError(f"{path}: cannot be read ({error.strerror}). Check the permissions.") from None
    if not found:
        suffixes = " ".join(KINDS)
        raise InputError(f"{argument}: holds nothing to score. Name files, or a folder of files ({suffixes}).")


def _exists(argument: str) -> bool:
    try:
        return Path(argument).exists()
    except (OSError, ValueError):  # longer than any name may be, or with a NUL
        return False


def find_all(
    arguments: tuple[str, ...], input_format: str | None, exclude: Collection[str]
) -> Iterator[tuple[str, Source]]:
    """The files of all arguments, each with the argument that names it; one that several name comes once.

    Raises
    ------
    InputError
        As `find_sources`.
    """
    several = len(arguments) > 1  # one folder names each file once, and may hold millions
    seen: set[str] = set()
    for argument in arguments:
        for source in find_sources(argument, input_format, exclude):
            real = source.path if source.path == "-" else os.path.realpath(source.path)
            if several and real in seen:
                continue
            if several:
                seen.add(real)
            yield argument, source


def _walk(folder: str) -> Iterator[str]:
    """Files below a folder, sorted, hidden ones left out; holds the names of one folder at a time."""
    with os.scandir(folder) as entries:
        names = sorted((entry.name, entry.is_dir()) for entry in entries if not entry.name.startswith("."))
    for name, is_folder in names:
        path = f"{folder.rstrip('/')}/{name}"
        if not is_folder:
            yield path
        elif not name.endswith(".parts"):  # the unfinished Parquet output of a run
            yield from _walk(path)


def _by_suffix(path: str) -> tuple[str, str]:
    """Kind and compression; empty where the name does not say."""
    name = PurePath(path.lower())
    compression = COMPRESSIONS.get(name.suffix, "")
    return KINDS.get(PurePath(name.stem).suffix if compression else name.suffix, ""), compression


def is_page(path: str) -> bool:
    """Whether the name says that it is an HTML page, compressed or not."""
    return any(suffix in (".html", ".htm", ".xhtml") for suffix in PurePath(path.lower()).suffixes[-2:])


def _check_package(path: str, kind: str, compression: str) -> None:
    for need in (kind, compression, "html" if kind == "text" and is_page(path) else ""):
        package, extra = _NEEDS.get(need, ("", ""))
        if package and importlib.util.find_spec(package) is None:
            raise InputError(
                f"{path}: reading it needs {package}. Install it with: pip install 'escalation-signals[{extra}]'"
            )


@dataclass(frozen=True, slots=True)
class Inventory:
    """All inputs of a run, summed up.

    Attributes
    ----------
    digests : dict of argument to SHA-256
        Over names and bytes of its files; empty for standard input, which cannot be read twice.
    size : int
        Bytes; 0 if standard input is among them, whose length is not known.
    """

    digests: dict[str, str]
    size: int


def take_inventory(arguments: tuple[str, ...], input_format: str | None, exclude: Collection[str]) -> Inventory:
    """Read all inputs once and digest them; far cheaper than scoring them.

    Raises
    ------
    InputError
        An input is missing or unreadable.
    """
    digests = {argument: hashlib.sha256() for argument in arguments}
    if len(digests) < len(arguments):
        twice = next(argument for argument in arguments if arguments.count(argument) > 1)
        raise InputError(f"{twice}: is named twice. Name each input once.")
    total = 0
    for argument, source in find_all(arguments, input_format, exclude):
        total += source.size
        if source.path != "-":
            digests[argument].update(f"{source.path}\0{source.size}\0".encode("utf-8", "surrogateescape"))
            _digest_file(source.path, digests[argument])
    named = {argument: "" if argument == "-" else digest.hexdigest() for argument, digest in digests.items()}
    return Inventory(named, 0 if "-" in named else total)


def _digest_file(path: str, digest: hashlib._Hash) -> None:
    try:
        with open_plain(path) as file:
            while block := file.read(_BLOCK):
                digest.update(block)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}). Check the permissions.") from None
