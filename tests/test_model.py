"""The model: heads against scikit-learn, its parts against each other, and what a model folder must be."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from escalate import Article, ModelError, Scorer
from escalate.classifier.heads import SOFT, Heads, TermValues, by_sentence, pooled, term_values
from escalate.classifier.terms import ReadWords, TermTable, folded_term, read_words
from escalate.find.document import read_document
from escalate.find.hits import find_hits
from escalate.judge.judge import judge
from escalate.model import Model, load_model
from escalate.pack.pack import shipped
from escalate.weigh.outline import outline_of

SHIPPED = shipped("models") / "default"
TEXT = (
    "Ardania shelled the port of Belmora overnight, killing nine soldiers. Belmora recalled its ambassador. "
    "The two governments had agreed to talks in May. The market stayed shut on Friday."
)


@pytest.fixture(scope="module")
def model(scorer: Scorer) -> Model:
    assert scorer.model is not None
    return scorer.model


@pytest.mark.parametrize(
    ("one", "two"),
    [("troops", "troop"), ("shelled", "shelling"), ("attacks", "attacked"), ("policies", "policy")],
)
def test_inflections_fold_to_one_term(one: str, two: str) -> None:
    assert folded_term(one) == folded_term(two)


# --- terms and heads -------------------------------------------------------------------------------------------------

WORDS = ["border", "choir", "missil", "troop"]
TABLE = TermTable(
    WORDS,
    np.array([2 * 4 + 0, 3 * 4 + 2]),  # missile border, troop missile
    np.array([1.0, 2.0, 3.0, 1.5, 2.5, 2.0]),
    ["missile"],
    np.array([2.0]),
    frozenset({"the", "belmora"}),
)


def _read(*sentences: str) -> ReadWords:
    words = [sentence.split() for sentence in sentences]
    return ReadWords(
        [word for sentence in words for word in sentence],
        np.repeat(np.arange(len(words)), [len(sentence) for sentence in words]),
        len(words),
    )


@pytest.mark.parametrize(
    ("sentences", "terms"),
    [
        (("troops missiles",), {(0, "troops"), (0, "missiles"), (0, "troops missiles")}),
        (("missile the border",), {(0, "missile"), (0, "border"), (0, "missile border")}),
        (("missile the the border",), {(0, "missile"), (0, "border")}),
        (("missile choir border",), {(0, "missile"), (0, "choir"), (0, "border")}),
        (("missile", "border"), {(0, "missile"), (1, "border")}),
        (("the belmora 1200",), set()),
    ],
)
def test_a_pair_spans_one_word_without_meaning_and_no_sentence_end(sentences, terms) -> None:  # type: ignore[no-untyped-def]
    read = _read(*sentences)
    found = TABLE.find(read)
    places = zip(found.sentence.tolist(), found.column.tolist(), strict=True)
    assert {(place, TABLE.name(column, read)) for place, column in places} == terms


def _matrix(values: TermValues, columns: int) -> Any:
    sparse = pytest.importorskip("scipy.sparse")
    return sparse.csr_matrix((values.value, (values.row, values.column)), shape=(values.rows, columns))


def test_heads_read_as_scikit_learn_does() -> None:
    linear_model = pytest.importorskip("sklearn.linear_model")
    random = np.random.default_rng(2)
    texts = [" ".join(WORDS[i] for i in random.integers(0, 4, 9)) for _ in range(80)]
    values, words = by_sentence(TABLE.find(_read(*texts)), TABLE)
    matrix = _matrix(values, 6)
    answer = np.array([text.count("missil") > 2 for text in texts], dtype=int)
    fitted = linear_model.LogisticRegression(C=20.0, solver="liblinear").fit(matrix, answer)
    heads = Heads(fitted.coef_.T.astype(np.float32), np.zeros((0, 1), dtype=np.float32), fitted.intercept_)
    assert heads.added(values, words)[:, 0] + heads.bias[0] == pytest.approx(fitted.decision_function(matrix), abs=1e-5)
    assert np.bincount(values.row, heads.parts(values)[:, 0], 80) == pytest.approx(heads.added(values, words)[:, 0])


def test_values_are_those_of_scikit_learn_but_for_the_softened_length() -> None:
    text = pytest.importorskip("sklearn.feature_extraction.text")
    counts = np.array([[2, 0, 1, 3], [0, 1, 0, 0]])
    row, column = np.nonzero(counts)
    idf = np.array([1.0, 2.0, 3.0, 1.5])
    ours = term_values(row, column, counts[row, column].astype(float), idf, 2, 0.0)
    transformer = text.TfidfTransformer(sublinear_tf=True).fit(counts)
    transformer.idf_ = idf
    assert _matrix(ours, 4).toarray() == pytest.approx(transformer.transform(counts).toarray())
    soft = term_values(row, column, counts[row, column].astype(float), idf, 2, SOFT)
    assert (soft.value < ours.value).all()


@pytest.mark.parametrize(("attention", "value"), [([1.0, 1.0], 1 + np.log(2)), ([1.0, 0.0], 1.0), ([0.5, 0.0], 0.5)])
def test_a_text_is_read_as_its_sentences_weigh(attention: list[float], value: float) -> None:
    found = TABLE.find(_read("choir", "choir"))
    terms, _ = pooled(found, TABLE, np.array(attention))
    raw = 2.0 * value
    assert terms.value == pytest.approx([raw / np.sqrt(raw**2 + SOFT)])


def test_words_with_a_vector_add_to_each_head() -> None:
    heads = Heads(np.zeros((6, 2), dtype=np.float32), np.array([[3.0, -1.0]], dtype=np.float32), np.zeros(2))
    terms, words = by_sentence(TABLE.find(_read("missile", "choir")), TABLE)
    added = heads.added(terms, words)
    assert added[0, 0] > 0 > added[0, 1] and added[1].tolist() == [0.0, 0.0]


# --- the model's parts against each other ----------------------------------------------------------------------------


def test_parts_of_a_decision_add_up(scorer: Scorer, model: Model) -> None:
    document = read_document(Article(TEXT), scorer.pack)
    decision = model.decide(document, judge(document, find_hits(document)))
    assert sum(decision.points) + sum(w.points for w in decision.wording) == pytest.approx(decision.score - 0.0)
    assert sum(points for _, points in decision.terms) <= sum(w.points for w in decision.wording) + 1e-6


def test_leaving_parts_out_gives_the_scores_that_are_told(scorer: Scorer, model: Model) -> None:
    document = read_document(Article(TEXT), scorer.pack)
    read = model.read(
        model.terms.find(read_words(document)), outline_of(document, judge(document, find_hits(document)))
    )
    scores = read.scores
    assert scores.whole <= scores.without_down
    assert scores.by_words <= scores.without_down and scores.by_rules <= 100.0
    bare = model.read(model.terms.find(read_words(document)), outline_of(document, []))
    assert bare.scores.whole == bare.scores.without_down == bare.scores.by_words


def test_rungs_are_worth_more_the_higher_and_the_nearer_to_the_top(scorer: Scorer, model: Model) -> None:
    for rule in scorer.pack.pack.rules:
        lead, body = model.worth(rule, "lead"), model.worth(rule, "body")
        assert (lead, body) == (0.0, 0.0) if rule.polarity != "escalation" else min(lead, body) >= 0.0


def test_the_shipped_model_keeps_signs(model: Model) -> None:
    ratings = len(model.steps)
    rules, down = len(model.rule_numbers), len(model.rule_weights) - 3
    assert (model.rule_weights[:down, :ratings] >= 0).all()
    assert (model.rule_weights[down:, :ratings] <= 0).all()
    assert down > rules
    assert model.steps.sum() == pytest.approx(1.0) and model.sentence_steps.sum() == pytest.approx(1.0)


# --- folders ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped model to spoil."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "model"))


def _info(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    path = folder / "model.json"
    info = json.loads(path.read_text(encoding="utf-8"))
    change(info)
    path.write_text(json.dumps(info), encoding="utf-8")


def _arrays(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change arrays, and the digest with them."""
    with np.load(folder / "arrays.npz") as stored:
        arrays = {name: stored[name] for name in stored.files}
    change(arrays)
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    (folder / "arrays.npz").write_bytes(buffer.getvalue())
    _info(folder, lambda info: info.update(arrays_sha256=hashlib.sha256(buffer.getvalue()).hexdigest()))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda d: (d / "arrays.npz").unlink(), "is missing"),
        (lambda d: (d / "model.json").unlink(), "is missing"),
        (lambda d: (d / "model.json").write_text("{", encoding="utf-8"), "cannot be read"),
        (lambda d: (d / "model.json").write_bytes(b"\xff\xfe\xff"), "cannot be read"),
        (lambda d: (d / "model.json").write_text("[]", encoding="utf-8"), "not a model of format"),
        (lambda d: _info(d, lambda info: info.update(format="escalate-model/3")), "not a model of format"),
        (lambda d: (d / "arrays.npz").write_bytes(b"PK"), "do not match"),
    ],
)
def test_a_changed_model_folder_is_refused(folder: Path, change: Callable[[Path], object], words: str) -> None:
    change(folder)
    with pytest.raises(ModelError, match=words):
        load_model(folder)


@pytest.mark.parametrize(
    "key", ["name", "unigrams", "words", "barred", "rules", "rule_rates", "steps", "sentence_steps", "news", "belief",
            "level", "direction", "weights", "interval"],
)  # fmt: skip
def test_a_model_without_a_part_is_incomplete(folder: Path, key: str) -> None:
    _info(folder, lambda info: info.pop(key))
    with pytest.raises(ModelError, match=f"incomplete .*{key}"):
        load_model(folder)


SHAPED = ("article_weights", "sentence_weights", "rule_weights", "article_word_weights", "sentence_word_weights")


@pytest.mark.parametrize("name", SHAPED)
def test_arrays_of_another_shape_are_refused(folder: Path, name: str) -> None:
    _arrays(folder, lambda arrays: arrays.update({name: arrays[name][:, 1:]}))
    with pytest.raises(ModelError, match=f"incomplete .*{name} has the shape"):
        load_model(folder)


@pytest.mark.parametrize(("name", "value"), [("article_weights", np.nan), ("rule_weights", np.inf)])
def test_arrays_that_hold_no_numbers_are_refused(folder: Path, name: str, value: float) -> None:
    _arrays(folder, lambda arrays: arrays[name].__setitem__((0, 0), value))
    with pytest.raises(ModelError, match=f"incomplete .*{name}"):
        load_model(folder)


@pytest.mark.parametrize("name", ["pairs", "idf", "article_bias", "rule_weights"])
def test_a_missing_array_is_told(folder: Path, name: str) -> None:
    _arrays(folder, lambda arrays: arrays.pop(name))
    with pytest.raises(ModelError, match=f"incomplete .*{name}"):
        load_model(folder)


def test_no_pickle_is_opened(folder: Path) -> None:
    _arrays(folder, lambda arrays: arrays.update(idf=np.array([{"a": 1}], dtype=object)))
    with pytest.raises(ModelError, match="incomplete"):
        load_model(folder)


def test_the_provenance_changes_with_any_part_of_the_model(folder: Path, model: Model) -> None:
    assert load_model(folder).provenance == model.provenance
    _info(folder, lambda info: info["rule_rates"].update({"": 0.123}))
    assert load_model(folder).provenance != model.provenance


def test_the_shipped_model_is_small() -> None:
    assert sum(path.stat().st_size for path in SHIPPED.iterdir() if path.suffix in (".json", ".npz")) < 5_000_000
