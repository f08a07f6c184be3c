"""The bounds that docs/limits.md lists: each is where it says, and what is over it is refused in one line."""

from __future__ import annotations

import asyncio
import importlib
import json
import re
from pathlib import Path
from typing import Any, cast

import pytest
import zstandard

from escalate import EscalateError, InputError, Scorer
from escalate.batch import records, run_batch, state, streams
from escalate.batch.state import read_state
from escalate.pack import overlay, store
from escalate.pack.pack import read_pack
from escalate.read import article, plain_file
from escalate.read.article import check_text, decode, read_bytes
from escalate.read.blocks import split_blocks
from escalate.read.sentences import MAX_SENTENCE, segment
from escalate.read.words import tokenize
from escalate.service import connections

from .batch.helpers import read_rejects
from .conftest import ROOT

LISTED = re.findall(r"^\|.*\| (`.*`) \|$", (ROOT / "docs" / "limits.md").read_text(encoding="utf-8"), re.MULTILINE)
TEXT = "Ardania shelled the Belmoran town of Oster on Monday."


def _constants() -> list[tuple[str, str]]:
    """Module and name of every listed constant; a name alone belongs to the module of the one before it or above."""
    found: list[tuple[str, str]] = []
    for cell in LISTED:
        for name in re.findall(r"`([\w.]+)`", cell):
            module, _, constant = name.rpartition(".")
            found.append((module or found[-1][0], constant))
    return found


@pytest.mark.parametrize(("module", "constant"), _constants())
def test_listed_bounds_are_there(module: str, constant: str) -> None:
    assert len(LISTED) > 15
    value = getattr(importlib.import_module(f"escalate.{module}"), constant)
    assert isinstance(value, type) or value > 0


def test_a_text_has_a_bound() -> None:
    check_text("a " * (article.MAX_CHARACTERS // 2), "x")
    with pytest.raises(InputError, match="over the limit"):
        check_text("a " * (article.MAX_CHARACTERS // 2) + "a", "x")


def test_a_file_has_a_bound_and_little_more_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(article, "MAX_FILE", 1000)
    (tmp_path / "a.txt").write_bytes(b"a" * 1001)
    with pytest.raises(InputError, match="over"):
        read_bytes(str(tmp_path / "a.txt"))
    (tmp_path / "a.txt").write_bytes(b"a" * 1000)
    assert len(read_bytes(str(tmp_path / "a.txt"))) == 1000
    with pytest.raises(InputError, match="plain"):
        plain_file.read_plain("/dev/zero", 1000)


def test_letters_of_another_encoding_have_a_bound() -> None:
    assert decode("Příští úterý".encode("cp1250"), "x")
    with pytest.raises(InputError, match="neither UTF-8"):
        decode("Война началась сегодня утром".encode("cp1251"), "x")


def test_an_overlay_has_a_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overlay, "MAX_OVERLAY", 100)
    path = tmp_path / "own.yaml"
    path.write_text(f"format: {overlay.FORMAT}\n# {'a' * 100}\n", encoding="utf-8")
    with pytest.raises(EscalateError, match="over the limit of 100"):
        overlay.apply_overlay(read_pack(), path)


def test_a_compiled_pack_over_its_bound_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "MAX_COMPILED", 100)
    (tmp_path / "kept.json").write_bytes(b"{}\n" + b"a" * 100)
    assert store._read(tmp_path / "kept.json", "key") is None


def test_a_line_of_a_batch_has_a_bound(tmp_path: Path, rules_only: Scorer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "MAX_LINE", 1000)
    monkeypatch.setattr(records, "MAX_LINE", 1000)
    lines = [json.dumps({"text": TEXT * 100}), json.dumps({"text": TEXT})]
    (tmp_path / "in.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    output = tmp_path / "out.jsonl"
    assert run_batch((str(tmp_path / "in.jsonl"),), output, rules_only).scored == 1
    assert "over 1,000 bytes" in read_rejects(output)[0]["reason"]


def test_memory_of_a_zstd_file_has_a_bound(tmp_path: Path, rules_only: Scorer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "MAX_WINDOW", 1 << 20)
    wide = zstandard.ZstdCompressionParameters(window_log=24, write_content_size=0)
    pieces = zstandard.ZstdCompressor(compression_params=wide).compressobj()
    line = json.dumps({"text": TEXT}).encode() + b"\n"
    (tmp_path / "in.jsonl.zst").write_bytes(pieces.compress(line * 10) + pieces.flush())
    output = tmp_path / "out.jsonl"
    assert run_batch((str(tmp_path / "in.jsonl.zst"),), output, rules_only).scored == 0
    assert len(read_rejects(output)) == 1


def test_a_state_has_a_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "MAX_STATE", 100)
    (tmp_path / "state").write_text(" " * 101 + "{}", encoding="utf-8")
    with pytest.raises(InputError, match="not the state"):
        read_state(tmp_path / "state")


@pytest.mark.parametrize(("words", "sentences"), [(MAX_SENTENCE, 1), (MAX_SENTENCE + 1, 2), (3 * MAX_SENTENCE, 3)])
def test_a_sentence_ends_at_its_bound(words: int, sentences: int) -> None:
    text = "war; and " * (words // 2) + "war" * (words % 2)
    tokens = tokenize(text)
    found = segment(tokens, split_blocks(text))
    assert len(tokens.words) == words
    assert len(found.sentences) == sentences and found.sentences[-1].last == words
    assert all(one.last == two.first for one, two in zip(found.sentences, found.sentences[1:], strict=False))
    for sentence in found.sentences[1:]:
        assert found.segment[sentence.first - 1] < found.segment[sentence.first]
    assert found.segment == sorted(found.segment)


class _Transport:
    """A connection that only knows whether it was closed."""

    closed = False

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed

    def get_extra_info(self, name: str) -> Any:
        return None

    def write(self, data: bytes) -> None:
        pass


def _protocol(open_: int = 0) -> tuple[Any, _Transport]:
    import uvicorn
    from uvicorn.server import ServerState

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await asyncio.sleep(60)

    config = uvicorn.Config(app, ws="none", log_config=None)
    config.load()
    server = ServerState()
    protocol = connections.BoundedProtocol(config, server, {}, asyncio.get_running_loop())
    protocol.connections.update(cast(Any, range(open_)))
    transport = _Transport()
    protocol.connection_made(cast(Any, transport))
    return protocol, transport


def test_connections_have_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "MAX_CONNECTIONS", 3)

    async def run() -> tuple[bool, bool]:
        return _protocol(2)[1].closed, _protocol(3)[1].closed

    assert asyncio.run(run()) == (False, True)


@pytest.mark.parametrize("answered", [False, True])
def test_headers_have_a_time_also_those_of_a_second_request(monkeypatch: pytest.MonkeyPatch, answered: bool) -> None:
    monkeypatch.setattr(connections, "HEADER_SECONDS", 0.05)

    async def run() -> tuple[bool, bool]:
        protocol, transport = _protocol()
        if answered:
            protocol.data_received(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            await asyncio.sleep(0.1)
            served = not transport.closed, protocol.cycle
            assert served[0], "a request that is being served has no such time"
            protocol.cycle.response_complete = True
            protocol.conn = type(protocol.conn)(protocol.conn.our_role)
        protocol.data_received(b"GET / HTTP/1.1\r\nHo")
        before = transport.closed
        await asyncio.sleep(0.2)
        return before, transport.closed

    assert asyncio.run(run()) == (False, True)
