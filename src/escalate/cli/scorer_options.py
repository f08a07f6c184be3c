"""The options that choose rules, model and overlay, for every command that scores."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

import click

from escalate.cli.streams import say
from escalate.scorer import Scorer

Command = TypeVar("Command", bound=Callable[..., Any])

rules_option = click.option("--rules", type=click.Path(), help="Folder of a rule pack; the shipped one by default.")
model_option = click.option("--model", type=click.Path(), help="Folder of a model; the shipped one by default.")
overlay_option = click.option(
    "--overlay", type=click.Path(), help="Your own changes to the rules, such as escalate.yaml."
)
today_option = click.option(
    "--today", metavar="DAY", help="Day that the overlay's 'until' dates are held against; today by default."
)


@dataclass(frozen=True, slots=True)
class ScorerChoice:
    """What the options ask for; None is what is shipped."""

    rules: str | None
    model: str | None
    use_model: bool
    overlay: str | None
    day: date | None

    def load(self, *, whole: bool = True) -> Scorer:
        """The scorer; filters of the overlay that have expired are reported on standard error."""
        scorer = Scorer.load(
            self.rules, self.model, self.overlay, use_model=self.use_model, whole=whole, today=self.day
        )
        report_expired(scorer)
        return scorer


def scorer_options(command: Command) -> Callable[..., Any]:
    """Give a command --rules, --model, --no-model, --overlay and --today; it gets them as `choice`."""

    @functools.wraps(command)
    def chosen(
        *,
        rules: str | None,
        model: str | None,
        no_model: bool,
        overlay: str | None,
        today: str | None,
        **others: Any,
    ) -> Any:
        return command(choice=ScorerChoice(rules, model, not no_model, overlay, day_of(today)), **others)

    no_model = click.option("--no-model", is_flag=True, help="Score with rules alone.")
    with_options: Callable[..., Any] = chosen
    for option in (today_option, overlay_option, no_model, model_option, rules_option):
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
