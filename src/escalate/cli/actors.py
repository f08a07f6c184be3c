"""`escalate actors`."""

from __future__ import annotations

from pathlib import Path

import click

from escalate.cli.articles import (
    article_arguments,
    check_output,
    format_option,
    output_option,
    print_text,
    read_given,
    save,
)
from escalate.cli.scorer_options import ScorerChoice, scorer_options


@click.command(name="actors")
@article_arguments
@format_option("text", "json", "csv")
@output_option
@scorer_options
def command(files: tuple[str, ...], title: str | None, kind: str, output: Path | None, choice: ScorerChoice) -> None:
    """Say who does what to whom, sentence by sentence. Use - for standard input.

    Every sentence that names two actors is read as a whole, the denied and the planned too. Where no cue is counted for
    a pair, it says so: the score is made of counted cues, not of these pairs.
    """
    from escalate.report import actors
    from escalate.report.html import actor_names

    check_output(files, output)
    articles = read_given(files, title)
    scorer = choice.load(whole=False)
    found = [scorer.score_with_dyads(article) for article in articles]
    if kind == "text":
        print_text(lambda console: actors.print_actors(found, actor_names(scorer.pack), console), output)
    else:
        save({"json": actors.to_json, "csv": actors.to_csv}[kind](found), output)
