"""Every kind of input gives the same records, in order, with the positions of what is wrong."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from escalate import InputError, Scorer
from escalate.batch import BatchOptions, Columns, run_batch

from .helpers import TEXTS, read_output, read_rejects, records, write_jsonl

ROWS = records(7)


def _jsonl(path: Path) -> None:
    write_jsonl(path, ROWS)


def _json(path: Path) -> None:
    path.write_text(json.dumps(ROWS), encoding="utf-8")


def _csv(path: Path, delimiter: str = ",", encoding: str = "utf-8") -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(ROWS[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(ROWS)


def _parquet(path: Path) -> None:
    pq.write_table(pa.Table.from_pylist(ROWS), path, row_group_size=3)


def _packed(write: Callable[[Path], None], pack: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def written(path: Path) -> None:
        plain = path.with_name("plain")
        write(plain)
        path.write_bytes(pack(plain.read_bytes()))
        plain.unlink()

    return written


def _zstd_in_frames(data: bytes) -> bytes:
    middle = len(data) // 2
    pack = zstandard.ZstdCompressor().compress
    return pack(data[:middle]) + pack(data[middle:])


INPUTS = {
    "in.jsonl": _jsonl,
    "in.ndjson": _jsonl,
    "in.json": _json,
    "in.csv": _csv,
    "semicolons.csv": lambda path: _csv(path, ";"),
    "in.tsv": lambda path: _csv(path, "\t"),
    "excel.csv": lambda path: _csv(path, ",", "utf-8-sig"),
    "utf16.csv": lambda path: _csv(path, "\t", "utf-16"),
    "in.parquet": _parquet,
    "in.jsonl.gz": _packed(_jsonl, gzip.compress),
    "in.csv.gz": _packed(_csv, gzip.compress),
    "in.jsonl.zst": _packed(_jsonl, _zstd_in_frames),
    "in.csv.zst": _packed(_csv, _zstd_in_frames),
}


@pytest.fixture(scope="module")
def expected(rules_only: Scorer) -> list[tuple[str, float]]:
    return [(row["id"], rules_only.score(row["text"], row["title"]).score) for row in ROWS]


@pytest.mark.parametrize("name", INPUTS)
def test_each_input_gives_the_same(
    name: str, tmp_path: Path, rules_only: Scorer, expected: list[tuple[str, float]]
) -> None:
    INPUTS[name](tmp_path / name)
    tally = run_batch((str(tmp_path / name),), tmp_path / "out.jsonl", rules_only)
    assert [(row["id"], row["score"]) for row in read_output(tmp_path / "out.jsonl")] == expected
    assert (tally.scored, tally.rejected) == (7, 0)
    assert read_rejects(tmp_path / "out.jsonl") == []


@pytest.mark.parametrize(
    ("data", "input_format"),
    [
        ("".join(json.dumps(row) + "\n" for row in ROWS).encode(), None),
        (gzip.compress("".join(json.dumps(row) + "\n" for row in ROWS).encode()), "jsonl"),
        (("id,title,text\n" + "".join(f'{r["id"]},{r["title"]},"{r["text"]}"\n' for r in ROWS)).encode(), "csv"),
    ],
    ids=["jsonl", "gzip", "csv"],
)
def test_standard_input(
    data: bytes,
    input_format: str | None,
    tmp_path: Path,
    rules_only: Scorer,
    expected: list[tuple[str, float]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(data))))
    run_batch(("-",), tmp_path / "out.jsonl", rules_only, BatchOptions(input_format=input_format))
    assert [(row["id"], row["score"]) for row in read_output(tmp_path / "out.jsonl")] == expected


def test_a_folder_of_texts_and_pages_in_order(tmp_path: Path, rules_only: Scorer) -> None:
    folder = tmp_path / "in"
    (folder / "b").mkdir(parents=True)
    (folder / "b" / "two.txt").write_text(TEXTS[1])
    paragraphs = "".join(f"<p>{text}</p>" for text in TEXTS * 3)
    page = f"<html><head><title>News</title></head><body><article>{paragraphs}</article></body></html>"
    (folder / "a.html").write_text(page)
    (folder / "c.txt.gz").write_bytes(gzip.compress(TEXTS[0].encode()))
    (folder / "d.txt").write_text(" \n")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    (folder / ".hidden.txt").write_text(TEXTS[0])
    output = folder / "out.jsonl"
    for _ in range(2):  # the second time the output of the first lies in the folder
        run_batch((str(folder),), output, rules_only, BatchOptions(force=True))
        names = [row["id"].removeprefix(folder.as_posix() + "/") for row in read_output(output)]
        assert names == ["a.html", "b/two.txt", "c.txt.gz"]
        assert [(r["where"], r["record"]) for r in read_rejects(output)] == [(f"{folder.as_posix()}/d.txt", 4)]


def test_a_glob(tmp_path: Path, rules_only: Scorer) -> None:
    for name in ("b.txt", "a.txt", "c.md"):
        (tmp_path / name).write_text(TEXTS[0])
    run_batch((str(tmp_path / "*.txt"),), tmp_path / "out.jsonl", rules_only)
    assert [Path(row["id"]).name for row in read_output(tmp_path / "out.jsonl")] == ["a.txt", "b.txt"]


BAD_LINES = [
    (b"{broken", "not valid JSON"),
    (b'["a list"]', "not a JSON object"),
    (b'{"id": "x"}', "has no 'text' or 'body'"),
    (b'{"text": ""}', "the text is empty"),
    (b'{"text": 5}', "'text' is not a string"),
    (b'{"text": "\xff\xfe"}', "not UTF-8 (byte 11 of the line)"),
    (b"[" * 100_000, "not valid JSON"),
    (b'{"text": "' + b"x" * 2_000_001 + b'"}', "over the limit of 2,000,000"),
]


def test_a_bad_line_is_rejected_with_its_reason_and_position(tmp_path: Path, rules_only: Scorer) -> None:
    good = json.dumps(ROWS[0]).encode()
    lines = [part for bad, _ in BAD_LINES for part in (bad, good, b"")]
    (tmp_path / "in.jsonl").write_bytes(b"\n".join(lines))
    tally = run_batch((str(tmp_path / "in.jsonl"),), tmp_path / "out.jsonl", rules_only)
    assert (tally.scored, tally.rejected) == (len(BAD_LINES), len(BAD_LINES))
    rejects = read_rejects(tmp_path / "out.jsonl")
    for number, (reject, (_, reason)) in enumerate(zip(rejects, BAD_LINES, strict=True)):
        assert reject["where"] == f"{(tmp_path / 'in.jsonl').as_posix()}:{3 * number + 1}"
        assert reject["record"] == 2 * number + 1
        assert reason in reject["reason"]
        assert len(reject["input"]) <= 200


def test_bad_rows_of_csv(tmp_path: Path, rules_only: Scorer) -> None:
    rows = f'id,text\na,"{TEXTS[0]}"\nb\nc,x,y\nd,"{TEXTS[1]}\nsecond line"\ne,\nf,{TEXTS[2]}\n'
    (tmp_path / "in.csv").write_text(rows)
    run_batch((str(tmp_path / "in.csv"),), tmp_path / "out.jsonl", rules_only)
    assert [row["id"] for row in read_output(tmp_path / "out.jsonl")] == ["a", "d", "f"]
    found = [(r["where"].rpartition(":")[2], r["reason"].split(".")[0]) for r in read_rejects(tmp_path / "out.jsonl")]
    assert found == [
        ("3", "has 1 fields where the header has 2"),
        ("4", "has 3 fields where the header has 2"),
        ("7", "the text is empty"),
    ]


@pytest.mark.parametrize(
    ("name", "pack"), [("in.jsonl.gz", gzip.compress), ("in.jsonl.zst", zstandard.ZstdCompressor().compress)]
)
def test_a_damaged_file_ends_with_a_reject_and_the_next_is_read(
    name: str, pack: Callable[[bytes], bytes], tmp_path: Path, rules_only: Scorer
) -> None:
    import random

    rows = [{**row, "title": random.Random(n).randbytes(40).hex()} for n, row in enumerate(records(3000))]
    data = pack("".join(json.dumps(row) + "\n" for row in rows).encode())
    (tmp_path / name).write_bytes(data[: len(data) // 2])
    write_jsonl(tmp_path / "next.jsonl", ROWS)
    run_batch((str(tmp_path / name), str(tmp_path / "next.jsonl")), tmp_path / "out.jsonl", rules_only)
    ids = [row["id"] for row in read_output(tmp_path / "out.jsonl")]
    assert ids[-7:] == [row["id"] for row in ROWS]
    assert len(ids) > 500 and ids[:-7] == [f"r{n}" for n in range(len(ids) - 7)]
    rejects = read_rejects(tmp_path / "out.jsonl")
    assert len(rejects) >= 1
    assert all("damaged or cut off" in r["reason"] or "not valid JSON" in r["reason"] for r in rejects)


def test_columns_by_other_names(tmp_path: Path, rules_only: Scorer, expected: list[tuple[str, float]]) -> None:
    renamed = [{"n": row["id"], "corps": row["text"], "head": row["title"], "text": "decoy"} for row in ROWS]
    columns = Columns("corps", "head", "n")
    write_jsonl(tmp_path / "in.jsonl", renamed)
    pq.write_table(pa.Table.from_pylist(renamed), tmp_path / "in.parquet")
    for name in ("in.jsonl", "in.parquet"):
        output = tmp_path / f"{name}.out.jsonl"
        run_batch((str(tmp_path / name),), output, rules_only, BatchOptions(columns=columns))
        assert [(row["id"], row["score"]) for row in read_output(output)] == expected


@pytest.mark.parametrize(
    ("name", "content", "columns", "message"),
    [
        ("in.csv", "id,corps\n1,x\n", Columns(), "has no column 'text' or 'body' .*id, corps.*--text-column"),
        ("in.csv", "id,text\n1,x\n", Columns(title="head"), "has no column 'head'. Its columns are: id, text"),
        ("in.unknown/", None, Columns(), "no such file"),
    ],
)
def test_wrong_inputs_are_told_before_the_run(
    name: str, content: str | None, columns: Columns, message: str, tmp_path: Path, rules_only: Scorer
) -> None:
    if content:
        (tmp_path / name).write_text(content)
    with pytest.raises(InputError, match=message):
        run_batch((str(tmp_path / name),), tmp_path / "out.jsonl", rules_only, BatchOptions(columns=columns))
    assert not (tmp_path / "out.jsonl").exists()
    assert not (tmp_path / "out.jsonl.state.json").exists()
