"""`escalate model`: show, verify and export, on a model trained for the test."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import joblib
import pytest

from escalate import Scorer

from .conftest import Run

pytestmark = pytest.mark.slow

ATTACK = "Ardania's army shelled the port and killed twelve soldiers of Belmora on Monday."
QUIET = "The choir of the valley sang in the old church, and the audience asked for two encores."


@pytest.fixture
def copied(small_model: Path, tmp_path: Path) -> Path:
    """A copy to spoil."""
    return Path(shutil.copytree(small_model, tmp_path / "copied"))


def test_show_prints_the_card(escalate: Run, small_model: Path) -> None:
    code, out, _ = escalate("model", "show", small_model)
    assert code == 0
    assert out == (small_model / "CARD.md").read_text(encoding="utf-8")


def test_show_as_json(escalate: Run, small_model: Path) -> None:
    data = json.loads(escalate("model", "show", small_model, "--format", "json")[1])
    assert list(data) == ["name", "model_sha256", "arrays_sha256", "training", "metrics"]
    assert (data["name"], data["training"]["texts"], data["training"]["strength"]) == ("small", 52, 8.0)
    assert "seen" not in data["training"]
    for key, name in (("model_sha256", "model.json"), ("arrays_sha256", "arrays.npz")):
        assert data[key] == hashlib.sha256((small_model / name).read_bytes()).hexdigest()


def test_the_shipped_model_is_the_default(escalate: Run) -> None:
    assert json.loads(escalate("model", "show", "--format", "json")[1])["name"] == "default"
    code, out, _ = escalate("model", "verify")
    assert code == 0 and out.endswith(" 0 findings.\n")


def test_verify_passes_what_training_wrote(escalate: Run, small_model: Path) -> None:
    code, out, _ = escalate("model", "verify", small_model)
    assert code == 0
    assert out.startswith(f"{small_model}: small, arrays ") and out.endswith(", 0 findings.\n")


def test_verify_finds_a_card_of_another_model(escalate: Run, copied: Path) -> None:
    model = copied / "model.json"
    model.write_text(model.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    code, out, _ = escalate("model", "verify", copied)
    assert code == 1
    assert "CARD.md: states another digest for model.json. Train the model again." in out
    assert out.endswith(", 1 findings.\n")


def test_verify_misses_the_card(escalate: Run, copied: Path) -> None:
    (copied / "CARD.md").unlink()
    assert escalate("model", "verify", copied)[:2][0] == 1
    code, _, err = escalate("model", "show", copied)
    assert code == 2 and "has no CARD.md" in err


@pytest.mark.parametrize("command", ["show", "verify"])
def test_changed_arrays_are_refused(escalate: Run, copied: Path, command: str) -> None:
    arrays = copied / "arrays.npz"
    data = bytearray(arrays.read_bytes())
    data[len(data) // 2] ^= 1
    arrays.write_bytes(data)
    code, _, err = escalate("model", command, copied)
    assert code == 2 and "do not match their digest" in err


def test_export_gives_an_estimator_that_scores_the_same(
    escalate: Run, small_model: Path, scorer: Scorer, tmp_path: Path
) -> None:
    target = tmp_path / "small.joblib"
    code, out, _ = escalate("model", "export", small_model, "--joblib", target)
    assert code == 0 and "Open only files that you trust." in out
    estimator = joblib.load(target)
    own = Scorer.load(model=small_model, whole=False)
    for text in (ATTACK, QUIET):
        assert estimator.scorer_.score(text) == own.score(text)
    calm, tense = estimator.predict_proba([QUIET, ATTACK])[:, 1]
    assert calm < tense


def test_export_says_where_it_cannot_write(escalate: Run, small_model: Path, tmp_path: Path) -> None:
    code, _, err = escalate("model", "export", small_model, "--joblib", tmp_path / "none" / "small.joblib")
    assert code == 2 and "cannot be written" in err


def test_a_folder_without_a_model(escalate: Run, tmp_path: Path) -> None:
    code, _, err = escalate("model", "verify", tmp_path)
    assert code == 2 and str(tmp_path) in err
