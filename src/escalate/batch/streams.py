"""Bytes and lines of an input, decompressed on the way, in bounded memory."""

from __future__ import annotations

import codecs
import gzip
import io
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

from escalate.batch.sources import Source

MAX_LINE = 64 << 20  # bytes; 2,000,000 characters, escaped to the utmost, are 24 MB
_GZIP_MAGIC = b"\x1f\x8b"
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"


class Stream:
    """An opened input.

    Attributes
    ----------
    lines : io.BufferedReader
        Its bytes, decompressed.
    """

    def __init__(self, source: Source) -> None:
        self._closes = source.path != "-"
        file = Path(source.path).open("rb") if self._closes else sys.stdin.buffer  # noqa: SIM115  (`close` does)
        self._raw = cast(io.BufferedReader, file)
        self.lines = _decompressed(self._raw, source)

    def done(self) -> int:
        """Bytes read from disk so far; 0 for standard input."""
        return self._raw.tell() if self._closes else 0

    def close(self) -> None:
        """Close the file; standard input stays open."""
        if self._closes:
            self._raw.close()


def _decompressed(raw: io.BufferedReader, source: Source) -> io.BufferedReader:
    compression = source.compression
    if source.path == "-":
        start = raw.peek(4)[:4]
        compression = "gzip" if start[:2] == _GZIP_MAGIC else "zstd" if start == _ZSTD_MAGIC else ""
    if compression == "gzip":
        return io.BufferedReader(cast(io.RawIOBase, gzip.GzipFile(fileobj=raw)), 1 << 16)
    if compression == "zstd":
        import zstandard

        reader = zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True, closefd=False)
        return io.BufferedReader(cast(io.RawIOBase, reader), 1 << 16)
    return raw


def read_lines(stream: IO[bytes]) -> Iterator[bytes]:
    """Lines as UTF-8 bytes without a byte-order mark; one over `MAX_LINE` comes cut at that length, without an end."""
    first = stream.readline(MAX_LINE)
    if first[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        yield from _from_utf16(first, stream)
        return
    line = first.removeprefix(codecs.BOM_UTF8)
    while line:
        yield line
        if len(line) >= MAX_LINE and not line.endswith(b"\n"):
            _skip_line(stream)
        line = stream.readline(MAX_LINE)


def _skip_line(stream: IO[bytes]) -> None:
    while block := stream.readline(1 << 20):
        if block.endswith(b"\n"):
            return


def _from_utf16(first: bytes, stream: IO[bytes]) -> Iterator[bytes]:
    """UTF-16, as some spreadsheets save it, again as UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-16")()
    rest = ""
    block = first
    while block:
        *lines, rest = (rest + decoder.decode(block)).split("\n")
        for line in lines:
            yield (line + "\n").encode("utf-8", "surrogatepass")
        block = stream.read(1 << 16)
    rest += decoder.decode(b"", final=True)
    if rest:
        yield rest.encode("utf-8", "surrogatepass")


def damage(error: Exception) -> str:
    """The reason why a file can be read no further, in words."""
    if isinstance(error, (EOFError, zlib.error, gzip.BadGzipFile)) or "Zstd" in type(error).__name__:
        return "the compressed data are damaged or cut off here. Records after this place are missing"
    if isinstance(error, UnicodeDecodeError):
        return "not readable as UTF-16. Save it as UTF-8"
    if isinstance(error, OSError) and error.strerror:
        return f"cannot be read ({error.strerror})"
    return f"cannot be read ({type(error).__name__}: {error})"
