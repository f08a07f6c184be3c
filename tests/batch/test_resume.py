"""A run that is cut off anywhere goes on to the output of an unbroken one."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from escalate import InputError, Scorer
from escalate.batch import BatchOptions, run_batch
from escalate.batch import chunks as chunks_module
from escalate.batch import output as output_module
from escalate.batch.output import Lines, ParquetParts
from escalate.batch.run import Interrupted
from escalate.batch.state import OutputError
from escalate.batch.writer import Writer

from .helpers import read_output, read_rejects, records, write_jsonl

SUFFIXES = pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".parquet"])


class Stop(BaseException):
    """Stands for a kill: nothing of the run may catch it."""


@pytest.fixture(autouse=True)
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks of three records, a checkpoint after each second one."""
    monkeypatch.setattr(chunks_module, "_MOST_RECORDS", 3)
    monkeypatch.setattr(Lines, "seconds_between", 1e9)
    monkeypatch.setattr(ParquetParts, "seconds_between", 1e9)
    monkeypatch.setattr(Lines, "full", lambda self: (self._end - self.position) > 900)
    monkeypatch.setattr(output_module, "_PART_ROWS", 5)


def _input(folder: Path) -> Path:
    rows: list[dict[str, Any]] = records(40)
    for n in (0, 8, 9, 31):
        rows[n] = {"id": f"r{n}"}  # without a text
    return write_jsonl(folder / "in.jsonl", rows)


def _stop_after(monkeypatch: pytest.MonkeyPatch, chunks: int, error: type[BaseException] = Stop) -> None:
    """Stop right after so many chunks are appended and before they are counted."""
    add = Writer.add
    left = [chunks]

    def stopping(self: Writer, scored: Any) -> None:
        if left[0] == 0:
            self._output.append(scored.output)
            raise error
        left[0] -= 1
        add(self, scored)

    monkeypatch.setattr(Writer, "add", stopping)


@SUFFIXES
@pytest.mark.parametrize("chunks", range(0, 14, 3))
def test_resumed_output_equals_an_unbroken_one(
    suffix: str, chunks: int, tmp_path: Path, rules_only: Scorer, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = str(_input(tmp_path))
    unbroken, output = tmp_path / f"unbroken{suffix}", tmp_path / f"out{suffix}"
    whole = run_batch((source,), unbroken, rules_only)
    with monkeypatch.context() as patch:
        _stop_after(patch, chunks)
        with pytest.raises(Stop):
            run_batch((source,), output, rules_only)
    tally = run_batch((source,), output, rules_only, BatchOptions(resume=True))
    assert read_output(output) == read_output(unbroken)
    assert len(read_output(output)) == 36
    assert read_rejects(output) == read_rejects(unbroken)
    assert [r["record"] for r in read_rejects(output)] == [1, 9, 10, 32]
    assert (tally.bands, tally.rejected) == (whole.bands, whole.rejected)
    assert sorted(path.name for path in tmp_path.glob("out*")) == [
        f"out{suffix}", f"out{suffix}.rejects.jsonl", f"out{suffix}.state.json",
    ]  # fmt: skip


def test_a_line_cut_by_the_kill_is_cut_off(tmp_path: Path, rules_only: Scorer, monkeypatch: pytest.MonkeyPatch) -> None:
    source, output = str(_input(tmp_path)), tmp_path / "out.jsonl"
    with monkeypatch.context() as patch:
        _stop_after(patch, 6)
        with pytest.raises(Stop):
            run_batch((source,), output, rules_only)
    with output.open("ab") as file:
        file.write(b'{"id": "half a li')
    run_batch((source,), output, rules_only, BatchOptions(resume=True))
    assert len({row["id"] for row in read_output(output)}) == len(read_output(output)) == 36


@SUFFIXES
def test_resuming_a_complete_run_changes_nothing(suffix: str, tmp_path: Path, rules_only: Scorer) -> None:
    source, output = str(_input(tmp_path)), tmp_path / f"out{suffix}"
    first = run_batch((source,), output, rules_only)
    before = output.read_bytes()
    assert run_batch((source,), output, rules_only, BatchOptions(resume=True)) == first
    assert output.read_bytes() == before


def test_resume_without_a_run_begins_one(tmp_path: Path, rules_only: Scorer) -> None:
    tally = run_batch((str(_input(tmp_path)),), tmp_path / "out.jsonl", rules_only, BatchOptions(resume=True))
    assert tally.scored == 36


def _other_rules(scorer: Scorer) -> Scorer:
    compiled = scorer.pack
    changed = Scorer(compiled, None)
    changed.pack = replace(compiled, pack=replace(compiled.pack, sha256="0" * 64))
    return changed


def test_resume_refuses_what_has_changed(
    tmp_path: Path, rules_only: Scorer, scorer: Scorer, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, output = _input(tmp_path), tmp_path / "out.jsonl"
    with monkeypatch.context() as patch:
        _stop_after(patch, 6)
        with pytest.raises(Stop):
            run_batch((str(source),), output, rules_only)
    state, written = (tmp_path / "out.jsonl.state.json").read_bytes(), output.read_bytes()
    resume = BatchOptions(resume=True)

    def refused(message: str, which: Scorer = rules_only, options: BatchOptions = resume, *more: str) -> None:
        with pytest.raises(InputError, match=message):
            run_batch((str(source), *more), output, which, options)
        assert (output.read_bytes(), (tmp_path / "out.jsonl.state.json").read_bytes()) == (written, state)

    refused("changed since the run began: the model", scorer)
    refused("changed since the run began: the rules", _other_rules(rules_only))
    refused("changed since the run began: the option explain", rules_only, BatchOptions(resume=True, explain=True))
    refused("changed since the run began: the inputs", rules_only, resume, str(write_jsonl(tmp_path / "b.jsonl", [])))
    text = source.read_text()
    source.write_text(text.replace("News 39", "News 93"))
    refused(f"changed since the run began: the input {source}")
    source.write_text(text)
    assert run_batch((str(source),), output, rules_only, resume).scored == 36


def test_an_output_that_is_there_is_kept_unless_forced(tmp_path: Path, rules_only: Scorer) -> None:
    source, output = str(_input(tmp_path)), tmp_path / "out.jsonl"
    output.write_text("mine\n")
    with pytest.raises(InputError, match=r"is there already\. .*--resume.*--force"):
        run_batch((source,), output, rules_only)
    with pytest.raises(InputError, match="not the state of a run"):
        run_batch((source,), output, rules_only, BatchOptions(resume=True))
    assert output.read_text() == "mine\n"
    run_batch((source,), output, rules_only, BatchOptions(force=True))
    assert len(read_output(output)) == 36


@SUFFIXES
def test_a_full_disk_is_named_and_the_run_goes_on_after_it(
    suffix: str, tmp_path: Path, rules_only: Scorer, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, output = str(_input(tmp_path)), tmp_path / f"out{suffix}"
    space = [9_000]
    write = os.write

    def full(descriptor: int, data: bytes) -> int:
        """A disk that takes part of what no longer fits, as real ones do."""
        if not space[0]:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        taken = min(space[0], len(data))
        space[0] -= taken
        return write(descriptor, bytes(data[:taken]))

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(OutputError, match=r"the disk is full.*free some space.*--resume"):
            run_batch((source,), output, rules_only)
    if suffix == ".jsonl":
        assert 0 < len(read_output(output)) < 36  # whole lines
    run_batch((source,), output, rules_only, BatchOptions(resume=True))
    assert len({row["id"] for row in read_output(output)}) == len(read_output(output)) == 36


def test_an_interrupt_ends_with_a_word_on_what_is_safe(
    tmp_path: Path, rules_only: Scorer, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, output = str(_input(tmp_path)), tmp_path / "out.jsonl"
    with monkeypatch.context() as patch:
        _stop_after(patch, 7, KeyboardInterrupt)
        with pytest.raises(Interrupted, match=r"interrupted. \d+ records are done and safe"):
            run_batch((source,), output, rules_only)
    run_batch((source,), output, rules_only, BatchOptions(resume=True))
    assert len({row["id"] for row in read_output(output)}) == len(read_output(output)) == 36


# The command itself, with a checkpoint after each chunk.
_COMMAND = """
from escalate.batch.output import Lines
from escalate.cli.main import main

if __name__ == "__main__":
    Lines.seconds_between = 0.0
    main()
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_real_signal_with_workers(number: signal.Signals, tmp_path: Path) -> None:
    total = 30_000  # some seconds of work: the signal must come before the end, on a busy machine too
    source = write_jsonl(tmp_path / "in.jsonl", records(total))
    output, state = tmp_path / "out.jsonl", tmp_path / "out.jsonl.state.json"
    command = [
        sys.executable, "-c", _COMMAND, "batch", str(source), "-o", str(output), "-w", "2", "--no-model",
    ]  # fmt: skip
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, start_new_session=True)
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and not (state.exists() and json.loads(state.read_text())["records"] > 0):
        time.sleep(0.01)
    if number == signal.SIGINT:
        os.killpg(process.pid, number)  # as a terminal does: to the workers, too
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 130
        assert "records are done and safe. Go on with: escalate batch" in errors and "--resume" in errors
        assert "Traceback" not in errors
    else:
        process.kill()
        process.communicate(timeout=60)
    done = json.loads(state.read_text())
    assert 0 < done["records"] < total and not done["complete"]
    lines = output.read_bytes().splitlines(keepends=True)
    assert all(json.loads(line)["id"] == f"r{n}" for n, line in enumerate(lines))
    subprocess.run([*command, "--resume", "-q"], check=True, timeout=300)
    assert [row["id"] for row in read_output(output)] == [f"r{n}" for n in range(total)]
