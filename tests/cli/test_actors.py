"""`escalate actors`, and where the other reports show its pairs."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from .test_score import run

TEXT = "Minsk expelled two Lithuanian diplomats.\nDowning Street thanked Finland.\n"


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "note.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_a_table_for_people(article: Path) -> None:
    done = run("actors", str(article))
    assert (done.returncode, done.stderr) == (0, "")
    first, second = (" ".join(part.split()) for part in done.stdout.split("   2  "))
    assert "Belarus → Lithuania" in first and "diplomatic.diplomats-" in first and "no cue counted" not in first
    assert second == "United Kingdom → “thanked” no cue counted Finland"


def test_json_has_every_field(article: Path) -> None:
    data = json.loads(run("actors", "--format", "json", "--title", "A note", str(article)).stdout)
    assert (data["schema"], data["title"]) == ("escalate-dyads/1", "A note")
    cued, uncued = data["dyads"]
    assert (cued["source"], cued["target"], cued["cues"]) == ("BLR", "LTU", ["diplomatic.diplomats-expelled"])
    assert cued["points"] > 0
    assert uncued == {
        "source": "GBR", "target": "FIN", "act": "thanked", "cues": [], "points": 0.0, "field": "text",
        "sentence": [41, 71], "line": 2, "zone": uncued["zone"], "text": "Downing Street thanked Finland",
    }  # fmt: skip
    assert data["provenance"]["rules"]["sha256"]


def test_csv_and_several_articles(article: Path, tmp_path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run("actors", "--format", "csv", str(article), str(article)).stdout)))
    assert [row["source"] for row in rows] == ["BLR", "GBR"] * 2
    target = tmp_path / "out.json"
    assert run("actors", "--format", "json", str(article), str(article), "-o", str(target)).returncode == 0
    assert [len(one["dyads"]) for one in json.loads(target.read_text(encoding="utf-8"))] == [2, 2]


def test_nothing_to_tell_and_bad_input() -> None:
    done = run("actors", "-", text="The choir sang.")
    assert done.returncode == 0 and "No sentence tells" in done.stdout
    done = run("actors", "nowhere.txt")
    assert done.returncode == 2 and "no such file" in done.stderr


def test_score_shows_pairs_without_a_cue_apart(article: Path) -> None:
    shown = run("score", str(article)).stdout
    assert "BLR → LTU" in shown
    assert "no cue counted: GBR → FIN (1)" in shown
    page = run("score", "--format", "html", str(article)).stdout
    assert "No cue counted" in page
    assert "<td>United Kingdom → Finland</td>" in page
    assert "GBR" not in json.dumps(json.loads(run("score", "--format", "json", str(article)).stdout)["actors"])
