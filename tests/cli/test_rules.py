import json
import time
from pathlib import Path

import pytest

from escalate.cli.main import main

from ..authoring.conftest import PACK
from ..pack.test_rule_file import RULE


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of `escalate rules …`."""
    code = 0
    try:
        main(["rules", *arguments])
    except SystemExit as stop:
        code = int(stop.code or 0)
    printed = capsys.readouterr()
    return code, printed.out, printed.err


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("pack")
    (folder / "own.yaml").write_text(PACK, encoding="utf-8")
    return str(folder)


def test_check_and_test_exit_with_1_on_findings(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "check", "--rules", folder, "--format", "json")
    data = json.loads(out)
    assert code == 1
    assert {fault["rule"] for fault in data["findings"]} == {"own.crossing-mined", "own.rockets", "own.hotline"}
    code, out, _ = run(capsys, "test", "--rules", folder)
    assert (code, out) == (0, "3 rules, 7 examples, 0 findings.\n")


def test_a_draft_can_be_tested_before_it_scores(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "test", "own.hotline", "--rules", folder)
    assert (code, out) == (0, "1 rule, 2 examples, 0 findings.\n")
    out = run(capsys, "why-not", "own.hotline", "They restored the hotline.", "--rules", folder)[1]
    assert out.startswith("own.hotline: not counted.")
    assert "'restored the hotline' was found and is not counted: excluded, the rule is a draft" in out


FILTERS = [
    ([], ["own.crossing-mined", "own.hotline", "own.rockets"]),
    (["--category", "talks"], ["own.hotline"]),
    (["--level", "3"], ["own.crossing-mined", "own.rockets"]),
    (["--status", "stable"], ["own.rockets"]),
    (["--polarity", "escalation", "--status", "test"], ["own.crossing-mined"]),
]


@pytest.mark.parametrize(("options", "expected"), FILTERS)
def test_list_filters(folder: str, capsys: pytest.CaptureFixture[str], options: list[str], expected: list[str]) -> None:
    code, out, _ = run(capsys, "list", "--rules", folder, "--format", "json", *options)
    assert code == 0
    assert [entry["id"] for entry in json.loads(out)] == expected


def test_show_has_every_field_and_takes_an_alias(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    data = json.loads(run(capsys, "show", "own.flares", "--rules", folder, "--no-model", "--format", "json")[1])
    assert data["id"] == "own.rockets"
    assert data["phrases"][0]["spelled"] == "signal (rocket|rockets) [up to 3 words] (rise|risen|rises|rising|rose)"
    by_zone = {entry["zone"]: entry["points"] for entry in data["worth"]}
    assert by_zone["headline"] > by_zone["body"] > 0
    fused = json.loads(run(capsys, "show", "own.flares", "--rules", folder, "--format", "json")[1])["worth"]
    assert all(entry["points"] > 0 for entry in fused)
    draft = json.loads(run(capsys, "show", "own.hotline", "--rules", folder, "--no-model", "--format", "json")[1])
    assert draft["worth"] == []


@pytest.mark.slow
def test_new_makes_a_file_that_checks_and_is_not_overwritten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "mine.yaml"
    assert run(capsys, "new", "own.trial", "-o", str(target))[0] == 0
    assert run(capsys, "new", "own.trial", "-o", str(target))[0] == 2
    code, out, _ = run(capsys, "check", "--strict", "--rules", str(tmp_path))
    assert (code, out.split(";")[0]) == (0, "1 rule checked, 0 findings, 0 warnings")
    assert run(capsys, "test", "--rules", str(tmp_path))[1] == "1 rule, 6 examples, 0 findings.\n"
    code, _, err = run(capsys, "new", "force.shelling")
    assert code == 2
    assert "is that of a shipped rule" in err
    code, _, err = run(capsys, "new", "Trial")
    assert code == 2
    assert "theme.short-name" in err


MISUSE = [
    (["show", "own.rocket"], "Did you mean 'own.rockets'?"),
    (["try", "a..b", "x.txt"], "x.txt"),
    (["report", "--record", "x", "--overlay", "y.yaml", "z.jsonl"], "--record writes into the pack"),
    (["list", "--overlay", "nowhere.yaml"], "nowhere.yaml"),
    (["list", "--overlay", "x.yaml", "--today", "May"], "not a date"),
]


@pytest.mark.parametrize(("arguments", "message"), MISUSE)
def test_misuse_exits_with_2_and_says_what_to_do(
    folder: str, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    code, _, err = run(capsys, *arguments, "--rules", folder)
    assert code == 2
    assert message in err


# Each row: a broken file as a whole, and what the first line of the message must hold.
BROKEN = [
    ("ten megabytes", RULE + "#" * 10_000_000, ":1: the file is 10,000,"),
    ("anchor bomb", "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n" + RULE, ":1: anchors and aliases are not allowed"),
    ("deep nesting", "format: " + "[" * 5000, ":1: nested more than"),
    ("an id twice", RULE + RULE[RULE.index("- id:") :], "stands twice"),
    ("a second document", RULE + "---\n" + RULE, "second document"),
    ("NUL byte", RULE.replace("ridge", "ri\0dge"), "NUL"),
    ("empty", "", ":1: the file is not a mapping"),
    ("a list", "- a\n- b\n", ":1: the file is not a mapping"),
    ("not UTF-8", "\udce9", ":1: the file is not UTF-8"),
]


@pytest.mark.parametrize(("what", "text", "message"), BROKEN, ids=[row[0] for row in BROKEN])
def test_a_broken_file_is_refused_in_a_second(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], what: str, text: str, message: str
) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(text, encoding="utf-8", errors="surrogateescape")
    began = time.process_time()
    code, out, err = run(capsys, "check", "--rules", str(tmp_path))
    assert time.process_time() - began < 1.0
    assert code == 2
    assert not out
    assert message in err
    assert all(line.removeprefix("escalate: ").startswith(f"{path}:") for line in err.splitlines())
