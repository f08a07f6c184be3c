"""What must not be lost in silence: rows after an open quote, inputs, the output of another run."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from escalate import InputError, Scorer
from escalate.batch import BatchOptions, run_batch
from escalate.batch.csv_rows import read_rows
from escalate.batch.lock import lock_path, locked

from .helpers import read_output, read_rejects, records, write_jsonl

GOOD = "Talks went on."


def _rows(text: str) -> list[tuple[int, list[str], bool]]:
    lines = iter(text.splitlines(keepends=True))
    return [(row.line, row.fields, bool(row.fault)) for row in read_rows(lines, ",", 1)]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('a,"b\nc"\nd,e\n', [(1, ["a", "b\nc"], False), (3, ["d", "e"], False)]),
        ('a,"b\nc,d\n', [(1, [], True), (2, ["c", "d"], False)]),
        ('a,"b\nc,"d"\ne,f\n', [(1, [], True), (2, ["c", "d"], False), (3, ["e", "f"], False)]),
        ('a,"say ""no"""\n', [(1, ["a", 'say "no"'], False)]),
        ('a,b "c" d\n\ne,f\n', [(1, ["a", 'b "c" d'], False), (2, [], False), (3, ["e", "f"], False)]),
    ],
)
def test_an_open_quote_costs_one_row(text: str, rows: list[tuple[int, list[str], bool]]) -> None:
    assert _rows(text) == rows


def test_the_line_of_an_open_quote_is_told(tmp_path: Path, rules_only: Scorer) -> None:
    source = tmp_path / "in.csv"
    rows = [f"r{n},{GOOD}" for n in range(40)]
    rows[3] = f'r3,"{GOOD}'
    source.write_text("id,text\n" + "\n".join(rows) + "\n", encoding="utf-8")
    output = tmp_path / "out.jsonl"
    tally = run_batch((str(source),), output, rules_only)
    assert (tally.scored, tally.rejected) == (39, 1)
    (reject,) = read_rejects(output)
    assert reject["where"] == f"{source}:5"
    assert "opens on line 5" in reject["reason"] and "up to line 41" in reject["reason"]
    assert [row["id"] for row in read_output(output)] == [f"r{n}" for n in range(40) if n != 3]


def test_a_second_run_on_one_output_is_refused(tmp_path: Path, rules_only: Scorer) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", records(3))
    output = tmp_path / "out.jsonl"
    with locked(output), pytest.raises(InputError, match="another run is writing it"):
        run_batch((str(source),), output, rules_only, BatchOptions(force=True))
    assert not output.exists() and not lock_path(output).exists()
    lock_path(output).touch()  # as a killed run leaves it
    assert run_batch((str(source),), output, rules_only).scored == 3
    assert not lock_path(output).exists()


@pytest.mark.parametrize("force", [True, False])
def test_an_input_is_never_the_output(tmp_path: Path, rules_only: Scorer, force: bool) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", records(3))
    link = tmp_path / "link.jsonl"
    link.symlink_to(source)
    before = source.read_bytes()
    for output in (source, link):
        with pytest.raises(InputError, match="never written over"):
            run_batch((str(source),), output, rules_only, BatchOptions(force=force))
    assert source.read_bytes() == before


def test_a_file_named_in_two_ways_is_scored_once(tmp_path: Path, rules_only: Scorer) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", records(3))
    names = (str(source), f"{tmp_path}/./in.jsonl", str(tmp_path), f"{tmp_path}/*.jsonl")
    assert run_batch(names, tmp_path / "out.jsonl", rules_only).scored == 3


def test_csv_holds_no_formulas(tmp_path: Path, rules_only: Scorer) -> None:
    rows = [
        {"id": "=1+1", "title": "@sum", "text": GOOD},
        {"id": "-7", "title": "War \x1b[2J", "text": GOOD},
    ]
    output = tmp_path / "out.csv"
    run_batch((str(write_jsonl(tmp_path / "in.jsonl", rows)),), output, rules_only)
    with output.open(encoding="utf-8", newline="") as file:
        found = [(row["id"], row["title"]) for row in csv.DictReader(file)]
    assert found == [("'=1+1", "'@sum"), ("-7", "War \ufffd[2J")]


def test_separators_of_lines_inside_strings_end_no_record(tmp_path: Path, rules_only: Scorer) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text("".join(f'{{"text": "War {c} broke out."}}\n' for c in "\u2028\u2029\x85"), encoding="utf-8")
    assert run_batch((str(source),), tmp_path / "out.jsonl", rules_only).scored == 3
