"""Each format is imported from a small file in that format."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from escalate.cli.main import command
from escalate.corpus.importers import TableColumns, code_table, import_acled, import_coded, import_table
from escalate.corpus.public_data import DATA_SETS
from escalate.corpus.rated import fold_space, read_corpus, text_digest
from escalate.corpus.ratings import ratings_file, read_places, read_ratings
from escalate.errors import InputError

TEXTS = ["Ardania shelled the port of Belmora.", "Cardova and Belmora opened a bridge."]


def run(*arguments: object) -> list[dict[str, Any]]:
    result = CliRunner().invoke(command, ["corpus", "import", *map(str, arguments)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    output = Path(str(arguments[arguments.index("-o") + 1]))
    return [json.loads(line) for line in output.read_text().splitlines()]


def table(path: Path, rows: list[dict[str, Any]]) -> Path:
    if path.suffix == ".jsonl":
        path.write_text("".join(json.dumps(r) + "\n" for r in rows))
    elif path.suffix == ".parquet":
        import pyarrow
        import pyarrow.parquet

        pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), path)
    else:
        with path.open("w", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), delimiter="\t" if path.suffix == ".tsv" else ",")
            writer.writeheader()
            writer.writerows(rows)
    return path


@pytest.mark.parametrize("suffix", ["csv", "tsv", "jsonl", "parquet"])
def test_tables(tmp_path: Path, suffix: str) -> None:
    rows = [{"body": t, "grade": g, "head": "News", "paper": "Post"} for t, g in zip(TEXTS, (7, 0), strict=True)]
    path = table(tmp_path / f"t.{suffix}", rows)
    options = ("--text", "body", "--score", "grade", "--title", "head", "--source", "paper")
    records = run("table", path, "-o", tmp_path / "out.jsonl", *options)
    assert [(r["text"], r["score"], r["title"], r["source"]) for r in records] == [
        (TEXTS[0], 7, "News", "Post"),
        (TEXTS[1], 0, "News", "Post"),
    ]


def test_a_missing_column_is_named_with_those_there_are(tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", [{"body": TEXTS[0], "grade": 1}])
    with pytest.raises(InputError, match=r"row 1: has no column 'mark'\. Its columns are body, grade"):
        list(import_table(path, TableColumns("body", "mark", "score")))


@pytest.mark.parametrize(
    ("names", "key", "values", "scores"),
    [(("no", "yes"), "label", ["no", "yes"], [0.0, 100.0]), (("level-0", "level-4"), "level", [0, 4], [0.0, 60.0])],
)
def test_folders(tmp_path: Path, names: tuple[str, str], key: str, values: list[Any], scores: list[float]) -> None:
    for name, text in zip(names, reversed(TEXTS), strict=True):
        (tmp_path / "in" / name).mkdir(parents=True)
        (tmp_path / "in" / name / "1.txt").write_text(text)
    records = run("folders", tmp_path / "in", "-o", tmp_path / "out.jsonl")
    assert [r[key] for r in records] == values
    assert [r.score for r in read_corpus(tmp_path / "out.jsonl")] == scores


@pytest.mark.parametrize(
    ("code", "level", "direction"),
    [("ACCUSE", 1, 1), ("threaten", 2, 1), ("MOBILIZE/troops", 3, 1), ("ASSAULT", 4, 1), ("RETREAT", 0, -1),
     ("112", 1, 1), ("1384", 2, 1), ("154", 3, 1), ("190", 4, 1), ("204", 5, 1), ("036", 0, -1), ("1", 0, 0)],
)  # fmt: skip
def test_coded_sentences(tmp_path: Path, code: str, level: int, direction: int) -> None:
    path = table(tmp_path / "c.csv", [{"text": TEXTS[0], "code": code}])
    (record,) = import_coded(path)
    assert (record["level"], record["direction"]) == (level, direction)


def test_an_unknown_code_is_refused(tmp_path: Path) -> None:
    path = table(tmp_path / "c.csv", [{"text": TEXTS[0], "code": "DANCE"}])
    with pytest.raises(InputError, match=r"row 1: 'DANCE' is no PLOVER event"):
        list(import_coded(path))


@pytest.mark.parametrize(
    ("event", "sub_event", "level", "direction"),
    [("Battles", "Armed clash", 4, 1), ("Protests", "Peaceful protest", 0, 0),
     ("Protests", "Excessive force against protesters", 4, 1), ("Strategic developments", "Agreement", 0, -1)],
)  # fmt: skip
def test_acled(tmp_path: Path, event: str, sub_event: str, level: int, direction: int) -> None:
    row = {"event_id_cnty": "ARD1", "event_date": "05 March 2021", "event_type": event, "sub_event_type": sub_event}
    (record,) = import_acled(table(tmp_path / "a.csv", [{**row, "notes": TEXTS[0]}]))
    assert (record["id"], record["date"], record["level"], record["direction"]) == (
        "ARD1",
        "2021-03-05",
        level,
        direction,
    )


def test_ucdp(tmp_path: Path) -> None:
    rows = [
        {"id": 1, "type_of_violence": 1, "source_headline": TEXTS[0], "best": 12, "date_start": "1999-05-02 00:00:00"},
        {"id": 2, "type_of_violence": 1, "source_headline": "Ardania takes the plain", "best": 2000, "date_start": ""},
        {"id": 3, "type_of_violence": 3, "source_headline": "", "best": 3, "date_start": ""},
    ]
    records = run("ucdp", table(tmp_path / "g.csv", rows), "-o", tmp_path / "out.jsonl")
    assert [(r["id"], r["level"], r["date"]) for r in records] == [("1", 4, "1999-05-02"), ("2", 5, "")]


def test_code_tables_hold_levels_and_directions() -> None:
    for name in ("plover", "cameo", "acled"):
        assert code_table(name)
        assert all(0 <= level <= 5 and direction in (-1, 0, 1) for level, direction in code_table(name).values())


def ratings(path: Path, rows: list[tuple[object, ...]]) -> Path:
    lines = ["id\tsha1\tscore\tlevel\tdirection\tsplit", *("\t".join(map(str, row)) for row in rows)]
    path.write_text("\n".join(lines) + "\n")
    return path


def test_ratings_join_a_numbered_file_by_row(tmp_path: Path) -> None:
    (tmp_path / "test.csv").write_text('"3","Bread","A bakery won."\n"1","Port shelled","Ardania fired\\on it."\n')
    given = ratings(tmp_path / "r.tsv", [("ag-1", "0" * 40, 7, 4, 1, "dev"), ("ag-9", "1" * 40, 0, 0, 0, "train")])
    records = run("ag-news", tmp_path / "test.csv", "-o", tmp_path / "out.jsonl", "--ratings", given)
    (record,) = records
    assert record["title"] == "Port shelled" and record["text"] == "Ardania fired on it." and record["split"] == "dev"


@pytest.mark.parametrize("name", ["data.jsonl", "data.tsv", "data.json", "texts/one.txt"])
def test_ratings_join_any_file_by_the_digest_of_its_text(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    spaced = TEXTS[0].replace(" ", "  ")
    content = {"jsonl": json.dumps({"n": {"deep": [spaced]}}), "tsv": f"x\ty\n1\t{spaced}\n",
               "json": json.dumps({"k1": spaced}), "txt": spaced}[path.suffix[1:]]  # fmt: skip
    path.write_text(content + "\n")
    given = ratings(tmp_path / "r.tsv", [("", text_digest(TEXTS[0]), 6.5, 4, 1, "test")])
    source = path.parent if path.suffix == ".txt" else path
    (record,) = run("plover", source, "-o", tmp_path / "out.jsonl", "--ratings", given)
    assert text_digest(record["text"]) == text_digest(TEXTS[0]) and record["score"] == 6.5


def test_articles_of_a_table_are_mended_and_joined_whole_or_by_their_lead(tmp_path: Path) -> None:
    lead = "The port's guards fired on two boats " + "off the northern quay " * 5 + "on Sunday."
    text = f"{lead} The boats turned back."
    damaged = text.replace("port's", 'port"s')
    source = table(tmp_path / "news.csv", [{"article_id": 7, "title": "Guards fire", "text": damaged}])
    expected = {
        "news-2017": ("Guards fire", text),
        "news-2017-leads": ("Guards fire", lead),
    }
    for (name, found), part in zip(expected.items(), ("", "-lead"), strict=True):
        digest = text_digest(" ".join(found))
        given = ratings(tmp_path / f"{name}.tsv", [(f"na-7{part}", digest, 6, 4, 1, "train")])
        (record,) = run(name, source, "-o", tmp_path / "out.jsonl", "--ratings", given)
        assert ((record["title"], record["text"]), record["score"], record["source"]) == (found, 6.0, "na-7")


TITLE = "Ardania shells  Oster"
BODY = "Guns of Ardania opened fire on Oster.\n\nOld men spoke of the war of 1931. Belmora called for a truce."


def cited(path: Path, title: str, text: str) -> None:
    """Write the reasons of a text: offsets of the words between the folded text's ends."""

    def place(field: str, folded: str, quote: str) -> list[object]:
        return [field, folded.index(quote), folded.index(quote) + len(quote)]

    title, text = fold_space(title), fold_space(text)
    reasons = [
        [*place("text", text, "opened fire on Oster"), 1, 3],
        [*place("text", text, "called for a truce"), -1, 1],
    ]
    if title:
        reasons.append([*place("title", title, "shells Oster"), 1, 2])
    row = {"id": "rn-1", "title_length": len(title), "reasons": reasons}
    path.write_text(json.dumps(row | {"not": [place("text", text, "Oster. Old men spoke of the war")]}) + "\n")


@pytest.mark.parametrize(
    ("rated", "own"),
    [
        ((TITLE, BODY), {"title": TITLE, "text": BODY}),
        ((TITLE, BODY), {"title": TITLE.replace("  ", " "), "text": BODY.replace("\n\n", " \n ")}),
        ((TITLE, BODY), {"title": "", "text": f"{TITLE}\n\n{BODY}"}),
        (("", BODY), {"title": "Another headline", "text": BODY}),
    ],
    ids=["alike", "other white space", "headline in the text", "rated without a headline"],
)
@pytest.mark.parametrize("name", ["a.json", "list.json", "b.jsonl"])
def test_reasons_are_cut_from_the_users_own_copy(
    tmp_path: Path, rated: tuple[str, str], own: dict[str, str], name: str
) -> None:
    folder = tmp_path / "copy" / "deep"
    folder.mkdir(parents=True)
    row: Any = own | {"date": "2031-05-04", "url": "none"}
    (folder / name).write_text(json.dumps([row] if name == "list.json" else row) + "\n")
    given = tmp_path / "r.tsv"
    lines = ["id\tsha1\tscore\tlevel\tdirection\tsplit\tsource"]
    lines += [
        f"rn-1\t{text_digest(' '.join(rated))}\t6.5\t4\t1\ttrain\toster/news",
        f"rn-2\t{'0' * 40}\t0\t0\t0\ttrain\tx",
    ]
    given.write_text("\n".join(lines) + "\n")
    cited(tmp_path / "r-reasons.jsonl", *rated)

    (record,) = run("real-news", tmp_path / "copy", "-o", tmp_path / "out.jsonl", "--ratings", given)
    assert record["source"] == "oster/news" and record["date"] == "2031-05-04"
    assert record["text"] == own["text"]

    (entry,) = read_corpus(tmp_path / "out.jsonl")
    assert entry.asked and entry.article.source == "oster/news"
    fields = {"title": entry.article.title or "", "text": entry.article.text}
    found = [(r.sign, r.weight, fold_space(fields[r.field][r.start : r.end])) for r in entry.reasons]
    expected = [(1, 3, "opened fire on Oster"), (-1, 1, "called for a truce")]
    expected += [(1, 2, "shells Oster")] if rated[0] else []
    assert found == [*expected, (0, 1, "Oster. Old men spoke of the war")]


def test_an_article_without_reasons_was_asked_for_them_all_the_same(tmp_path: Path) -> None:
    source = table(tmp_path / "t.jsonl", [{"title": "", "text": BODY}])
    given = ratings(tmp_path / "r.tsv", [("rn-1", text_digest(BODY), 0, 0, 0, "train")])
    for asked in (False, True):
        if asked:
            (tmp_path / "r-reasons.jsonl").write_text('{"id": "rn-1", "title_length": 0, "reasons": [], "not": []}\n')
        run("real-news", source, "-o", tmp_path / "out.jsonl", "--ratings", given)
        (entry,) = read_corpus(tmp_path / "out.jsonl")
        assert entry.reasons == () and entry.asked is asked


@pytest.mark.parametrize(
    "line",
    [
        '{"id": "rn-1", "reasons": [], "not": []}',
        '{"id": "rn-1", "title_length": 0, "reasons": [["body", 0, 3, 1, 1]], "not": []}',
        '{"id": "rn-1", "title_length": 0, "reasons": [["text", 0, 3]], "not": []}',
    ],
)
def test_malformed_reasons_are_refused_with_their_place(tmp_path: Path, line: str) -> None:
    (tmp_path / "r-reasons.jsonl").write_text(line + "\n")
    with pytest.raises(InputError, match=r"r-reasons\.jsonl:1: not the reasons of a text"):
        read_places(tmp_path / "r.tsv")


def test_shipped_reasons_are_of_rated_texts_and_hold_no_words() -> None:
    path = ratings_file("real-news")
    places = read_places(path)
    assert list(places) == [r.id for r in read_ratings(path)]
    assert all(0 <= reason.start < reason.end for p in places.values() for reason in p.reasons)
    assert {r.sign for p in places.values() for r in p.reasons} == {-1, 0, 1}
    assert {r.weight for p in places.values() for r in p.reasons} == {1, 2, 3}
    assert all(r.end <= p.title_length for p in places.values() for r in p.reasons if r.field == "title")
    for line in path.with_name("real-news-reasons.jsonl").read_text(encoding="utf-8").splitlines():
        words = set(re.findall(r'"([^"]*)"', line))
        assert words - {"id", "title_length", "reasons", "not", "title", "text"} == {json.loads(line)["id"]}


def test_a_file_without_any_rated_text_is_refused(tmp_path: Path) -> None:
    path = table(tmp_path / "t.jsonl", [{"text": TEXTS[1]}])
    arguments = ["corpus", "import", "muc-4", str(path), "-o", str(tmp_path / "o.jsonl")]
    result = CliRunner().invoke(command, arguments)
    assert isinstance(result.exception, InputError)
    assert "none of the 120 rated texts is in it" in str(result.exception)


@pytest.mark.parametrize("name", sorted(DATA_SETS))
def test_shipped_ratings_are_well_formed(name: str) -> None:
    found = read_ratings(ratings_file(name))
    assert all(0 <= r.score <= 10 and 0 <= r.level <= 5 and r.direction in (-1, 0, 1) for r in found)
    assert all(len(r.sha1) == 40 and r.split in ("train", "dev", "test") for r in found)
    assert len({r.sha1 for r in found}) == len(found)
