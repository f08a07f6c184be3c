"""`escalate score`."""

from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import Any

import click

from escalate.cli.articles import (
    article_arguments,
    check_output,
    format_option,
    output_option,
    print_text,
    read_given,
    refuse_warned,
    save,
    strict_option,
)
from escalate.cli.scorer_options import ScorerChoice, scorer_options
from escalate.errors import EscalateError


@click.command(name="score")
@article_arguments
@format_option("text", "json", "jsonl", "csv", "html")
@output_option
@scorer_options
@strict_option
@click.option(
    "--fail-over", type=click.FloatRange(0, 100), metavar="N", help="Exit with 1 where any article scores over N."
)
def command(
    files: tuple[str, ...],
    title: str | None,
    kind: str,
    output: Path | None,
    choice: ScorerChoice,
    strict: bool,
    fail_over: float | None,
) -> None:
    """Score articles: text, HTML, or JSON records with title and text. Use - for standard input."""
    check_output(files, output)
    if fail_over is not None and math.isnan(fail_over):
        raise click.UsageError("--fail-over nan is no limit. Give a number from 0 to 100.")
    if kind == "html":
        _need_templates()
    articles = read_given(files, title)
    scorer = choice.load(whole=False)
    if kind in ("text", "html"):
        found = [scorer.score_with_dyads(article) for article in articles]
        assessments, dyads = [assessment for assessment, _ in found], [pairs for _, pairs in found]
    else:
        assessments, dyads = [scorer.score(article) for article in articles], []
    if strict:
        refuse_warned(assessments)
    if kind == "text":
        from escalate.report.text import print_report

        def draw(console: Any) -> None:
            for number, (assessment, pairs, article) in enumerate(zip(assessments, dyads, articles, strict=True)):
                if number:
                    console.rule()
                print_report(assessment, console, pairs, article)

        print_text(draw, output)
    elif kind == "html":
        from escalate.report.html import actor_names, render_many

        pairs = list(zip(assessments, articles, strict=True))
        save(render_many(pairs, actor_names(scorer.pack), dyads), output)
    else:
        from escalate.report import tables

        save({"json": tables.to_json, "jsonl": tables.to_jsonl, "csv": tables.to_csv}[kind](assessments), output)
    if fail_over is not None and any(a.score > fail_over for a in assessments):
        sys.exit(1)


def _need_templates() -> None:
    """Say before anything is scored what an HTML report needs."""
    try:
        import jinja2  # noqa: F401
    except ModuleNotFoundError as error:
        told = f"HTML reports need {error.name}. Install it with: pip install 'escalation-signals[report]'"
        raise EscalateError(told) from None
