"""`escalate model …`."""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import click

from escalate.cli.options import rules_option
from escalate.cli.streams import say
from escalate.errors import InputError
from escalate.model import ARRAYS_FILE, MODEL_FILE, load_model
from escalate.pack.pack import shipped
from escalate.read.plain_file import read_plain

MAX_CARD = 1_000_000  # bytes
_FOLDER = click.argument("folder", required=False, type=click.Path(path_type=Path))


@click.group(name="model")
def command() -> None:
    """Show, verify or export a model."""


def _named(folder: Path | None) -> Path:
    return folder or shipped("models") / "default"


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@command.command("show")
@_FOLDER
@click.option("--format", "-f", "kind", type=click.Choice(["card", "json"]), default="card", show_default=True)
def show(folder: Path | None, kind: str) -> None:
    """Print a model's card, or what it was trained on and how it does as JSON; the shipped model by default."""
    folder = _named(folder)
    model = load_model(folder)
    if kind == "json":
        training = {key: value for key, value in model.info["training"].items() if key != "seen"}
        parts: dict[str, Any] = {
            "name": model.name,
            "model_sha256": model.sha256,
            "arrays_sha256": _digest(folder / ARRAYS_FILE),
        }
        parts |= {"training": training, "metrics": model.info.get("metrics")}
        say(json.dumps(parts, ensure_ascii=False, indent=2))
        return
    card = folder / "CARD.md"
    if not card.is_file():
        raise InputError(f"{folder}: the model has no CARD.md. Use --format json, or train it again.")
    say(read_plain(card, MAX_CARD).decode("utf-8", "replace").rstrip("\n"))


@command.command("verify")
@_FOLDER
def verify(folder: Path | None) -> None:
    """Check that arrays, model.json and card belong together; findings exit with 1."""
    from escalate.evaluation.card import CARD, card_digests

    folder = _named(folder)
    model = load_model(folder)  # refuses arrays that do not match model.json
    findings = []
    if (folder / CARD).is_file():
        stated = card_digests(folder)
        for name in (MODEL_FILE, ARRAYS_FILE):
            if stated.get(name) != _digest(folder / name):
                findings.append(f"{folder / CARD}: states another digest for {name}. Train the model again.")
    else:
        findings.append(f"{folder}: has no {CARD}. Train the model again.")
    for finding in findings:
        say(finding)
    say(f"{folder}: {model.name}, arrays {_digest(folder / ARRAYS_FILE)}, {len(findings)} findings.")
    if findings:
        sys.exit(1)


@command.command("export")
@_FOLDER
@click.option("--joblib", "target", required=True, type=click.Path(path_type=Path), help="File to write.")
@rules_option
def export(folder: Path | None, target: Path, rules: Path | None) -> None:
    """Write a fitted scikit-learn estimator; escalate itself never opens such a file."""
    import joblib

    from escalate.training.estimator import EscalationClassifier

    try:
        joblib.dump(EscalationClassifier.from_model(_named(folder), rules), target)
    except OSError as error:
        raise InputError(f"{target}: cannot be written ({error.strerror}). Check folder and permissions.") from None
    say(f"{target}: load it with joblib.load; it needs escalate installed. Open only files that you trust.")
