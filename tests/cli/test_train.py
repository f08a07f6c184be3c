"""`escalate train`: what the card says of how to make the model again. Training itself: tests/training/."""

from __future__ import annotations

import click
import pytest

from escalate.cli.train import _again, _weights, command

from .conftest import Run


@pytest.mark.parametrize(
    ("given", "again"),
    [
        (["corpus", "-o", "mine"], ["corpus", "-o", "mine"]),
        (["a", "b", "-o", "mine", "--jobs", "7", "--strength", "20"], ["a", "b", "-o", "mine"]),
        (
            ["a", "--strength", "4", "--vectors", "--hold-out", "x", "-o", "mine", "--hold-out", "y", "--name", "n"],
            ["a", "-o", "mine", "--name", "n", "--hold-out", "x", "--hold-out", "y", "--vectors", "--strength", "4"],
        ),
        (
            ["a", "-o", "mine", "--ignore-source", "--label-scale", "0-10", "--drop-leaks", "--rules", "own"],
            ["a", "-o", "mine", "--rules", "own", "--label-scale", "0-10", "--drop-leaks", "--ignore-source"],
        ),
        (
            ["a", "--weight", "items=0.4", "-o", "mine", "--weight", "press=2", "--strength", "5"],
            ["a", "-o", "mine", "--weight", "items=0.4", "--weight", "press=2", "--strength", "5"],
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
        (("corpus", "-o", "mine", "--strength", "0"), "--strength"),
        (("corpus", "-o", "mine", "--strengths", "2,8"), "No such option"),
    ],
)
def test_bad_usage(escalate: Run, arguments: tuple[str, ...], words: str) -> None:
    code, out, err = escalate("train", *arguments)
    assert (code, out) == (2, "")
    assert words in err


@pytest.mark.parametrize(
    ("given", "weights"),
    [((), {}), (("items=0.4", "press=2"), {"items": 0.4, "press": 2.0}), (("a=1", "a=3"), {"a": 3.0})],
)
def test_weights_of_corpora(given: tuple[str, ...], weights: dict[str, float]) -> None:
    assert _weights(given) == weights


@pytest.mark.parametrize("given", ["items", "items=", "items=much", "=0.4", "items=0", "items=-1", "items=inf"])
def test_weights_that_are_none(given: str) -> None:
    with pytest.raises(click.BadParameter, match="is not a corpus and a number over 0"):
        _weights((given,))
