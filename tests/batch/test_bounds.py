"""Bounds of a run: bombs, JSON files read whole, rejects, and state files that are none."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
import zstandard

from escalate import InputError, Scorer
from escalate.batch import BatchOptions, records, run, run_batch, streams
from escalate.batch.state import read_state

from .helpers import read_rejects
from .helpers import records as good_records


@pytest.mark.parametrize("name", ["in.jsonl.gz", "in.json.gz", "in.jsonl.zst", "in.csv.zst"])
def test_bombs_are_refused(tmp_path: Path, rules_only: Scorer, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(streams, "FREE_UNPACKED", 100_000)
    content = b"text\n" + b" " * 3_000_000
    pack = gzip.compress if name.endswith("gz") else zstandard.ZstdCompressor().compress
    (tmp_path / name).write_bytes(pack(content))
    output = tmp_path / "out.jsonl"
    assert run_batch((str(tmp_path / name),), output, rules_only).scored == 0
    assert "over 200 times their size" in read_rejects(output)[-1]["reason"]


def test_a_json_file_that_is_read_whole_has_a_bound(
    tmp_path: Path, rules_only: Scorer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "MAX_JSON", 1000)
    (tmp_path / "in.json").write_text(json.dumps(good_records(50)), encoding="utf-8")
    output = tmp_path / "out.jsonl"
    assert run_batch((str(tmp_path / "in.json"),), output, rules_only).rejected == 1
    assert "over 1,000 bytes" in read_rejects(output)[0]["reason"]


def test_a_run_of_rejects_stops(tmp_path: Path, rules_only: Scorer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "MAX_REJECTS", 300)
    (tmp_path / "in.json").write_text(json.dumps([0] * 2000), encoding="utf-8")
    with pytest.raises(InputError, match="over 300 rejects"):
        run_batch((str(tmp_path / "in.json"),), tmp_path / "out.jsonl", rules_only)


@pytest.mark.parametrize("change", ["identity list", "identity null", "deep", "infinite", "inputs", "options"])
def test_a_damaged_state_is_told(tmp_path: Path, rules_only: Scorer, change: str) -> None:
    source, output = tmp_path / "in.json", tmp_path / "out.jsonl"
    source.write_text(json.dumps(good_records(2)), encoding="utf-8")
    run_batch((str(source),), output, rules_only)
    path = tmp_path / "out.jsonl.state.json"
    state = json.loads(path.read_text(encoding="utf-8"))
    if change.startswith("identity"):
        state["identity"] = [] if change.endswith("list") else None
    elif change == "infinite":
        state["records"] = float("inf")
    elif change != "deep":
        state["identity"][change] = [1]
    path.write_text("[" * 100_000 if change == "deep" else json.dumps(state), encoding="utf-8")
    with pytest.raises(InputError, match=r"not the state of a run|cannot go on"):
        run_batch((str(source),), output, rules_only, BatchOptions(resume=True))


def test_a_state_that_is_a_device_is_told(tmp_path: Path) -> None:
    (tmp_path / "state").symlink_to("/dev/zero")
    with pytest.raises(InputError, match="not the state"):
        read_state(tmp_path / "state")


def test_cyrillic_rows_that_are_not_utf8_are_never_scored(tmp_path: Path, rules_only: Scorer) -> None:
    (tmp_path / "in.csv").write_bytes("id,text\n1,Война началась сегодня утром.\n".encode("cp1251"))
    output = tmp_path / "out.jsonl"
    assert run_batch((str(tmp_path / "in.csv"),), output, rules_only).scored == 0
    assert "neither UTF-8" in read_rejects(output)[0]["reason"]
