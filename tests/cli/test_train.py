"""`escalate train`: what the card says of how to make the model again. Training itself: tests/test_training.py."""

from __future__ import annotations

import pytest

from escalate.cli.train import _again, command

from .conftest import Run


@pytest.mark.parametrize(
    ("given", "again"),
    [
        (["corpus", "-o", "mine"], ["corpus", "-o", "mine"]),
        (["a", "b", "-o", "mine", "--jobs", "7", "--strengths", "2,8,30"], ["a", "b", "-o", "mine"]),
        (
            ["a", "--strengths", "4", "--vectors", "--hold-out", "x", "-o", "mine", "--hold-out", "y", "--name", "n"],
            ["a", "-o", "mine", "--name", "n", "--hold-out", "x", "--hold-out", "y", "--vectors", "--strengths", "4"],
        ),
        (
            ["a", "-o", "mine", "--ignore-source", "--label-scale", "0-10", "--drop-leaks", "--rules", "own"],
            ["a", "-o", "mine", "--rules", "own", "--label-scale", "0-10", "--drop-leaks", "--ignore-source"],
        ),
    ],
)
def test_the_command_that_makes_the_model_again(given: list[str], again: list[str]) -> None:
    found = _again(command.make_context("train", given).params)
    assert found == ["escalate", "train", *again]
    assert _again(command.make_context("train", found[2:]).params) == found


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nowhere", "-o", "mine"), "nowhere"),
        (("README.md",), "--output"),
    ],
)
def test_bad_usage(escalate: Run, arguments: tuple[str, ...], words: str) -> None:
    code, out, err = escalate("train", *arguments)
    assert (code, out) == (2, "")
    assert words in err
