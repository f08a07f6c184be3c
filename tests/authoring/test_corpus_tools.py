import json
import re
from pathlib import Path

import pytest

from escalate import Scorer
from escalate.authoring.concordance import concordance
from escalate.authoring.difference import difference
from escalate.authoring.recording import LEAST_PRECISION, LEAST_TEXTS, record
from escalate.authoring.reporting import report
from escalate.authoring.suggest import suggestions
from escalate.corpus.texts import Text, read_texts
from escalate.errors import InputError
from escalate.pack.pack import read_pack

from .conftest import PACK

RECORDS = [
    *(
        {"text": f"Sappers mined the bridge at post {n}. Gunners cleaned the dark howitzers.", "score": 8}
        for n in range(5)
    ),
    {"text": "The sappers did not mine the bridge.", "score": 2},
    {"text": "Two signal rockets rose over the stage of the festival.", "score": 0},
    *({"text": f"The choir sang {n} songs in the hall.", "score": 0} for n in range(6)),
]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> list[Text]:
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "rated.jsonl").write_text("\n".join(map(json.dumps, RECORDS)), encoding="utf-8")
    return read_texts([folder])


def test_texts_of_files_and_folders(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The choir sang.", encoding="utf-8")
    (tmp_path / "b.json").write_text(
        '[{"text": "One.", "score": 3, "direction": -1}, {"text": "Two."}]', encoding="utf-8"
    )
    (tmp_path / "c.pdf").write_bytes(b"%PDF")
    texts = read_texts([tmp_path])
    assert [(text.article.text, text.rating, text.direction) for text in texts] == [
        ("The choir sang.", None, None),
        ("One.", 30.0, -1),
        ("Two.", None, None),
    ]
    for name, content, problem in (
        ("bad.json", '{"text": "One.", "score": 300}', r"'score' is 300"),
        ("bad.jsonl", '{"text": "One."}\n[1]', r"bad.jsonl:2: not a JSON object"),
        ("worse.json", '[1, {"text": "One."}]', "not a JSON object"),
        ("cut.json", '[{"text": "One."}', "not valid JSON"),
    ):
        (tmp_path / name).write_text(content, encoding="utf-8")
        with pytest.raises(InputError, match=problem):
            read_texts([tmp_path / name])
    with pytest.raises(InputError, match="holds no"):
        (tmp_path / "empty").mkdir()
        read_texts([tmp_path / "empty"])


SCALES = [
    ([{"score": 72}, {"score": 3, "direction": 1}, {}], [(72.0, None), (3.0, 1), (None, None)]),
    ([{"level": 0}, {"level": 5, "direction": 1}], [(0.0, None), (80.0, 1)]),
    ([{"label": "yes"}, {"label": "no"}], [(100.0, None), (0.0, None)]),
    ([{}, {}], [(None, None), (None, None)]),
]


@pytest.mark.parametrize(("labels", "expected"), SCALES)
def test_ratings_on_every_scale(labels: list[dict[str, object]], expected: list[object], tmp_path: Path) -> None:
    path = tmp_path / "rated.jsonl"
    path.write_text("\n".join(json.dumps({"text": "One.", **label}) for label in labels), encoding="utf-8")
    assert [(text.rating, text.direction) for text in read_texts([path])] == expected


def test_concordance_shows_hits_with_what_stands_around_them(own: Scorer, corpus: list[Text]) -> None:
    lines = list(concordance("mine~v ...2 $crossings", own.pack.pack, corpus))
    assert len(lines) == 6
    assert (lines[0].left, lines[0].found, lines[0].status) == ("Sappers", "mined the bridge", "counted")
    assert (lines[5].status, lines[5].why) == ("negated", "negated by 'not'")
    for phrase, problem in (
        ("$nothing x", "not known"),
        ("a.*b", "not part of the phrase"),
        ("...9", "stands at an end"),
    ):
        with pytest.raises(InputError, match=problem):
            list(concordance(phrase, own.pack.pack, corpus))


def test_report_measures_and_flags(own: Scorer, corpus: list[Text]) -> None:
    found = {entry.rule: entry for entry in report(own, corpus).rules}
    mined, rockets, hotline = (found[f"own.{name}"] for name in ("crossing-mined", "rockets", "hotline"))
    assert (mined.hits, mined.counted, mined.texts, mined.precision) == (6, 5, 5, 1.0)
    assert mined.spearman is not None and mined.spearman < -0.1
    assert mined.effect < -5  # points; a rule in test counts half
    assert (rockets.counted, rockets.precision, rockets.flags) == (1, 0.0, ())
    assert rockets.spearman is not None and rockets.spearman > 0
    assert hotline.flags == ("dead",)
    assert found["own.crossing-mined"].coverage == pytest.approx(5 / 13, abs=1e-4)


def test_record_touches_only_what_the_figures_support(own: Scorer, corpus: list[Text], tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(PACK, encoding="utf-8")
    pack = read_pack(tmp_path)
    figures = report(own, corpus)
    (done,) = record(pack.rules, figures, "trial corpus")
    assert (done.rule, done.promoted) == ("own.crossing-mined", True)
    added = [line for line in path.read_text(encoding="utf-8").splitlines() if line not in PACK.splitlines()]
    evidence = 'evidence: "trial corpus: right in 5 of 5 rated texts where it counts, 6 hits in all"'
    assert added == [f"  {evidence}"]
    assert path.read_text(encoding="utf-8").count("status: stable") == PACK.count("status: stable") + 1
    again = read_pack(tmp_path)
    rule = next(rule for rule in again.rules if rule.id == "own.crossing-mined")
    assert (rule.status, rule.evidence) == ("stable", evidence.split('"')[1])
    before = path.read_bytes()
    record(again.rules, figures, "trial corpus")
    assert path.read_bytes() == before


@pytest.mark.slow
def test_record_takes_back_what_the_figures_do_not_bear(own: Scorer, corpus: list[Text], tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(PACK, encoding="utf-8")
    record(read_pack(tmp_path).rules, report(own, corpus), "trial corpus")
    few = report(own, corpus[:3])
    assert record(read_pack(tmp_path).rules, few, "fewer texts") == []  # unless asked to
    stable = [rule.id for rule in read_pack(tmp_path).rules if rule.status == "stable"]
    done = record(read_pack(tmp_path).rules, few, "fewer texts", demote=True)
    assert [entry.rule for entry in done if entry.demoted] == sorted(stable)
    assert "stable" not in {rule.status for rule in read_pack(tmp_path).rules}
    assert "evidence:" not in path.read_text(encoding="utf-8")


def test_every_stable_rule_of_the_pack_records_evidence_that_bears_it() -> None:
    for rule in read_pack().rules:
        if rule.status == "stable":
            right, rated = map(int, re.findall(r": right in (\d+) of (\d+) rated texts", rule.evidence)[0])
            assert rated >= LEAST_TEXTS, rule.id
            assert right / rated >= LEAST_PRECISION, rule.id
        else:
            assert not rule.evidence, rule.id


def test_a_split_of_a_corpus(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "One.", "split": "train"}\n{"text": "Two.", "split": "test"}\n')
    assert [text.article.text for text in read_texts([tmp_path], "test")] == ["Two."]
    with pytest.raises(InputError, match="split 'dev'"):
        read_texts([tmp_path], "dev")


def test_suggestions_come_from_sentences_without_a_hit(own: Scorer, corpus: list[Text]) -> None:
    found = suggestions(own.pack, corpus)
    assert found[0].words in ("cleaned the dark howitzers", "gunners cleaned the dark")
    assert (found[0].high, found[0].low) == (5, 0)
    assert not any("mined" in entry.words or "choir" in entry.words for entry in found)
    with pytest.raises(InputError, match="rated"):
        suggestions(own.pack, [Text(text.article, text.where) for text in corpus])


def test_difference_names_gains_and_losses(own: Scorer, corpus: list[Text], tmp_path: Path) -> None:
    changed = PACK.replace("signal rocket~n ...3 rise~v", "clean~v ...3 howitzer~n").replace(
        "mine~v the bridge", "the pier"
    )
    (tmp_path / "own.yaml").write_text(changed, encoding="utf-8")
    found = difference(own, Scorer.load(tmp_path, use_model=False), corpus)
    assert {(c.rule, c.gained, c.text) for c in found.changes} == {
        ("own.rockets", True, "cleaned the dark howitzers"),
        ("own.rockets", False, "signal rockets rose"),
    }
    assert len(found.changes) == 6
    assert (found.texts, len(found.scores)) == (13, 6)
