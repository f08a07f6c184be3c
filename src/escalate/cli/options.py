"""What several commands share: options and arguments, and for `escalate rules` loading and naming a rule."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from escalate.cli.scorer_options import day_of, report_expired
from escalate.corpus.labels import LABEL_SCALES
from escalate.errors import InputError
from escalate.pack.checker import nearest
from escalate.pack.rule import Rule
from escalate.scorer import Scorer

Command = TypeVar("Command", bound=Callable[..., Any])

corpora_argument = click.argument(
    "corpora", nargs=-1, required=True, metavar="CORPUS...", type=click.Path(path_type=Path)
)
label_scale_option = click.option(
    "--label-scale", type=click.Choice(LABEL_SCALES), help="What labels mean; found from them by default."
)
rules_option = click.option(
    "--rules", type=click.Path(path_type=Path), help="Folder of a rule pack; the shipped one by default."
)
table_or_json_option = click.option(
    "--format", "-f", "kind", type=click.Choice(("table", "json")), default="table", show_default=True
)


def pack_options(function: Command) -> Command:
    """Options that choose the pack: --rules, --overlay, --today."""
    for option in (
        click.option("--today", metavar="DAY", help="Day to hold 'until' dates against; today by default."),
        click.option("--overlay", type=click.Path(path_type=Path), help="Your own changes, such as escalate.yaml."),
        click.option(
            "--rules",
            "folder",
            type=click.Path(path_type=Path),
            help="Folder of a rule pack; default: as shipped.",
        ),
    ):
        function = option(function)
    return function


def load(folder: Path | None, overlay: Path | None, today: str | None, *, use_model: bool = False) -> Scorer:
    """The scorer that the pack options ask for; expired filters are reported on standard error."""
    scorer = Scorer.load(folder, overlay=overlay, use_model=use_model, today=day_of(today))
    report_expired(scorer)
    return scorer


def rule_named(scorer: Scorer, identifier: str) -> Rule:
    """A rule by its id or an alias.

    Raises
    ------
    InputError
        With the nearest name.
    """
    names = {name: rule for rule in scorer.pack.pack.rules for name in (*rule.aliases, rule.id)}
    if identifier not in names:
        if scorer.overlay and identifier in scorer.overlay.disabled:
            origin = scorer.overlay.disabled[identifier]
            raise InputError(f"the rule '{identifier}' is disabled by {origin.path}:{origin.line} ({origin.reason}).")
        raise InputError(f"the rule '{identifier}' is not known. {nearest(identifier, names)}")
    return names[identifier]
