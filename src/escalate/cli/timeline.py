"""`escalate timeline`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from escalate.cli.articles import check_output, output_option, save
from escalate.cli.streams import say
from escalate.timeline.build import BY, TOP, timeline_of
from escalate.timeline.page import need_templates, to_html
from escalate.timeline.periods import EVERY
from escalate.timeline.reading import FORMATS, read_scored
from escalate.timeline.tables import account, to_csv, to_json, to_text

LISTED = 20  # articles at each point of a page
_DAY = click.DateTime(formats=["%Y-%m-%d"])
_WRITE = {"table": to_text, "csv": to_csv, "json": to_json, "html": to_html}


@click.command(name="timeline")
@click.argument("inputs", nargs=-1, required=True, metavar="SCORED...")
@click.option("--every", type=click.Choice(EVERY), default="week", show_default=True, help="Length of a period.")
@click.option("--by", type=click.Choice(BY), help="A series for each pair of actors, or each source.")
@click.option(
    "--pair",
    "pairs",
    multiple=True,
    metavar="SOURCE-TARGET",
    help="Only articles where RUS-UKR, say, is told; repeatable.",
)
@click.option("--from", "start", type=_DAY, metavar="DAY", help="First day, as 2024-03-01.")
@click.option("--to", "end", type=_DAY, metavar="DAY", help="Last day.")
@click.option("--top", type=click.IntRange(1, 1000), default=TOP, show_default=True, help="Series kept, the largest.")
@click.option(
    "--articles",
    type=click.IntRange(0, 10_000),
    help=f"Articles listed at each point of HTML and JSON; {LISTED} and 0 by default.",
)
@click.option("--format", "-f", "kind", type=click.Choice(tuple(_WRITE)), default="table", show_default=True)
@output_option
@click.option(
    "--input-format", type=click.Choice(FORMATS), help="What the inputs are, where their names do not say it."
)
def command(
    inputs: tuple[str, ...],
    every: str,
    by: str | None,
    pairs: tuple[str, ...],
    start: datetime | None,
    end: datetime | None,
    top: int,
    articles: int | None,
    kind: str,
    output: Path | None,
    input_format: str | None,
) -> None:
    """Show scored articles over time: what `escalate batch` has written, by day, week or month.

    A story that is printed again within a week counts once. Articles without a date are left out, and counted.
    """
    check_output(inputs, output)
    if kind == "html":
        need_templates()
    listed = articles if articles is not None else LISTED if kind == "html" else 0
    told = timeline_of(
        read_scored(inputs, input_format),
        every,
        by,
        pairs,
        start.date() if start else None,
        end.date() if end else None,
        top,
        listed,
    )
    save(_WRITE[kind](told), output)
    if kind == "csv":  # the other forms hold it
        say(account(told), err=True)
