"""The options that choose rules, model and overlay, for every command that scores."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

import click

from escalate.cli.streams import say
from escalate.scorer import Scorer

Command = TypeVar("Command", bound=Callable[..., Any])


def _digest(context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """A digest of an option, in small letters."""
    if value is not None and not re.fullmatch("[0-9a-fA-F]{64}", value.strip()):
        raise click.UsageError(f"{option.opts[0]} is no SHA-256. Give its 64 digits, as 'provenance' shows them.")
    return value.strip().lower() if value is not None else None


rules_option = click.option("--rules", type=click.Path(), help="Folder of a rule pack; the shipped one by default.")
model_option = click.option("--model", type=click.Path(), help="Folder of a model; the shipped one by default.")
overlay_option = click.option(
    "--overlay", type=click.Path(), help="Your own changes to the rules, such as escalate.yaml."
)
today_option = click.option(
    "--today", metavar="DAY", help="Day that the overlay's 'until' dates are held against; today by default."
)


digest_options = tuple(
    click.option(f"--{what}-sha256", callback=_digest, metavar="HEX", help=f"Refuse {whose} of another digest.")
    for what, whose in (("model", "a model"), ("rules", "rules"))
)


@dataclass(frozen=True, slots=True)
class ScorerChoice:
    """What the options ask for; None is what is shipped."""

    rules: str | None
    model: str | None
    use_model: bool
    overlay: str | None
    day: date | None
    rules_sha256: str | None = None
    model_sha256: str | None = None

    def load(self, *, whole: bool = True) -> Scorer:
        """The scorer; filters of the overlay that have expired are reported on standard error."""
        scorer = Scorer.load(
            self.rules,
            self.model,
            self.overlay,
            use_model=self.use_model,
            whole=whole,
            today=self.day,
            rules_sha256=self.rules_sha256,
            model_sha256=self.model_sha256,
        )
        report_expired(scorer)
        return scorer


def scorer_options(command: Command) -> Callable[..., Any]:
    """Give a command --rules, --model, --no-model, --overlay, --today and the two digests; it gets them as `choice`."""

    @functools.wraps(command)
    def chosen(
        *,
        rules: str | None,
        model: str | None,
        no_model: bool,
        overlay: str | None,
        today: str | None,
        rules_sha256: str | None,
        model_sha256: str | None,
        **others: Any,
    ) -> Any:
        if no_model and model_sha256 is not None:
            raise click.UsageError("--model-sha256 names a model, --no-model uses none. Give one of them.")
        choice = ScorerChoice(rules, model, not no_model, overlay, day_of(today), rules_sha256, model_sha256)
        return command(choice=choice, **others)

    no_model = click.option("--no-model", is_flag=True, help="Score with rules alone.")
    with_options: Callable[..., Any] = chosen
    for option in (*digest_options, today_option, overlay_option, no_model, model_option, rules_option):
        with_options = option(with_options)
    return with_options


def report_expired(scorer: Scorer) -> None:
    """Say on standard error which filters of the overlay are past their day."""
    for line in scorer.overlay.expired if scorer.overlay else ():
        say(line, err=True)


def day_of(text: str | None) -> date | None:
    """The day that --today names.

    Raises
    ------
    UsageError
    """
    try:
        return date.fromisoformat(text) if text is not None else None
    except ValueError:
        message = f"--today '{text}' is not a date. Write year-month-day, such as 2031-05-24."
        raise click.UsageError(message) from None
