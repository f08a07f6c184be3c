"""README holds: its tour runs command by command, its Python runs, its first commands are one line each."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from escalate import Scorer

from .conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
TOUR = re.findall(r"^<!-- tour -->\n```sh\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
SHELL = re.findall(r"^```sh\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
PYTHON = re.findall(r"^```python\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
PORT = "8765"
INSTALL = "python3 -m venv .venv && .venv/bin/pip install "
SCORE = INSTALL + ". && .venv/bin/escalate score examples/border_incident.txt\n"
TEST = INSTALL + "-e '.[test]' && .venv/bin/pytest\n"

# Each row: how a command of the tour begins, and patterns found in what it prints. Every command has its row.
STEPS = [
    ("mkdir -p build", []),
    (
        "escalate score examples/border_incident.txt",
        [r"/ 100", r"^Why$", r"^Not counted, and why$", r"threat\.war-fears"],
    ),
    ("escalate score examples/border_incident.txt --format json", []),
    ("escalate score examples/*.txt --format csv", [r"^id,title,score", r"^cup_final", r"^at least one is over 50$"]),
    ("escalate score examples/border_incident.txt --format html", []),
    ('echo "Belmora denied', [r"^ denied .*shelled the town", r"^ negated .*send troops"]),
    (
        'echo "Downing Street',
        [r"United Kingdom → .*diplomatic\.diplomats-", r"France → Poland .*“lent” .*no cue counted"],
    ),
    ("escalate rules show diplomatic.ambassador-recalled", [r"^phrases:$", r"^examples:|^match:$"]),
    ("escalate rules try", [r"recalled its\s+ambassador", r"^5 hits in \d+ of \d+ texts"]),
    ("escalate rules why-not", [r"not counted\.$", r"negated by 'not'"]),
    ("cat > build/escalate.yaml", []),
    ("escalate rules show verbal.quarrel --overlay", [r"^severity: 1 .*escalate\.yaml:3 \(our papers call"]),
    ("escalate score examples/border_incident.txt --overlay", [r"/ 100", r"(?s)\A(?!.*threat\.war-fears)"]),
    ("head -n 30", []),
    ("escalate batch", [r"^30 records .* 30 scored, 0 rejected$", r"^written: build/scores\.csv$"]),
    ("escalate batch", [r"^30 records .* 30 scored, 0 rejected$", r"^written: build/scores\.csv$"]),
    ("escalate evaluate", [r"^\d+ texts", r"Spearman", r"Mean absolute error"]),
    ("escalate serve", [r"listening on http://127\.0\.0\.1"]),
    ("curl --silent", [r'"rule": "diplomatic\.ambassador-recalled"']),
    ("kill $!", []),
]

PYTHON_PRINTS = [r"Ambassador recalled or withdrawn recalled its envoy", r"score +band +top_reasons"]


def _commands(block: str) -> list[str]:
    """The commands of a block: lines, with continuations and here-documents joined."""
    return re.findall(r"^(?:.*<<'END'\n(?:.*\n)*?END|(?:.*\\\n)*.*)$", block.strip(), re.MULTILINE)


COMMANDS = [command for block in TOUR for command in _commands(block)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that has of the checkout what the tour reads."""
    folder = tmp_path_factory.mktemp("tour")
    for name in ("examples", "corpus"):
        (folder / name).symlink_to(ROOT / name, target_is_directory=True)
    return folder


@pytest.fixture(scope="module")
def printed(folder: Path) -> list[str]:
    """What each command prints, errors too. All run in one shell, in order; the first that fails ends it."""
    for tool in ("bash", "curl"):
        if not shutil.which(tool):
            assert not os.environ.get("CI"), f"CI needs {tool}"
            pytest.skip(f"{tool} is not there")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    script = ["set -euo pipefail", "trap 'kill $(jobs -p) 2>/dev/null || true' EXIT"]
    for number, command in enumerate(COMMANDS):
        script += [f"exec > out.{number} 2>&1", command.replace(PORT, port)]
    script += ["exec > end 2>&1", "wait || true"]
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    environment.pop("ESCALATE_TOKEN", None)
    done = subprocess.run(["bash", "-c", "\n".join(script)], cwd=folder, env=environment, timeout=600, check=False)
    texts = [
        path.read_text(encoding="utf-8") for path in sorted(folder.glob("out.*"), key=lambda path: int(path.suffix[1:]))
    ]
    assert done.returncode == 0, f"{COMMANDS[len(texts) - 1]}\n{texts[-1]}"
    return texts


def test_every_command_has_its_row() -> None:
    assert len(COMMANDS) == len(STEPS)
    for command, (begins, _) in zip(COMMANDS, STEPS, strict=True):
        assert command.startswith(begins)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(len(STEPS)), ids=lambda number: f"{number}-{STEPS[number][0]}")
def test_the_tour(printed: list[str], number: int) -> None:
    text = printed[number]
    for pattern in STEPS[number][1]:
        assert re.search(pattern, text, re.MULTILINE), text
    assert text or not STEPS[number][1]
    assert "Traceback" not in text


@pytest.mark.slow
def test_what_the_tour_leaves(folder: Path, printed: list[str]) -> None:
    build = folder / "build"
    assert json.loads((build / "border.json").read_text(encoding="utf-8"))["cues"]
    assert 'class="cue"' in (build / "report.html").read_text(encoding="utf-8")
    assert len((build / "scores.csv").read_text(encoding="utf-8").splitlines()) == 31
    assert (folder / "end").read_text(encoding="utf-8") == ""


def test_all_shell_is_the_tour_or_the_two_commands_at_the_top() -> None:
    first, second, *others = SHELL
    assert (first, second) == (SCORE, TEST)
    assert others == TOUR


@pytest.mark.slow
def test_the_first_command_scores_in_the_environment_it_makes(folder: Path) -> None:
    command = SCORE.rsplit(" && ", 1)[1].split()
    program = Path(sys.executable).parent / "escalate"
    done = subprocess.run([program, *command[1:]], cwd=folder, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "/ 100" in done.stdout


@pytest.mark.parametrize("number", range(max(len(PYTHON), len(PYTHON_PRINTS))))
def test_the_python(number: int, capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(PYTHON[number], f"README.md, Python block {number}", "exec"), {})
    text = capsys.readouterr().out
    assert re.search(
        (r"Ambassador recalled or withdrawn recalled its envoy", r"score +band +top_reasons")[number], text
    ), text


def test_extras_and_rules_are_as_readme_says(rules_only: Scorer) -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    named = {name for names in re.findall(r"\.\[([\w,]+)\]", README) for name in names.split(",")}
    assert named == {"report", "serve", "test"}
    assert named <= set(extras)
    assert "some 450 rules" in README
    assert 430 <= len(rules_only.pack.pack.rules) < 470
