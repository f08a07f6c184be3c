"""Bytes and lines of an input, decompressed on the way, in bounded memory."""

from __future__ import annotations

import codecs
import gzip
import io
import sys
import zlib
from collections.abc import Iterator
from typing import IO, Any, cast

from escalate.batch.sources import Source
from escalate.errors import InputError
from escalate.read.plain_file import open_plain

MAX_LINE = 64 << 20  # bytes; 2,000,000 characters, escaped to the utmost, are 24 MB
MAX_RATIO = 200  # decompressed to compressed; news have 3 to 10, records all alike under 150
FREE_UNPACKED = 20_000_000  # decompressed bytes before the ratio counts
MAX_WINDOW = 128 << 20  # bytes of memory that a zstd file may ask for
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
        if not self._closes and sys.stdin is None:
            raise InputError("standard input: is closed. Name a file, or pipe the records in.")
        file = open_plain(source.path) if self._closes else sys.stdin.buffer
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
    packed = _Counted(raw)
    if compression == "gzip":
        return io.BufferedReader(
            _Unpacked(cast(IO[bytes], gzip.GzipFile(fileobj=cast(IO[bytes], packed))), packed), 1 << 16
        )
    if compression == "zstd":
        import zstandard

        unpack = zstandard.ZstdDecompressor(max_window_size=MAX_WINDOW)
        reader = unpack.stream_reader(cast(IO[bytes], packed), read_across_frames=True, closefd=False)
        return io.BufferedReader(_Unpacked(cast(IO[bytes], reader), packed), 1 << 16)
    return raw


class Bomb(Exception):
    """Compressed data that unpack to far more than any text does."""


class Foreign(Exception):
    """A line in an encoding that is not read."""


class _Counted(io.RawIOBase):
    """A stream that counts the bytes that are read of it."""

    def __init__(self, raw: IO[bytes]) -> None:
        self._raw = raw
        self.count = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self._raw.read(size)
        self.count += len(data)
        return data


class _Unpacked(io.RawIOBase):
    """Decompressed bytes, as long as their number is in some proportion to the compressed ones."""

    def __init__(self, unpacking: IO[bytes], packed: _Counted) -> None:
        self._unpacking = unpacking
        self._packed = packed
        self._count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._unpacking.read(len(buffer))
        buffer[: len(data)] = data
        self._count += len(data)
        if self._count > FREE_UNPACKED and self._count > MAX_RATIO * self._packed.count:
            raise Bomb
        return len(data)


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
    if isinstance(error, Bomb):
        return f"the compressed data unpack to over {MAX_RATIO} times their size. Unpack it yourself, if you trust it"
    if isinstance(error, InputError):
        return str(error)
    if isinstance(error, Foreign):
        return "a line here is neither UTF-8 nor in a Western encoding, so the rest is not read. Save it as UTF-8"
    if isinstance(error, (EOFError, zlib.error, gzip.BadGzipFile)) or "Zstd" in type(error).__name__:
        return "the compressed data are damaged or cut off here. Records after this place are missing"
    if isinstance(error, UnicodeDecodeError):
        return "not readable as UTF-16. Save it as UTF-8"
    if isinstance(error, OSError) and error.strerror:
        return f"cannot be read ({error.strerror})"
    return f"cannot be read ({type(error).__name__}: {error})"
