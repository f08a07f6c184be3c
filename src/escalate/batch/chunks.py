"""The records of all inputs in chunks for the workers, from where a run goes on."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator

from escalate.batch.options import BatchOptions
from escalate.batch.records import Record, read_records
from escalate.batch.sources import Source, find_all
from escalate.batch.state import State
from escalate.batch.work import Chunk
from escalate.errors import InputError

# Big enough that handing a chunk over costs little, small enough that every worker has some.
_MOST_RECORDS = 200
_MOST_BYTES = 200_000


def read_chunks(
    arguments: tuple[str, ...], options: BatchOptions, exclude: Collection[str], state: State
) -> Iterator[Chunk]:
    """Chunks of the records that come after those the state holds.

    Raises
    ------
    InputError
        Standard input is not what it was when the run began.
    """
    digest = hashlib.sha256() if "-" in arguments else None
    number = 0
    held: list[Record] = []
    held_bytes = held_done = 0
    for done, source, record in _all_records(arguments, options, exclude):
        number += 1
        if digest is not None and source.path == "-":
            digest.update(_bytes_of(record))
        if number <= state.records:
            if number == state.records:
                _check_digest(digest.hexdigest() if digest else "", state)
            continue
        held.append(record)
        held_bytes += record.size()
        held_done = done
        if len(held) >= _MOST_RECORDS or held_bytes >= _MOST_BYTES:
            yield Chunk(number - len(held) + 1, tuple(held), done, digest.hexdigest() if digest else "")
            held, held_bytes = [], 0
    if number < state.records:
        raise InputError(f"standard input: ended after {number:,} of {state.records:,} records that were read before.")
    if held:
        yield Chunk(number - len(held) + 1, tuple(held), held_done, digest.hexdigest() if digest else "")


def _all_records(
    arguments: tuple[str, ...], options: BatchOptions, exclude: Collection[str]
) -> Iterator[tuple[int, Source, Record]]:
    """Each record with its source and the bytes of all inputs read up to its end."""
    before = 0
    for _, source in find_all(arguments, options.input_format, exclude):
        for record in read_records(source, options.columns):
            yield before + record.done, source, record
        before += source.size


def _bytes_of(record: Record) -> bytes:
    payload = record.payload
    return payload if isinstance(payload, bytes) else repr(payload).encode("utf-8", "surrogatepass")


def _check_digest(digest: str, state: State) -> None:
    if digest != state.stdin_sha256:
        raise InputError(
            "standard input: is not what it was when the run began. Give the same again, or start again with --force."
        )
