"""--rules-sha256 and --model-sha256: what is loaded is what was meant, or nothing is scored."""

from __future__ import annotations

from pathlib import Path

import pytest

from escalate import Scorer

from .conftest import Run

TEXT = "Ardania shelled the Belmoran town of Oster on Monday, the army said."


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def _commands(article: Path) -> list[tuple[object, ...]]:
    output = article.parent / "out.jsonl"
    return [("score", article), ("batch", article, "-o", output), ("serve", "--port", "0")]


@pytest.mark.parametrize("number", [0, 1, 2])
@pytest.mark.parametrize("what", ["rules", "model"])
def test_another_digest_is_refused_in_one_line(escalate: Run, article: Path, number: int, what: str) -> None:
    code, out, err = escalate(*_commands(article)[number], f"--{what}-sha256", "0" * 64)
    assert (code, out) == (2, "")
    assert f"{what}: has the sha256" in err and len(err.strip().splitlines()) == 1
    assert not (article.parent / "out.jsonl").exists()


def test_the_right_digests_score(escalate: Run, scorer: Scorer, article: Path) -> None:
    assert scorer.model is not None
    digests = ("--rules-sha256", scorer.pack.pack.sha256.upper(), "--model-sha256", scorer.model.sha256)
    output = article.parent / "out.jsonl"
    code, _, err = escalate("score", article, "--format", "jsonl", "-o", output, *digests)
    assert code == 0, err
    assert output.read_text(encoding="utf-8").count("\n") == 1


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--rules-sha256", "abc"), "no SHA-256"),
        (("--model-sha256", ""), "no SHA-256"),
        (("--no-model", "--model-sha256", "0" * 64), "Give one of them"),
    ],
)
def test_what_is_no_digest_is_told(escalate: Run, article: Path, options: tuple[str, ...], words: str) -> None:
    code, _, err = escalate("score", article, *options)
    assert code == 2 and words in err
