"""Training end to end on a small part of the corpus: refusals, leaks, no skill from noise, the same bytes twice."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from escalate import Article, Scorer
from escalate.corpus import Rated, read_corpus
from escalate.evaluation.card import Making, card_digests, write_trained
from escalate.evaluation.evaluate import assess, evaluate_predictions, predictions_of
from escalate.model import load_model
from escalate.training.prepare import Trained, TrainingError, grouped_folds, texts_to_train, train_model

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
MAKING = Making(("escalate", "train", "corpus"), "0-10", vectors=False)


def part(count: int) -> list[Rated]:
    rated = read_corpus(ROOT / "corpus")
    return [replace(r, split="") for r in rated[:: len(rated) // count]][:count]


@pytest.fixture(scope="module")
def trained(scorer: Scorer) -> Trained:
    return train_model(texts_to_train(part(110)), scorer.pack, name="small")


def words(number: int) -> str:
    return " ".join(f"w{number}x{i}" for i in range(30))


def entry(number: int, score: float = 0.0, split: str = "", source: str | None = None) -> Rated:
    return Rated(Article(words(number), id=f"t{number}", source=source), score, None, None, "c", split=split)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda n: entry(n, n % 3) if n < 49 else None, r"49 texts to train on\. At least 50"),
        (lambda n: entry(n, 30.0), r"every text has the same label \(score 30 of 100\)"),
        (lambda n: entry(n % 79, n % 3, "test" if n == 79 else "train"), r"1 texts to train on .* such as t0 and t0\."),
        (lambda n: entry(n, n % 3, source=f"s{n % 4}"), r"fall into 4 groups of one source"),
        (
            lambda n: entry(n, n % 3, "dev" if n > 70 else "", f"s{n % 40}"),
            r"9 texts to train on .* among the held-out",
        ),
    ],
)
def test_refusals_say_why(make: Callable[[int], Rated | None], reason: str) -> None:
    rated = [r for r in map(make, range(80)) if r is not None]
    with pytest.raises(TrainingError, match=reason):
        texts_to_train(rated)


def test_leaks_can_be_dropped_and_held_out_splits_are_never_trained_on() -> None:
    rated = [entry(n % 79, n % 3, "test" if n == 79 else "train") for n in range(80)]
    kept = texts_to_train(rated, [entry(5, 1.0)], drop_leaks=True)
    assert [r.article.id for r in kept] == [f"t{n}" for n in range(79) if n not in (0, 5)]


def test_folds_never_part_a_source() -> None:
    rated = [entry(n, n % 3, source=f"s{n % 17}") for n in range(90)]
    folds = grouped_folds(rated)
    assert set(folds.tolist()) == {0, 1, 2, 3, 4}
    for source in range(17):
        assert len({int(f) for f, r in zip(folds, rated, strict=True) if r.article.source == f"s{source}"}) == 1


def test_training_learns(trained: Trained) -> None:
    overall = evaluate_predictions(trained.rated, trained.held.both).overall
    assert overall["spearman"].low is not None and overall["spearman"].low > 0.3


def test_shuffled_labels_give_no_skill(scorer: Scorer) -> None:
    rated = part(110)
    labels = [(r.score, r.level, r.direction) for r in rated]
    random.Random(3).shuffle(labels)
    noise = [replace(r, score=s, level=lv, direction=d) for r, (s, lv, d) in zip(rated, labels, strict=True)]
    result = train_model(texts_to_train(noise), scorer.pack, strength=8.0)
    overall = evaluate_predictions(result.rated, result.held.both).overall
    # Skill is being surely better than chance. Without any, pooled folds even fall a little under chance: a fold with
    # many high labels is predicted from the others, which have fewer.
    for name, chance in (("spearman", 0.0), ("auc_50", 0.5)):
        low, value = overall[name].low, overall[name].value
        assert low is not None and value is not None
        assert low < chance and value < chance + 0.2, (name, low, value)


def test_the_same_texts_in_any_order_give_the_same_bytes(trained: Trained, scorer: Scorer, tmp_path: Path) -> None:
    again = train_model(list(reversed(texts_to_train(part(110)))), scorer.pack, name="small", jobs=2)
    held_out = part(120)[-6:]
    for folder, result in ((tmp_path / "a", trained), (tmp_path / "b", again)):
        write_trained(folder, result, scorer.pack, held_out, MAKING)
    for name in ("CARD.md", "arrays.npz", "calibration.svg", "model.json"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes(), name
    card = (tmp_path / "a" / "CARD.md").read_text()
    for heading in ("Identity", "Data", "How well it does", "By level", "By kind", "What each part is worth",
                    "Calibration", "Known limits"):  # fmt: skip
        assert f"# {heading}" in card
    model = load_model(tmp_path / "a")
    assert card_digests(tmp_path / "a")["arrays.npz"] == model.info["arrays_sha256"]
    seen = evaluate_predictions(trained.rated, trained.held.both, model).seen
    assert seen == len(trained.rated)


def test_yes_no_labels_leave_levels_to_the_rules(scorer: Scorer) -> None:
    rated = [replace(r, score=100.0 * (r.score >= 40), level=None, direction=None) for r in part(60)]
    result = train_model(texts_to_train(rated), scorer.pack, strength=8.0)
    from escalate.training.folder import model_of

    own = Scorer(scorer.pack, model_of(result.info, result.arrays))
    attack = own.score("Ardania's army shelled the port and killed twelve soldiers of Belmora on Monday.")
    assert attack.level == 4 and attack.direction == 1


def test_the_card_of_the_shipped_model_is_its_own_and_its_measures_come_out_again(scorer: Scorer) -> None:
    import hashlib

    folder = ROOT / "models" / "default"
    stated = card_digests(folder)
    for name in ("model.json", "arrays.npz"):
        assert stated[name] == hashlib.sha256((folder / name).read_bytes()).hexdigest(), name
    assert scorer.model is not None
    held = scorer.model.info["metrics"]["held_out"]["articles"]
    rated = [r for r in read_corpus(ROOT / "corpus") if r.split == "test"]
    evaluation = evaluate_predictions(rated, predictions_of(assess(scorer, rated)), scorer.model)
    assert (evaluation.digest, evaluation.seen) == (held["sha256"], 0)
    for name, measured in evaluation.overall.items():
        assert measured.value == pytest.approx(held["metrics"][name]["value"], abs=0.002), name
    card = (folder / "CARD.md").read_text()
    value = held["metrics"]["spearman"]["value"]
    assert f"{value:.3f}" in card
    assert not np.isnan(value)
