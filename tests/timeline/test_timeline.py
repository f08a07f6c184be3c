"""Means, shares, copies and what is left out, from records."""

from __future__ import annotations

import itertools
import json
from dataclasses import FrozenInstanceError
from datetime import date
from typing import Any

import pytest

from escalate import InputError
from escalate.timeline import Timeline, timeline
from escalate.timeline.tables import account, to_csv, to_json, to_text

NUMBERS = itertools.count()


def record(day: str | None, score: float, level: int = 3, **more: Any) -> dict[str, Any]:
    return {"date": day, "score": score, "level": level, "title": f"Report of event {next(NUMBERS)} of the day", **more}


def cue(points: float, source: str | None = None, target: str | None = None) -> dict[str, Any]:
    return {"rule": "force.shelling", "text": "shelled", "points": points, "source": source, "target": target}


def explained(day: str, score: float, *cues: dict[str, Any]) -> dict[str, Any]:
    return record(day, score, cues=list(cues), actors=[{**c, "score": c["points"], "cues": 1} for c in cues])


def means(told: Timeline, series: int = 0) -> list[tuple[str, int, float | None]]:
    return [(str(point.start), point.articles, point.mean) for point in told.series[series].points]


DAYS = [record("2024-03-01", 10), record("2024-03-03", 30), record("2024-03-04", 70), record("2024-04-30", 90)]


@pytest.mark.parametrize(
    ("every", "expected"),
    [
        ("month", [("2024-03-01", 3, 36.7), ("2024-04-01", 1, 90.0)]),
        ("week", [("2024-02-26", 2, 20.0), ("2024-03-04", 1, 70.0), ("2024-03-11", 0, None)]),
        ("day", [("2024-03-01", 1, 10.0), ("2024-03-02", 0, None), ("2024-03-03", 1, 30.0)]),
    ],
)
def test_periods(every: str, expected: list[tuple[str, int, float | None]]) -> None:
    told = timeline(DAYS, every=every)
    assert means(told)[: len(expected)] == expected
    assert sum(articles for _, articles, _ in means(told)) == 4


def test_shares_and_points() -> None:
    records = [
        explained("2024-03-01", 80, cue(20.0, "ARD", "BEL"), cue(-5.0)),
        record("2024-03-01", 60, level=2),
        record("2024-03-01", 59.9, level=2),
        record("2024-03-01", 0, level=0),
    ]
    (point,) = timeline(records, every="day").series[0].points
    assert point.high_share == 0.5
    assert point.levels == (0.25, 0, 0.5, 0.25, 0, 0)
    assert (point.up, point.down) == (20.0, 5.0)  # over the one record that holds its cues
    with pytest.raises(FrozenInstanceError):
        point.mean = 1.0  # type: ignore[misc]


def test_interval_depends_on_the_scores_of_its_point_alone() -> None:
    scores = [5, 20, 30, 45, 90]
    first = timeline([record("2024-03-01", s) for s in scores], every="day").series[0].points[0]
    turned = timeline([record("2024-03-01", s) for s in [*reversed(scores)]] + [record("2024-03-02", 1)], every="day")
    assert (first.low, first.high) == (turned.series[0].points[0].low, turned.series[0].points[0].high)
    assert first.low is not None and first.high is not None and first.low < 38 < first.high
    assert turned.series[0].points[1].low is None


def test_nothing_is_dropped_without_being_told() -> None:
    records = [*DAYS, record(None, 50), record("", 50), record("2023-01-01", 50)]
    told = timeline(records, start=date(2024, 3, 1), end=date(2024, 3, 31))
    assert (told.records, told.used, told.undated, told.outside) == (7, 3, 2, 2)
    assert "7 records: 3 used, 0 of them copies, 2 without a date, 2 outside" in account(told)
    assert told.records == told.used + told.undated + told.outside


TEXT = "Ardania shelled two villages of Belmora on Monday and its minister said that more would follow this week. "


@pytest.mark.parametrize(
    ("second", "copies"),
    [
        ({}, 1),
        ({"title": "  VILLAGES of belmora shelled again "}, 1),
        ({"date": "2024-03-09"}, 0),  # over a week after the first printing
        ({"title": "Villages of Cardova shelled again"}, 0),
        ({"title": ""}, 0),
    ],
)
def test_copies_by_title(second: dict[str, Any], copies: int) -> None:
    first = record("2024-03-01", 70, title="Villages of Belmora shelled again")
    told = timeline([first, {**first, "date": "2024-03-07", "score": 20.0, **second}], every="day")
    assert (told.copies, told.series[0].articles) == (copies, 2 - copies)
    assert told.series[0].points[0].copies == copies
    assert told.series[0].points[0].mean == 70


def test_the_first_printing_counts_whatever_the_order() -> None:
    title = "Villages of Belmora shelled"
    late, early = record("2024-03-02", 20, title=title), record("2024-03-01", 70, title=title)
    assert means(timeline([late, early], every="day")) == [("2024-03-01", 1, 70.0), ("2024-03-02", 0, None)]


def test_short_titles_are_copies_only_with_the_same_score() -> None:
    records = [record("2024-03-01", score, title="Morning report") for score in (10, 10, 20)]
    assert timeline(records).copies == 1


def test_copies_by_text_under_other_titles() -> None:
    text = (
        TEXT + "The council of Dorland asked both sides to stop the guns and to send their envoys to the harbour town."
    )
    other = text.replace("Monday", "Tuesday")
    records = [
        record("2024-03-01", 70, text=text),
        record("2024-03-02", 60, text=other),
        record("2024-03-02", 5, text="The choir sang in the old town hall and everybody was glad of it."),
    ]
    told = timeline(records)
    assert (told.copies, told.series[0].articles) == (1, 2)


def test_by_source_a_story_counts_in_each() -> None:
    title = "Villages of Belmora shelled again"
    records = [record("2024-03-01", 70, title=title, source=source) for source in ("Post", "Wire", "Wire", "")]
    told = timeline(records, by="source")
    assert [(series.name, series.articles, series.copies) for series in told.series] == [("Post", 1, 0), ("Wire", 1, 1)]
    assert (told.copies, told.unnamed) == (3, 1)


PAIRED = [
    explained("2024-03-01", 80, cue(20.0, "ARD", "BEL"), cue(10.0, "BEL", "ARD")),
    explained("2024-03-02", 40, cue(6.0, "ARD", "BEL"), cue(-2.0, "ARD", "BEL"), cue(9.0)),
    explained("2024-03-02", 10),
]


def test_by_pair() -> None:
    told = timeline(PAIRED, by="pair", every="month")
    assert [(series.name, series.articles) for series in told.series] == [("ARD-BEL", 2), ("BEL-ARD", 1)]
    point = told.series[0].points[0]
    assert (point.mean, point.up, point.down) == (60.0, 13.0, 1.0)
    assert told.unnamed == 1
    assert timeline(PAIRED, by="pair", top=1).series_left_out == 1


def test_pair_is_a_filter() -> None:
    told = timeline(PAIRED, pairs=["bel-ard"])
    assert (told.series[0].name, told.used, told.outside) == ("all", 1, 2)
    assert [series.name for series in timeline(PAIRED, pairs=["BEL-ARD"], by="pair").series] == ["BEL-ARD"]


def test_an_explained_table_holds_its_cues_as_json() -> None:
    row = record("2024-03-01", 80) | {"score": "80.0", "level": "4", "assessment": json.dumps(PAIRED[0])}
    told = timeline([row], by="pair")
    assert [series.name for series in told.series] == ["ARD-BEL", "BEL-ARD"]
    assert told.series[0].points[0].up == 20.0


def test_articles_are_listed_highest_first() -> None:
    records = [
        record("2024-03-01", score, id=f"r{score}", top_reasons=f"a.rule +{score}.0 “shelled”")
        for score in (10, 90, 50)
    ]
    (point,) = timeline(records, articles=2).series[0].points
    assert [(article.id, article.score) for article in point.listed] == [("r90", 90.0), ("r50", 50.0)]
    assert point.listed[0].reasons == "a.rule +90.0 “shelled”"
    (point,) = timeline([PAIRED[0]], articles=2).series[0].points
    assert point.listed[0].reasons.startswith("force.shelling +20.0 “shelled”; ")


@pytest.mark.parametrize(
    ("records", "options", "words"),
    [
        ([], {}, "holds no record"),
        ([record(None, 5)], {}, "none of 1 records has a date"),
        ([record("March", 5)], {}, "record 1: 'date' is 'March'"),
        ([record("2024-03-01", 101)], {}, "'score' is '101'"),
        ([{"date": "2024-03-01", "level": 1}], {}, "'score' is missing"),
        ([record("2024-03-01", float("nan"))], {}, "'score' is 'nan'"),
        ([record("2024-03-01", 5, level=6)], {}, "'level' is '6'"),
        ([record("2024-03-01", 5, level=1.5)], {}, "'level' is '1.5'"),
        ([record("2024-03-01", 5, cues=[3])], {}, "'points of a cue' is missing"),
        ([record("2024-03-01", 5, assessment="{")], {}, "'assessment' is no JSON object"),
        ([record("2024-03-01", 5)], {"by": "pair"}, "do not say who acts on whom"),
        ([record("2024-03-01", 5)], {"pairs": ["A-B"]}, "do not say who acts on whom"),
        (PAIRED, {"pairs": ["A-B"]}, "no record is left: of 3, 0 have no date and 3 are outside"),
        ([explained("2024-03-01", 5)], {"by": "pair"}, "names a pair"),
        ([record("2024-03-01", 5)], {"by": "source"}, "names a source"),
        ([record("0001-01-01", 5), record("2024-01-01", 5)], {"every": "day"}, "Mend the dates"),
        ([record("2024-03-01", 5)], {"every": "year"}, "unknown"),
        ([record("2024-03-01", 5)], {"start": date(2024, 2, 1), "end": date(2024, 1, 1)}, "Turn the days round"),
    ],
)  # fmt: skip
def test_bad_input_is_told(records: list[dict[str, Any]], options: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words.replace("'", ".").replace("(", ".")):
        timeline(records, **options)


def test_a_change_is_found_and_noise_is_not() -> None:
    calm = [record(f"2024-{month:02}-{day:02}", 20 + (day * 7 + month) % 5) for month in (1, 2) for day in range(1, 29)]
    loud = [record(f"2024-03-{day:02}", 60 + (day * 7) % 5) for day in range(1, 29)]
    assert timeline(calm, every="day").series[0].shifts == ()
    (shift,) = timeline(calm + loud, every="day").series[0].shifts
    assert shift.start == date(2024, 3, 1)
    assert shift.before == pytest.approx(22, abs=0.5) and shift.after == pytest.approx(62, abs=0.5)


def test_tables_agree_and_are_the_same_each_time() -> None:
    told = timeline(DAYS, every="month")
    again = timeline(DAYS, every="month")
    assert [to_csv(told), to_json(told), to_text(told)] == [to_csv(again), to_json(again), to_text(again)]
    assert (
        to_csv(told).splitlines()[1] == "all,2024-03-01,2024-03-31,3,0,36.7,10.0,70.0,0.3333,0.0,0.0,0.0,1.0,0.0,0.0,,,"
    )
    assert "2024-04-01         1      0   90.0" in to_text(told)


def test_a_source_is_no_formula() -> None:
    assert "\n'=1+1,2024" in to_csv(timeline([record("2024-03-01", 5, source="=1+1")], by="source"))


def test_frame() -> None:
    pytest.importorskip("pandas")
    frame = timeline(DAYS).to_frame()
    assert frame["articles"].sum() == 4
    assert str(frame["start"].dtype).startswith("datetime64")
    assert frame["mean"].isna().sum() == len(frame) - 3
    assert {str(frame[name].dtype) for name in ("mean", "level_5", "up", "shift")} == {"float64"}


def test_page_escapes_and_asks_for_nothing() -> None:
    pytest.importorskip("jinja2")
    from escalate.timeline.page import to_html

    nasty = "<script>alert(1)</script> \x00 \"'"
    records = [record("2024-03-01", 90, title=nasty, source=nasty, id=nasty, top_reasons=nasty)]
    for by in (None, "source"):
        page = to_html(timeline(records, by=by, articles=5))
        assert "<script" not in page and "\x00" not in page
        assert "&lt;script&gt;alert(1)" in page
        assert "http" not in page.replace('http-equiv="Content-Security-Policy"', "")
        assert page.count('id="s1p0"') == page.count('href="#s1p0"') == 1
