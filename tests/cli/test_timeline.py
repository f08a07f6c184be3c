"""`escalate timeline` on what `escalate batch` writes."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from .test_score import run

SHELLED = "Ardania shelled two villages in Belmora on Monday, and its army massed troops at the border."
TALKED = "Ardania and Belmora agreed a ceasefire and resumed peace talks in the harbour town."
SANG = "The choir sang in the old town hall, and everybody was glad of it."
ARTICLES = (
    ("2024-03-04", "Ardania shells Belmora", SHELLED),
    ("2024-03-05", "Talks of Ardania and Belmora resume", TALKED),
    (None, "A choir sang", SANG),
)
RUNS = ("plain.jsonl", "plain.csv", "whole.csv", "whole.parquet", "whole.jsonl")


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one run in each format."""
    folder = tmp_path_factory.mktemp("scored")
    source = folder / "in.jsonl.txt"
    rows = [dict(zip(("date", "title", "text"), article, strict=True), source="Wire") for article in ARTICLES]
    source.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    for name in RUNS:
        more = ["--explain"] if name.startswith("whole") else []
        done = run("batch", str(source), "--input-format", "jsonl", "-o", str(folder / name), "--no-model", "-q", *more)
        assert done.returncode == 0, done.stderr
    return folder


def test_all_formats_tell_the_same(scored: Path) -> None:
    told = {
        name: run("timeline", str(scored / name), "--every", "day", "-f", "csv").stdout
        for name in ("plain.jsonl", "plain.csv")
    }
    assert len(set(told.values())) == 1
    rows = list(csv.DictReader(io.StringIO(told["plain.csv"])))
    assert [(row["start"], row["articles"]) for row in rows] == [("2024-03-04", "1"), ("2024-03-05", "1")]
    assert rows[0]["up"] == ""
    whole = {run("timeline", str(scored / f"whole.{kind}"), "-f", "csv").stdout for kind in ("csv", "jsonl", "parquet")}
    assert len(whole) == 1
    (row,) = csv.DictReader(io.StringIO(whole.pop()))
    assert row["articles"] == "2" and float(row["up"]) > 0


def test_table_tells_what_is_left_out(scored: Path) -> None:
    done = run("timeline", str(scored / "plain.jsonl"))
    assert done.returncode == 0
    assert "3 records: 2 used, 0 of them copies, 1 without a date." in done.stdout
    done = run("timeline", str(scored / "plain.jsonl"), "-f", "csv")
    assert "3 records: 2 used, 0 of them copies, 1 without a date." in done.stderr


def test_page_and_json_list_articles(scored: Path, tmp_path: Path) -> None:
    pytest.importorskip("jinja2")
    page = tmp_path / "page.html"
    assert run("timeline", str(scored / "whole.jsonl"), "-f", "html", "-o", str(page)).returncode == 0
    assert "Ardania shells Belmora" in page.read_text(encoding="utf-8")
    data = json.loads(run("timeline", str(scored / "plain.csv"), "-f", "json", "--articles", "1").stdout)
    assert data["schema"] == "escalate-timeline/1"
    assert [article["title"] for article in data["series"][0]["points"][0]["listed"]] == ["Ardania shells Belmora"]


def test_standard_input(scored: Path) -> None:
    text = (scored / "plain.jsonl").read_text(encoding="utf-8")
    assert "3 records: 2 used" in run("timeline", "-", text=text).stdout


@pytest.mark.parametrize(
    ("content", "name", "arguments", "words"),
    [
        ("", "a.jsonl", [], "holds no record"),
        ('{"score": 5,\n', "a.jsonl", [], "a.jsonl:1: not valid JSON"),
        ("[1]\n", "a.jsonl", [], "a.jsonl:1: is no JSON object"),
        ('{"text": "War."}\n', "a.jsonl", [], "'score' is missing"),
        ("id,title\n1,War\n", "a.csv", [], "has no column 'score'"),
        ("War.", "a.txt", [], "is no file of scored records"),
        ('{"score": 5, "level": 1, "date": "2024-01-01"}\n', "a.jsonl", ["--by", "pair"], "do not say who acts"),
        ('{"score": 5, "level": 1, "date": "2024-01-01"}\n', "a.jsonl", ["--from", "2025-01-01"], "no record is left"),
    ],
)
def test_bad_input_is_one_message_and_exit_code_two(
    tmp_path: Path, content: str, name: str, arguments: list[str], words: str
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    done = run("timeline", name, *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert words in done.stderr and done.stderr.count("\n") == 1 and not done.stdout


def test_missing_file_and_own_input(tmp_path: Path, scored: Path) -> None:
    assert run("timeline", str(tmp_path / "none.jsonl")).returncode == 2
    source = str(scored / "plain.jsonl")
    assert run("timeline", source, "-o", source).returncode == 2
