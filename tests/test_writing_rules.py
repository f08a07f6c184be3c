"""The tutorial: its files are written to a folder, its commands run there, and what it prints must come out."""

import re
import shlex
from pathlib import Path

import pytest

from escalate.cli.main import main

from .conftest import ROOT

PAGE = ROOT / "docs" / "writing-rules.md"
BLOCK = re.compile(r"(?:<!-- file: (?P<file>\S+) -->\n)?```(?P<kind>\w+)\n(?P<text>.*?)```\n", re.DOTALL)


def commands(text: str) -> list[tuple[str, list[str]]]:
    """Commands of a console block with the lines that they print."""
    found: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            found[-1][1].append(line)
    return found


def as_pattern(lines: list[str]) -> str:
    """Printed lines as a pattern; a line of "…" alone stands for any number of lines, one at an end for the rest."""
    parts = []
    for line in lines:
        if line == "…":
            parts.append(r"(?:.*\n)*?")
        else:
            body = re.escape(line.removesuffix("…"))
            indent = "" if line.startswith(" ") else r" *"
            parts.append(rf"{indent}{body}{'.*' if line.endswith('…') else ' *'}\n")
    return "".join(parts)


def run(command: str, capsys: pytest.CaptureFixture[str]) -> str:
    name, *arguments = shlex.split(command)
    assert name == "escalate"
    try:
        main(arguments)
    except SystemExit as stop:
        assert stop.code in (0, 1, 2)
    printed = capsys.readouterr()
    return printed.err + printed.out


def test_the_tutorial_runs_as_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    files = run_commands = 0
    for block in BLOCK.finditer(PAGE.read_text(encoding="utf-8")):
        if block["file"]:
            path = tmp_path / block["file"]
            path.parent.mkdir(exist_ok=True)
            path.write_text(block["text"], encoding="utf-8")
            files += 1
            continue
        assert block["kind"] == "console"
        for command, lines in commands(block["text"]):
            printed = run(command, capsys)
            assert re.fullmatch(as_pattern(lines), printed), f"$ {command}\n{printed}"
            run_commands += 1
    assert files >= 7
    assert run_commands >= 10


def test_the_five_rules_of_the_tutorial_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own").mkdir()
    for block in BLOCK.finditer(PAGE.read_text(encoding="utf-8")):
        if (block["file"] or "").startswith("own/"):
            (tmp_path / block["file"]).write_text(block["text"], encoding="utf-8")
    assert "5 rules checked, 0 findings, 0 warnings" in run("escalate rules check --rules own", capsys)
    assert run("escalate rules test --rules own", capsys).endswith("5 rules, 30 examples, 0 findings.\n")
