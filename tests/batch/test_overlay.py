"""`escalate batch --overlay`: in scores, workers and provenance, and in what a resumed run must share."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from escalate import Scorer
from escalate.cli.batch import command

from ..authoring.conftest import PACK
from .helpers import read_output, write_jsonl

RULE = "own.rockets"
HEAD = "format: escalate-overlay/1\n"
DISABLE = f"disable: [{{id: {RULE}, reason: we know}}]\n"
ROWS = [{"id": f"r{n}", "text": f"Sappers mined the bridge. Two signal rockets rose {n} times."} for n in range(9)]
FILTER = f"filters: [{{rules: [{RULE}], sentence: [two], reason: a drill, until: 2031-05-31}}]\n"


def _run(folder: Path, *options: str) -> tuple[int, str]:
    source, rules = folder / "in.jsonl", folder / "own"
    if not source.exists():
        write_jsonl(source, ROWS)
        rules.mkdir()
        (rules / "own.yaml").write_text(PACK, encoding="utf-8")
    arguments = [str(source), "-o", str(folder / "out.jsonl"), "--rules", str(rules), "--no-model", "--explain"]
    arguments += options
    done = CliRunner().invoke(command, arguments)
    return done.exit_code, done.output + (str(done.exception) if done.exception else "")


def _overlay(folder: Path, text: str) -> str:
    path = folder / "escalate.yaml"
    path.write_text(HEAD + text, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("workers", ["1", pytest.param("2", marks=pytest.mark.slow)])
def test_every_worker_has_the_overlay(tmp_path: Path, workers: str) -> None:
    overlay = _overlay(tmp_path, DISABLE)
    assert _run(tmp_path, "--overlay", overlay, "--workers", workers)[0] == 0
    rows = read_output(tmp_path / "out.jsonl")
    wanted = Scorer.load(tmp_path / "own", overlay=overlay, use_model=False)
    assert [row["score"] for row in rows] == [wanted.score(row["text"]).score for row in ROWS]
    assert {cue["rule"] for row in rows for cue in row["cues"]} == {"own.crossing-mined"}
    assert wanted.overlay is not None
    assert {row["provenance"]["rules"]["overlay"]["sha256"] for row in rows} == {wanted.overlay.sha256}


@pytest.mark.slow
def test_expired_filters_are_told_once(tmp_path: Path) -> None:
    overlay = _overlay(tmp_path, FILTER)
    _, printed = _run(tmp_path, "--overlay", overlay, "--workers", "2", "--today", "2031-06-01")
    assert printed.count("expired on 2031-05-31; not applied.") == 1
    rows = read_output(tmp_path / "out.jsonl")
    assert {row["provenance"]["rules"]["overlay"]["expired_filters"] for row in rows} == {1}
    assert RULE in {cue["rule"] for row in rows for cue in row["cues"]}


def test_a_run_is_resumed_only_under_the_same_overlay(tmp_path: Path) -> None:
    overlay = _overlay(tmp_path, FILTER)
    on_time = ("--overlay", overlay, "--today", "2031-05-31")
    assert _run(tmp_path, *on_time)[0] == 0
    state = tmp_path / "out.jsonl.state.json"
    half = {**json.loads(state.read_text()), "complete": False}
    state.write_text(json.dumps(half), encoding="utf-8")
    refused = "cannot go on, changed since the run began: the overlay"
    assert refused in _run(tmp_path, "--resume")[1]
    assert refused in _run(tmp_path, "--overlay", overlay, "--today", "2031-06-01", "--resume")[1]
    assert refused in _run(tmp_path, "--overlay", _overlay(tmp_path, DISABLE), "--resume")[1]
    _overlay(tmp_path, FILTER)
    assert _run(tmp_path, "--overlay", overlay, "--today", "2031-05-30", "--resume")[0] == 0
    assert len(read_output(tmp_path / "out.jsonl")) == 9


def test_a_faulty_overlay_is_told_before_the_run(tmp_path: Path) -> None:
    status, printed = _run(tmp_path, "--overlay", _overlay(tmp_path, "disable: [{id: own.rocket, reason: r}]\n"))
    assert status != 0
    assert "escalate.yaml:2: disable: the rule 'own.rocket' is not known. Did you mean 'own.rockets'?" in printed
    assert not (tmp_path / "out.jsonl").exists()
