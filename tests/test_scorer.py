"""What holds for every assessment."""

import json
import os
import random
import subprocess
import sys

import pytest

import escalate
from escalate import Article, Scorer
from escalate.judge.status import statuses
from escalate.pack.weights import BANDS

from .conftest import ARTICLE, ROOT


def _examples(scorer: Scorer) -> list[str]:
    """Own texts of all kinds: the example articles, and the rules' examples joined to paragraphs."""
    sentences = [e.plain for rule in scorer.pack.pack.rules for e in (*rule.match, *rule.no_match)]
    random.Random(1).shuffle(sentences)
    joined = [" ".join(sentences[i : i + 12]) for i in range(0, len(sentences), 12)]
    files = sorted((ROOT / "examples").glob("*.txt"))
    return [path.read_text(encoding="utf-8") for path in files] + joined[:60]


@pytest.mark.parametrize("with_model", [True, False])
def test_points_and_parts_add_up_to_the_score(scorer: Scorer, rules_only: Scorer, with_model: bool) -> None:
    for text in _examples(scorer):
        a = (scorer if with_model else rules_only).score(text)
        assert a.parts.baseline + a.parts.rules + a.parts.classifier == pytest.approx(a.score, abs=0.051)
        assert sum(cue.points for cue in a.cues) == pytest.approx(a.parts.rules, abs=0.051)
        assert 0 <= a.interval[0] <= a.score <= a.interval[1] <= 100


def test_signs_are_held_and_counterfactuals_agree(scorer: Scorer) -> None:
    for text in _examples(scorer):
        a = scorer.score(text)
        for cue in a.cues:
            assert cue.without is not None
            if cue.polarity == "escalation":
                assert cue.points >= -0.1
                assert cue.without <= a.score + 0.1
            else:
                assert cue.points <= 0.1
                assert cue.without >= a.score - 0.1


def test_a_counterfactual_is_the_score_of_the_text_without_the_cue(rules_only: Scorer) -> None:
    first = "Ardania shelled a border village overnight."
    second = "The two sides agreed to a ceasefire at midnight."
    both = rules_only.score(f"{first} {second}")
    only_second = rules_only.score(second)
    shelling = [cue for cue in both.cues if cue.level == 4 and cue.polarity == "escalation"]
    assert len(shelling) == 1
    assert shelling[0].without == pytest.approx(only_second.score, abs=3.0)  # the zones differ a little


def test_offsets_point_at_the_words_given(scorer: Scorer) -> None:
    for text in _examples(scorer):
        a = scorer.score(text)
        for cue in (*a.cues, *a.not_counted):
            assert text[cue.start : cue.end] == cue.text
            assert cue.sentence[0] <= cue.start < cue.end <= cue.sentence[1]
            assert text.count("\n", 0, cue.start) + 1 == cue.line


def test_statuses_bands_and_keys_are_of_the_contract(scorer: Scorer, article: str) -> None:
    data = json.loads(scorer.score(article).to_json())
    keys = [
        "schema", "id", "title", "score", "band", "level", "level_name", "direction", "interval", "review", "parts",
        "cues", "not_counted", "terms", "actors", "provenance",
    ]  # fmt: skip
    assert [key for key in data if key in keys] == keys
    assert data["schema"] == "escalate-assessment/1"
    assert data["band"] in {name for _, name in BANDS}
    assert {cue["status"] for cue in data["cues"]} == {"counted"}
    assert {cue["status"] for cue in data["not_counted"]} <= set(statuses())
    assert all(cue["points"] == 0 for cue in data["not_counted"])


def test_the_example_article_is_read_as_an_analyst_reads_it(scorer: Scorer, article: str) -> None:
    a = scorer.score(article)
    counted = {cue.text.lower(): cue for cue in a.cues}
    assert a.direction == 1
    assert any("no accident" in text for text in counted)
    assert any("calling in" in text or "ambassador" in text for text in counted)
    assert any("drills" in text for text in counted)
    assert any(cue.points < 0 for cue in a.cues)
    negated = [cue for cue in a.not_counted if cue.status == "negated"]
    assert any("send his own soldiers" in cue.text for cue in negated)
    begin, end = article.index("More: Could"), len(article)
    assert not any(begin <= cue.start < end for cue in a.cues)


def test_the_example_article_scores_as_an_analyst_rates_it(scorer: Scorer, article: str) -> None:
    assert 60 <= scorer.score(article).score <= 85


def test_the_same_text_gives_the_same_bytes_whatever_the_hash_seed() -> None:
    outputs = set()
    for seed in ("1", "2", "77"):
        done = subprocess.run(
            [sys.executable, "-m", "escalate", "score", "--format", "json", str(ARTICLE)],
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        )
        outputs.add(done.stdout)
    assert len(outputs) == 1


@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("byte-order mark", lambda text: "\ufeff" + text),
        ("NUL bytes", lambda text: text.replace(". ", ".\0 ")),
        ("straight quotes", lambda text: text.translate({0x201C: 34, 0x201D: 34, 0x2018: 39, 0x2019: 39})),
        ("Windows line ends", lambda text: text.replace("\n", "\r\n")),
        ("soft hyphens", lambda text: text.replace("ambassador", "ambas\u00adsador")),
        ("no-break spaces", lambda text: text.replace(" the ", "\u00a0the ")),
        ("hard wraps", lambda text: "\n\n".join(_wrapped(block) for block in text.split("\n\n"))),
        ("Latin-1 bytes", lambda text: text.encode("cp1252", "replace").decode("cp1252")),
        ("all capitals", lambda text: text.upper()),
    ],
)
def test_trouble_with_characters_changes_the_score_by_little(scorer: Scorer, article: str, what: str, change) -> None:
    changed = change(article)
    before, after = scorer.score(article), scorer.score(changed)
    assert abs(before.score - after.score) <= 2.0, what
    for cue in (*after.cues, *after.not_counted):
        assert changed[cue.start : cue.end] == cue.text


def _wrapped(block: str) -> str:
    import textwrap

    return "\n".join(textwrap.wrap(block, 72, break_on_hyphens=False, break_long_words=False))


def test_a_headline_given_twice_counts_once(scorer: Scorer) -> None:
    title = "Ardania shells border village in Belmora"
    body = "Troops were seen on the road later in the day, residents said, and the market stayed shut."
    once = scorer.score(body, title=title)
    twice = scorer.score(f"{title}\n\n{body}", title=title)
    assert twice.score == pytest.approx(once.score, abs=0.1)
    assert any(cue.status == "repeated" for cue in twice.not_counted)


def test_country_names_do_not_decide(scorer: Scorer) -> None:
    text = "{a} summoned the ambassador of {b} on Monday and accused {b} of massing troops on its border."
    scores = {
        scorer.score(text.format(a=a, b=b)).score
        for a, b in [
            ("Norway", "Sweden"),
            ("Iran", "Iraq"),
            ("Chile", "Peru"),
            ("Russia", "Ukraine"),
            ("Mali", "Ghana"),
        ]
    }
    assert max(scores) - min(scores) <= 0.2


def test_hostile_texts_are_scored_and_not_fatal(scorer: Scorer) -> None:
    hostile = [
        "a",
        "." * 5000,
        "(" * 3000 + "war",
        "\u202e\u200b\ufeff war",
        "“" * 2000,
        "not " * 3000 + "attack",
        "<script>alert(1)</script> troops",
        "🚀" * 1000,
        "\n".join(["More: war"] * 2000),
    ]
    for text in hostile:
        a = scorer.score(text)
        assert 0 <= a.score <= 100


def test_scoring_many_keeps_order_and_is_lazy(scorer: Scorer) -> None:
    seen: list[int] = []

    def articles():
        for number in range(100):
            seen.append(number)
            yield Article(f"Text number {number}.", id=str(number))

    results = scorer.score_many(articles())
    assert next(iter(results)).id == "0"
    assert len(seen) < 100
    assert [a.id for a in results] == [str(n) for n in range(1, 100)]


def test_exported_names_are_importable() -> None:
    assert sorted(escalate.__all__) == sorted({name for name in escalate.__all__ if hasattr(escalate, name)})


@pytest.mark.parametrize(
    ("given", "words"), [(None, "is None"), ({"text": "a"}, "is a dict"), (["a"], "is a list"), (b"a", "is a bytes")]
)
def test_what_is_no_article_is_refused_at_once(rules_only: Scorer, given: object, words: str) -> None:
    with pytest.raises(escalate.InputError, match=f"^article: {words}\\. Give a text or an Article") as told:
        rules_only.score(given)  # type: ignore[arg-type]
    assert "\n" not in str(told.value)


def test_digests_of_rules_and_model_are_held(scorer: Scorer) -> None:
    assert scorer.model is not None
    rules, model = scorer.pack.pack.sha256, scorer.model.sha256
    assert Scorer.load(whole=False, rules_sha256=rules, model_sha256=model.upper()).model is not None
    for wrong in ({"rules_sha256": model}, {"model_sha256": rules}, {"model_sha256": ""}):
        with pytest.raises(escalate.InputError, match="has the sha256") as told:
            Scorer.load(whole=False, **wrong)  # type: ignore[arg-type]
        assert "\n" not in str(told.value)
    with pytest.raises(escalate.InputError, match="no model is used"):
        Scorer.load(whole=False, use_model=False, model_sha256=model)
