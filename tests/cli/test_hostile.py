"""Whatever is given: one clear message and a code of its own, never a traceback, and no control of the terminal."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from .conftest import Run

TEXT = "Ardania attacked Belmora."


def shell(script: str, cwd: Path, **variables: str) -> subprocess.CompletedProcess[bytes]:
    """A line of shell in which $E is escalate."""
    environment = {**os.environ, "E": f"{sys.executable} -m escalate", **variables}
    return subprocess.run(["sh", "-c", script], capture_output=True, cwd=cwd, check=False, env=environment)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "war.txt").write_text(TEXT, encoding="utf-8")
    title = "War \x1b[2J\x1b]0;owned\x07 \x9b \ud800"
    (folder / "escape.json").write_text(json.dumps({"title": title, "text": TEXT}), encoding="utf-8")
    (folder / "number.json").write_text('{"text": "War.", "n": ' + "1" * 5000 + "}", encoding="utf-8")
    (folder / "number.jsonl").write_text('{"text": "War."}\n{"n": ' + "1" * 5000 + "}\n", encoding="utf-8")
    (folder / "deep.json").write_text("[" * 100_000, encoding="utf-8")
    os.mkfifo(folder / "pipe.txt")
    (folder / "zero.txt").symlink_to("/dev/zero")
    return folder


@pytest.mark.parametrize(
    ("script", "code", "words"),
    [
        ("$E score war.txt --no-model > /dev/full", 74, "No space left"),
        ("$E score war.txt --no-model >&-", 74, "it is closed"),
        ("$E score - <&-", 2, "standard input: is closed"),
        ("($E score war.txt --no-model; echo code $? >&2) | true", 0, "code 141"),
        ("PYTHONIOENCODING=latin-1 $E score war.txt --no-model", 0, ""),
        ("PYTHONIOENCODING=ascii $E actors escape.json --no-model", 0, ""),
    ],
)
def test_standard_streams(folder: Path, script: str, code: int, words: str) -> None:
    done = shell(script, folder)
    assert done.returncode == code, done.stderr
    assert words.encode() in done.stderr and b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["score", "pipe.txt"], "device or a pipe"),
        (["score", "zero.txt"], "device or a pipe"),
        (["score", "a" * 300], "File name too long"),
        (["score", ""], "has no name"),
        (["score", "war.txt", "-o", ""], "name is empty"),
        (["score", "war.txt", "--rules", ""], "name is empty"),
        (["score", "war.txt", "--overlay", ""], "name is empty"),
        (["score", "war.txt", "--overlay", "pipe.txt"], "device or a pipe"),
        (["score", "war.txt", "--overlay", "zero.txt"], "device or a pipe"),
        (["score", "war.txt", "--model", ""], "name is empty"),
        (["score", "war.txt", "--today", ""], "not a date"),
        (["score", "war.txt", "--fail-over", "nan"], "no limit"),
        (["score", "war.txt", "-o", "war.txt"], "never written over"),
        (["score", "number.json"], "thousands of digits"),
        (["score", "number.jsonl"], "thousands of digits"),
        (["score", "deep.json"], "nested too deep"),
        (["score", "no\x1b[31mfile"], "no\ufffd[31mfile: no such file"),
        (["score", "war.txt", "--title", "T" * 10_001], "over the limit of 10,000"),
        (["batch", "", "-o", "out.jsonl"], "has no name"),
        (["batch", "pipe.txt", "-o", "out.jsonl"], "device or a pipe"),
        (["batch", "b" * 300, "-o", "out.jsonl"], "no such file"),
        (["rules", "list", "--rules", ""], "name is empty"),
        (["model", "show", ""], "name is empty"),
    ],
)
def test_bad_arguments_are_one_message(
    escalate: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], words: str
) -> None:
    monkeypatch.chdir(folder)
    code, _, errors = escalate(*arguments)
    assert code == 2 and words in errors, errors
    assert "\x1b" not in errors and (folder / "war.txt").read_text(encoding="utf-8") == TEXT


@pytest.mark.parametrize("kind", ["text", "csv"])
def test_no_control_character_of_an_article_is_printed(folder: Path, kind: str) -> None:
    done = shell(f"$E score escape.json --no-model -f {kind}", folder)
    assert done.returncode == 0 and b"\x1b" not in done.stdout and b"\x07" not in done.stdout
    assert "\x9b" not in done.stdout.decode()


def test_a_fault_of_escalate_is_told(escalate: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise LookupError("what \x1b[2J")

    monkeypatch.setattr("escalate.cli.articles.read_articles", fail)
    code, _, errors = escalate("score", folder / "war.txt")
    assert code == 70 and "fault of escalate itself (LookupError: what \ufffd[2J)" in errors


def test_html_without_its_library(escalate: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jinja2", None)
    code, _, errors = escalate("score", folder / "war.txt", "--no-model", "-f", "html")
    assert code == 2 and "escalation-signals[report]" in errors
