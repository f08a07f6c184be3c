"""`escalate evaluate`: another model on the same texts, and the worst cases with what they were made of."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from escalate import Scorer
from escalate.corpus import read_corpus
from escalate.pack.pack import shipped

from .conftest import Run

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("few_samples")]
SHIPPED = shipped("models") / "default"


def _json(run: Run, *arguments: object) -> dict[str, Any]:
    code, out, _ = run("evaluate", *arguments, "--format", "json")
    assert code == 0
    data: dict[str, Any] = json.loads(out)
    return data


@pytest.fixture(scope="module")
def against(few_samples: None, escalate: Run, rated_file: Path, small_model: Path) -> dict[str, Any]:
    return _json(escalate, rated_file, "--split", "test", "--against", small_model)


def test_against_gives_the_paired_differences(
    escalate: Run, rated_file: Path, small_model: Path, against: dict[str, Any]
) -> None:
    theirs = _json(escalate, rated_file, "--split", "test", "--model", small_model)
    assert against["texts"] == theirs["texts"] == 30
    for name, difference in against["against"]["differences"].items():
        ours, other = against["metrics"][name]["value"], theirs["metrics"][name]["value"]
        if ours is None or other is None:
            continue
        assert difference["value"] == pytest.approx(ours - other, abs=2e-4), name
        assert difference["low"] <= difference["high"]
    # The shipped model has seen six times as many texts.
    assert against["against"]["differences"]["error"]["value"] < 0
    assert against["against"]["verdict"] in ("better", "cannot tell")


def test_the_other_way_round_the_signs_turn(
    escalate: Run, rated_file: Path, small_model: Path, against: dict[str, Any]
) -> None:
    turned = _json(escalate, rated_file, "--split", "test", "--model", small_model, "--against", SHIPPED)
    for name, difference in against["against"]["differences"].items():
        if difference["value"] is not None:
            assert turned["against"]["differences"][name]["value"] == pytest.approx(-difference["value"], abs=2e-4)
    assert (against["against"]["verdict"], turned["against"]["verdict"]) in (
        ("better", "worse"), ("cannot tell", "cannot tell"),
    )  # fmt: skip


def test_a_model_against_itself_cannot_be_told_apart(escalate: Run, rated_file: Path) -> None:
    data = _json(escalate, rated_file, "--split", "test", "--against", SHIPPED)
    known = [d for d in data["against"]["differences"].values() if d["value"] is not None]
    assert known and all(d == {"value": 0.0, "low": 0.0, "high": 0.0} for d in known)
    assert data["against"]["verdict"] == "cannot tell"


def test_errors_are_the_widest_misses_first(escalate: Run, rated_file: Path, scorer: Scorer) -> None:
    cases = _json(escalate, rated_file, "--errors", "5")["errors"]
    rated = {r.article.id: r for r in read_corpus(rated_file)}
    misses = {name: abs(r.score - scorer.score(r.article).score) for name, r in rated.items()}
    assert [case["id"] for case in cases] == sorted(misses, key=lambda name: -misses[name])[:5]
    for case in cases:
        entry, given = rated[case["id"]], scorer.score(rated[case["id"]].article)
        assert (case["rated"]["score"], case["given"]["score"]) == (entry.score, given.score)
        assert case["cues"] == [{"rule": c.rule, "text": c.text, "points": c.points} for c in given.cues[:3]]
        assert case["parts"] == given.parts.to_dict()


def test_the_table_tells_the_same(escalate: Run, rated_file: Path, small_model: Path) -> None:
    code, out, _ = escalate("evaluate", rated_file, "--split", "test", "--against", small_model, "--errors", "2")
    assert code == 0
    assert "30 texts" in out and "Less the" in out and "Against the other model: " in out
    assert out.count("\nrated ") == 2 and out.count("; given ") == 2


def test_texts_trained_on_are_counted(escalate: Run, rated_file: Path) -> None:
    assert _json(escalate, rated_file)["seen"] == 10
    assert "10 of these texts were trained on" in escalate("evaluate", rated_file)[1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--against", "nowhere"), "nowhere"),
        (("--split", "none"), "no text is of split 'none'"),
        (("--no-model", "--model", "x"), "exclude each other"),
        (("--errors", "-1"), "--errors"),
    ],
)
def test_bad_usage(escalate: Run, rated_file: Path, arguments: tuple[str, ...], words: str) -> None:
    code, out, err = escalate("evaluate", rated_file, *arguments)
    assert (code, out) == (2, "")
    assert words in err
