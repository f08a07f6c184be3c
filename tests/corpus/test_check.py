"""`escalate corpus check` finds each fault, and only where there is one."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from escalate.corpus.check import Limits, check_corpora
from escalate.corpus.groups import near_duplicates, source_groups
from escalate.corpus.rated import read_corpus
from escalate.pack.pack import read_pack

ROOT = Path(__file__).resolve().parents[2]
STORY = (
    "Ardania moved two brigades to the river that it shares with Belmora on Monday, and the defence ministry in the "
    "capital said that they would stay there for as long as patrols from the other bank kept crossing at night."
)
OTHER = "The bakery in the old market of Cardova won a prize for its rye bread, and the mayor came to hand it over."


def record(**changes: Any) -> dict[str, Any]:
    return {"id": "a", "text": STORY, "score": 6, "level": 3, "direction": 1, **changes}


def kinds(tmp_path: Path, *records: Any, limits: Limits | None = None) -> list[str]:
    path = tmp_path / "c.jsonl"
    path.write_text("".join((r if isinstance(r, str) else json.dumps(r)) + "\n" for r in records))
    return [f.kind for f in check_corpora([path], limits or Limits()).findings if f.kind != "balance"]


CLEAN = record(id="b", text=OTHER, score=0, level=0, direction=0)


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ([record(), CLEAN], []),
        ([record(), record(id="b")], ["duplicate"]),
        ([record(), record(id="b", text=STORY.upper())], ["duplicate"]),
        ([record(), record(id="b", text=STORY.replace("Monday", "Friday"))], ["duplicate"]),
        ([record(split="train"), record(id="b", split="test")], ["duplicate", "leak"]),
        ([record(), record(id="b", text=f"{OTHER} It {STORY[STORY.index('would stay') :]}")], ["shared words"]),
        ([record(), CLEAN | {"id": "a"}], ["schema"]),
        ([record(), CLEAN | {"date": "last week"}], ["schema"]),
        ([record(), CLEAN | {"level": 6}], ["schema"]),
        ([record(), CLEAN | {"direction": 2}], ["schema"]),
        ([record(), CLEAN | {"score": -1}], ["schema"]),
        ([record(), {"id": "b", "score": 1}], ["schema"]),
        (["{"], ["schema", "schema"]),
        ([record(), CLEAN | {"text": "Too short."}], ["length"]),
        (
            [record(), CLEAN | {"text": "Der Krieg ist nicht vorbei sagte der Minister am Montag vor der Presse " * 5}],
            ["language"],
        ),
    ],
)
def test_faults(tmp_path: Path, records: list[Any], expected: list[str]) -> None:
    assert kinds(tmp_path, *records) == expected


def test_shared_runs_follow_the_limit(tmp_path: Path) -> None:
    pair = [record(), record(id="b", text=f"{OTHER} He saw two brigades to the river that day.")]
    assert kinds(tmp_path, *pair) == []
    assert kinds(tmp_path, *pair, limits=Limits(shared=1)) == ["shared words"]


def test_lopsided_and_constant_labels_are_found(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text(json.dumps(record()) + "\n" + json.dumps(CLEAN | {"score": 6}) + "\n")
    problems = [f.problem for f in check_corpora([path], Limits()).findings]
    assert "every text has the score 60 of 100" in problems
    assert any(p.startswith("level 1 has 0 of 2 texts") for p in problems)


def test_the_shipped_corpus_passes_with_no_shared_run_of_six_words() -> None:
    checked = check_corpora([ROOT / "corpus"], Limits(min_words=120, max_words=500, shared=1))
    assert len(checked.rated) >= 400
    assert checked.findings == []


def test_the_shipped_corpus_is_what_its_datasheet_says() -> None:
    records = [json.loads(line) for line in (ROOT / "corpus" / "articles.jsonl").read_text().splitlines()]
    assert sum(r["hard_negative"] != "none" for r in records) >= len(records) / 3
    assert sum(r["furniture"] for r in records) >= len(records) / 10
    assert all(len(r["ratings"]) >= 2 for r in records)
    for r in records:
        first, second = r["ratings"][:2]
        assert r["score"] == pytest.approx((first["score"] + second["score"]) / 2, abs=0.01)
        apart = abs(first["level"] - second["level"]) > 1 or first["direction"] != second["direction"]
        decided = r["ratings"][2] if apart else first
        assert (r["level"], r["direction"]) == (decided["level"], decided["direction"]), r["id"]
        assert len(r["ratings"]) == (3 if apart else 2)


def test_the_shipped_items_pass_beside_the_articles() -> None:
    items = ROOT / "corpus" / "items" / "items.jsonl"
    assert check_corpora([ROOT / "corpus", items], Limits(shared=1)).findings == []
    assert check_corpora([items], Limits(shared=1)).findings == []


def test_the_plain_statements_pass_but_for_what_the_datasheet_says() -> None:
    def found(*paths: Path, shared: int) -> list[tuple[str, str]]:
        findings = check_corpora(list(paths), Limits(shared=shared)).findings
        return [(f.where.rpartition("(")[2].rstrip(")"), f.kind) for f in findings]

    corpus = ROOT / "corpus"
    plain = corpus / "items" / "plain.jsonl"
    short = ("pt-463", "length")
    assert found(plain, shared=3) == [short]
    shared = [(f"pt-{number}", "shared words") for number in ("001", "045", "050", "101", "134", "212")]
    assert found(corpus, corpus / "items" / "items.jsonl", plain, shared=1) == [short, *shared]


def test_the_plain_statements_are_what_the_datasheet_says() -> None:
    lines = (ROOT / "corpus" / "items" / "plain.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    assert len(records) == 700
    assert {r["wording"] for r in records} == {"plain", "varied", "oblique"}
    assert {r["level"] for r in records} == set(range(6))
    assert not any("split" in r for r in records)


def test_the_short_statements_are_what_the_datasheet_says() -> None:
    lines = (ROOT / "corpus" / "items" / "short.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    assert len({r["id"] for r in records}) == len({r["text"] for r in records}) == len(records) == 2718
    assert {r["id"].split("-")[1] for r in records} == {"force", "coerce", "talk", "none", "oblique"}
    assert {r["wording"] for r in records} == {"plain", "varied", "oblique"}
    assert {r["level"] for r in records} == set(range(6))
    assert not any("split" in r for r in records)


def test_the_shipped_items_are_what_the_datasheet_says() -> None:
    lines = (ROOT / "corpus" / "items" / "items.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    assert [r["id"] for r in records] == [f"esc-item-{number:04d}" for number in range(1, len(records) + 1)]
    known = {rule.id for rule in read_pack().rules}
    for r in records:
        assert r["split"] == ("test" if _digest(r) % 5 == 0 else "train"), r["id"]
        assert r.get("aim", "") in known | {""}, r["id"]
        scores = [rating["score"] for rating in r["ratings"][:2]]
        assert r["score"] == pytest.approx(sum(scores) / len(scores), abs=0.01)
        assert (r["level"], r["direction"]) == _decided(r["ratings"]), r["id"]


def _digest(record: dict[str, Any]) -> int:
    whole = " ".join(f"{record['title']} {record['text']}".split())
    return int(hashlib.sha256(whole.encode()).hexdigest(), 16)


def _decided(ratings: list[dict[str, Any]]) -> tuple[int, int]:
    """The first rating's level and direction, or the third's where the first two are too far apart."""
    first, other = ratings[0], ratings[min(1, len(ratings) - 1)]
    apart = abs(first["level"] - other["level"]) > 1 or first["direction"] != other["direction"]
    assert len(ratings) == 3 if apart else len(ratings) <= 2
    chosen = ratings[2] if apart else first
    return chosen["level"], chosen["direction"]


def test_groups_hold_copies_and_sources_together(tmp_path: Path) -> None:
    assert near_duplicates([STORY, OTHER, STORY.replace("Monday", "Friday"), OTHER.upper()]) == [0, 1, 0, 1]
    path = tmp_path / "c.jsonl"
    rows = [record(source="Ardania Post"), CLEAN | {"source": "ardania post"}, record(text="Quite another text.")]
    path.write_text("".join(json.dumps(r) + "\n" for r in rows))
    assert source_groups(read_corpus(path)) == [0, 0, 2]
