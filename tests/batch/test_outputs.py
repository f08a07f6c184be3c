from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from escalate import InputError, Scorer
from escalate.batch import BatchOptions, run_batch
from escalate.batch.progress import Pace, PlainLines
from escalate.batch.rows import COLUMNS, EXPLAINED
from escalate.cli.batch import command

from .helpers import read_output, read_rejects, records, write_jsonl

NUMBERS = ("score", "interval_low", "interval_high")


@pytest.fixture
def source(tmp_path: Path) -> str:
    odd = {"id": "odd", "text": "Half a pair \ud83d, a \u0000 and a “quote”,\nline two.", "date": "2024-03-01T10:00"}
    return str(write_jsonl(tmp_path / "in.jsonl", [*records(30), odd]))


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".parquet"])
@pytest.mark.parametrize("explain", [False, True])
@pytest.mark.parametrize("workers", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_each_output_holds_what_the_scorer_says(
    suffix: str, explain: bool, workers: int, source: str, tmp_path: Path, scorer: Scorer
) -> None:
    output = tmp_path / f"out{suffix}"
    run_batch((source,), output, scorer, BatchOptions(explain=explain, workers=workers))
    rows = read_output(output)
    assert [row["id"] for row in rows] == [f"r{n}" for n in range(30)] + ["odd"]
    for row, record in zip(rows, records(30), strict=False):
        assessment = scorer.score(record["text"], record["title"])
        if explain:
            full = row if suffix == ".jsonl" else json.loads(row[EXPLAINED])
            expected = {**assessment.to_dict(), "id": record["id"]}
            assert {key: full[key] for key in expected} == expected
        if suffix != ".jsonl" or not explain:
            assert tuple(row) == ((*COLUMNS, EXPLAINED) if explain else COLUMNS)
            low, high = assessment.interval
            assert [float(row[name]) for name in NUMBERS] == [assessment.score, low, high]
            assert (row["band"], int(row["level"])) == (assessment.band, assessment.level)
            assert str(row["review"]).lower() == str(assessment.review).lower()
    assert rows[-1]["date"] == "2024-03-01"


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".parquet"])
def test_what_is_no_article_goes_on_with_its_warning(suffix: str, tmp_path: Path, scorer: Scorer) -> None:
    source, output = tmp_path / "in.jsonl", tmp_path / f"out{suffix}"
    texts = ["https://news.example.org/world/ardania-shells-oster", "Ardania shelled Oster on Monday."]
    source.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), encoding="utf-8")
    run_batch((str(source),), output, scorer, BatchOptions())
    first, second = read_output(output)
    assert "address" in first["warnings"] and not second["warnings"]


@pytest.mark.slow
def test_one_and_several_workers_give_the_same_bytes(source: str, tmp_path: Path, scorer: Scorer) -> None:
    outputs = [tmp_path / f"out{workers}.jsonl" for workers in (1, 2, 3)]
    for workers, output in enumerate(outputs, 1):
        run_batch((source,), output, scorer, BatchOptions(workers=workers))
    assert len({output.read_bytes() for output in outputs}) == 1


@pytest.mark.parametrize("name", ["out.xml", "out", "folder.jsonl"])
def test_outputs_that_cannot_be_are_refused(name: str, source: str, tmp_path: Path, rules_only: Scorer) -> None:
    (tmp_path / "folder.jsonl").mkdir()
    with pytest.raises(InputError, match=r"Name (it|a file)"):
        run_batch((source,), tmp_path / name, rules_only)


def test_a_position_serves_as_id(tmp_path: Path, rules_only: Scorer) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", [{"text": "Ardania massed troops."}])
    run_batch((str(source),), tmp_path / "out.jsonl", rules_only)
    assert read_output(tmp_path / "out.jsonl")[0]["id"] == f"{source.as_posix()}:1"


def test_an_error_that_nobody_foresaw_is_a_reject(
    source: str, tmp_path: Path, rules_only: Scorer, monkeypatch: pytest.MonkeyPatch
) -> None:
    score = Scorer.score

    def failing(self: Scorer, article: object, title: str | None = None) -> object:
        if getattr(article, "id", "") == "r5":
            raise RecursionError("too deep")
        return score(self, article, title)  # type: ignore[arg-type]

    monkeypatch.setattr(Scorer, "score", failing)
    assert run_batch((source,), tmp_path / "out.jsonl", rules_only).rejected == 1
    reject = read_rejects(tmp_path / "out.jsonl")[0]
    assert (reject["record"], reject["reason"]) == (6, "RecursionError: too deep")


def test_the_summary_counts_bands_rejects_and_the_slowest(tmp_path: Path) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", [*records(6), {"id": "no text"}])
    run = CliRunner().invoke(command, [str(source), "-o", str(tmp_path / "out.csv"), "--no-model"])
    assert run.exit_code == 0, run.output
    assert "7 records in 0:00:0" in run.stdout and "6 scored, 1 rejected" in run.stdout
    bands = [line.split()[0] for line in run.stdout.splitlines() if line.endswith(" %")]
    assert bands == ["none", "faint", "tension", "clear", "strong", "extreme"]
    assert run.stdout.count(" ms ") == 5
    assert "out.csv.rejects.jsonl" in run.stdout


def test_nothing_scored_is_an_error(tmp_path: Path) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", [{"id": "no text"}])
    run = CliRunner().invoke(command, [str(source), "-o", str(tmp_path / "out.csv"), "--no-model"])
    assert run.exit_code != 0 and "no record could be scored" in str(run.exception)


@pytest.mark.parametrize("arguments", [[], ["in.jsonl"], ["in.jsonl", "-o", "x.jsonl", "--resume", "--force"]])
def test_bad_usage(arguments: list[str]) -> None:
    assert CliRunner().invoke(command, arguments).exit_code == 2


def test_progress_in_plain_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("escalate.batch.progress.time.monotonic", lambda: now[0])
    stream = io.StringIO()
    lines = PlainLines(stream)
    for second in range(25):
        now[0] = 100.0 + second
        lines.update(1000 + 50 * second, second // 10, 0.2 + 0.01 * second)
    assert stream.getvalue().splitlines() == [
        "1,500 records (30%), 50 a second, about 0:01:10 left, 1 rejected",
        "2,000 records (40%), 50 a second, about 0:01:00 left, 2 rejected",
    ]
    pace = Pace()
    assert pace.text(0, 0, None) == "0 records"
