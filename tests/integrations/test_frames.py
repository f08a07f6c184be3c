from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest

from escalate import InputError, Scorer
from escalate.batch import run_batch
from escalate.integrations import pandas as with_pandas
from escalate.integrations import polars as with_polars
from escalate.integrations.frames import ADDED

from .articles import ARTICLES, FAILING


def _pandas(records: list[dict[str, Any]], **options: Any) -> list[dict[str, Any]]:
    scored = with_pandas.add_scores(pd.DataFrame(records), **options)
    rows = scored.astype(object).where(scored.notna(), None).to_dict("records")
    return [{str(key): value for key, value in row.items()} for row in rows]


def _polars(records: list[dict[str, Any]], **options: Any) -> list[dict[str, Any]]:
    return with_polars.add_scores(pl.DataFrame(records), **options).to_dicts()


HELPERS = pytest.mark.parametrize("add_scores", [_pandas, _polars])
AddScores = Callable[..., list[dict[str, Any]]]


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    return Scorer.load()


@HELPERS
@pytest.mark.parametrize("workers", [1, 2])
def test_scores_are_those_of_batch(add_scores: AddScores, workers: int, scorer: Scorer, tmp_path: Path) -> None:
    source, output = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("".join(json.dumps(a, default=str) + "\n" for a in ARTICLES))
    run_batch((str(source),), output, scorer)
    batch = {record["id"]: record for record in map(json.loads, output.read_text().splitlines())}
    rows = add_scores(ARTICLES, scorer=scorer, workers=workers)
    assert [row["id"] for row in rows] == [article["id"] for article in ARTICLES]
    assert sorted(batch) == sorted(row["id"] for row in rows if row["error"] is None)
    for row in rows:
        if row["id"] in FAILING:
            assert row["error"] == "has no 'text' or 'body'. Add one of them with the article's text."
            assert [row[name] for name in ADDED[:-1]] == [None] * 5
        else:
            assert {name: row[name] for name in ADDED[:-1]} == {name: batch[row["id"]][name] for name in ADDED[:-1]}


@HELPERS
def test_named_columns_and_prefix(add_scores: AddScores, scorer: Scorer) -> None:
    plain = add_scores(ARTICLES, scorer=scorer)
    renamed = [{"n": a["id"], "corps": a["text"], "tête": a["title"], "jour": a["date"], "score": 1} for a in ARTICLES]
    rows = add_scores(
        renamed, text_column="corps", title_column="tête", date_column="jour", scorer=scorer, prefix="esc_"
    )
    assert [row["esc_score"] for row in rows] == [row["score"] for row in plain]
    assert [row["score"] for row in rows] == [1] * len(ARTICLES)


@HELPERS
@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"text_column": "corps"}, "has no column 'corps'. Its columns are: text, band"),
        ({"date_column": "jour"}, "has no column 'jour'"),
        ({}, "has a column 'band' already. Give a prefix"),
    ],
)
def test_wrong_columns_are_refused(
    add_scores: AddScores, options: dict[str, str], message: str, scorer: Scorer
) -> None:
    with pytest.raises(InputError, match=message):
        add_scores([{"text": "Ardania.", "band": "x"}], scorer=scorer, **options)


def test_no_rows(scorer: Scorer) -> None:
    assert with_polars.add_scores(pl.DataFrame({"text": []}), scorer=scorer).columns == ["text", *ADDED]
    assert list(with_pandas.add_scores(pd.DataFrame({"text": []}), scorer=scorer).columns) == ["text", *ADDED]


def test_pandas_keeps_its_index(scorer: Scorer) -> None:
    frame = pd.DataFrame({"text": [a["text"] for a in ARTICLES]}, index=pd.Index([9, 9, 7, 5, 3]))
    scored = with_pandas.add_scores(frame, scorer=scorer)
    assert list(scored.index) == [9, 9, 7, 5, 3]
    assert list(frame.columns) == ["text"]


def test_a_lazy_frame_of_polars_is_collected(scorer: Scorer) -> None:
    lazy = with_polars.add_scores(pl.DataFrame(ARTICLES).lazy().head(2), scorer=scorer)
    whole = with_polars.add_scores(pl.DataFrame(ARTICLES).head(2), scorer=scorer)
    assert isinstance(lazy, pl.DataFrame) and lazy.equals(whole)
