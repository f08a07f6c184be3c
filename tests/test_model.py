"""The classifier: NumPy reading against scikit-learn, and what a model folder must be."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from escalate import Article, ModelError, Scorer
from escalate.classifier.terms import folded_term
from escalate.corpus import Rated
from escalate.model import load_model
from escalate.pack.pack import shipped
from escalate.training.train import Features, fit, model_of, prepare, write_model

WORDS = ["troops", "shelled", "border", "talks", "choir", "harvest", "minister", "missile", "market", "sang", "village"]


def _corpus(count: int = 60) -> list[Rated]:
    """Small made-up texts whose rating hangs on two words."""
    random = np.random.default_rng(5)
    rated = []
    for number in range(count):
        words = [WORDS[i] for i in random.integers(0, len(WORDS), 14)]
        score = 5.0 * min(2, words.count("shelled")) + 2.0 * ("missile" in words)
        text = f"Report {number}: the " + " the ".join(words) + "."
        rated.append(Rated(Article(text), 10 * min(10.0, score), min(5, int(score // 2)), int(score > 4), "made"))
    return rated


@pytest.mark.parametrize(
    ("one", "two"),
    [("troops", "troop"), ("shelled", "shelling"), ("attacks", "attacked"), ("policies", "policy"), ("1,200", "4500")],
)
def test_inflections_fold_to_one_term(one: str, two: str) -> None:
    assert folded_term(one) == folded_term(two)


@pytest.mark.slow
def test_numpy_reading_equals_the_training_matrix(rules_only: Scorer) -> None:
    rated = _corpus()
    info, arrays = fit(rated, rules_only.pack)
    model = model_of(info, arrays)
    prepared = prepare(rated, rules_only.pack)
    features = Features.learn([p.words for p in prepared], None)
    matrix = features.matrix([p.words for p in prepared])
    for row, entry in enumerate(prepared):
        columns, values, _, _ = model.terms.values(entry.words)
        assert columns.tolist() == matrix[row].indices[np.argsort(matrix[row].indices)].tolist()
        assert values == pytest.approx(matrix[row].toarray()[0][columns], abs=1e-5)
    names = [model.terms.name(column) for column in range(len(features.terms))]
    assert names == list(features.terms)


@pytest.mark.slow
def test_training_twice_gives_the_same_bytes(rules_only: Scorer, tmp_path: Path) -> None:
    digests = {write_model(tmp_path / name, *fit(_corpus(), rules_only.pack)) for name in ("a", "b")}
    assert len(digests) == 1
    assert (tmp_path / "a" / "model.json").read_bytes() == (tmp_path / "b" / "model.json").read_bytes()


@pytest.mark.slow
def test_a_trained_model_scores_and_parts_add_up(rules_only: Scorer, tmp_path: Path) -> None:
    write_model(tmp_path / "m", *fit(_corpus(), rules_only.pack))
    scorer = Scorer(rules_only.pack, load_model(tmp_path / "m"))
    high, low = scorer.score("The troops shelled the village. They shelled it."), scorer.score("The choir sang.")
    assert high.score > low.score
    for a in (high, low):
        assert a.parts.baseline + a.parts.rules + a.parts.classifier == pytest.approx(a.score, abs=0.051)


def test_the_classifier_terms_share_its_points(scorer: Scorer, article: str) -> None:
    a = scorer.score(article)
    assert a.terms
    assert all(abs(term.points) >= 0.1 for term in a.terms)
    assert abs(a.terms[0].points) == max(abs(term.points) for term in a.terms)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda d: (d / "arrays.npz").unlink(), "is missing"),
        (lambda d: (d / "model.json").write_text("{", encoding="utf-8"), "cannot be read"),
        (lambda d: (d / "model.json").write_text('{"format": "x"}', encoding="utf-8"), "not a model of format"),
        (lambda d: (d / "arrays.npz").write_bytes(b"PK"), "do not match"),
    ],
)
def test_a_changed_model_folder_is_refused(tmp_path: Path, change, words: str) -> None:
    folder = tmp_path / "model"
    shutil.copytree(shipped("models") / "default", folder)
    change(folder)
    with pytest.raises(ModelError, match=words):
        load_model(folder)


def test_no_pickle_is_opened(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(shipped("models") / "default", folder)
    import hashlib
    import io

    buffer = io.BytesIO()
    np.savez(buffer, weights=np.array([{"a": 1}], dtype=object))
    (folder / "arrays.npz").write_bytes(buffer.getvalue())
    info = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    info["arrays_sha256"] = hashlib.sha256(buffer.getvalue()).hexdigest()
    (folder / "model.json").write_text(json.dumps(info), encoding="utf-8")
    with pytest.raises(ModelError, match="incomplete"):
        load_model(folder)


def test_the_shipped_model_is_small() -> None:
    folder = shipped("models") / "default"
    assert sum(path.stat().st_size for path in folder.iterdir() if path.suffix in (".json", ".npz")) < 5_000_000
