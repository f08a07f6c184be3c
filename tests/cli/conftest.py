"""A command run in this process, and a small model trained for these tests."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from escalate import Scorer
from escalate.cli.main import main
from escalate.evaluation.card import write_trained
from escalate.measure import metrics
from escalate.training.prepare import texts_to_train, train_model
from tests.conftest import ROOT
from tests.training.test_prepare import MAKING, part

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="session")
def escalate() -> Run:
    """Run `escalate` with some arguments: exit code, output, errors."""

    def run(*arguments: object) -> tuple[int, str, str]:
        code: Any = 0
        with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:
            try:
                main([str(argument) for argument in arguments])
            except SystemExit as ended:
                code = ended.code
        return int(code or 0), out.getvalue(), err.getvalue()

    return run


@pytest.fixture(scope="session")
def few_samples() -> Iterator[None]:
    """Intervals from few resamples, which take most of the time of training and measuring."""
    drawn = metrics._samples
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(metrics, "_samples", lambda count, resamples: drawn(count, min(resamples, 40)))
        yield


@pytest.fixture(scope="session")
def small_model(few_samples: None, scorer: Scorer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a model of 52 texts."""
    folder = tmp_path_factory.mktemp("models") / "small"
    trained = train_model(texts_to_train(part(52)), scorer.pack, strength=8.0, name="small")
    write_trained(folder, trained, scorer.pack, [], MAKING)
    return folder


@pytest.fixture(scope="session")
def rated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty rated articles, thirty of them of the split "test"."""
    lines = (ROOT / "corpus" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    held = [row for row in rows if row["split"] == "test"][:30]
    path = tmp_path_factory.mktemp("rated") / "rated.jsonl"
    chosen = [*held, *[row for row in rows if row["split"] == "train"][:10]]
    path.write_text("".join(json.dumps(row) + "\n" for row in chosen), encoding="utf-8")
    return path
