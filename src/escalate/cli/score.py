"""`escalate score`."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import click

from escalate.article import parse_date, read_articles
from escalate.assessment import Assessment
from escalate.errors import InputError
from escalate.scorer import Scorer

FORMATS = ("text", "json", "jsonl", "csv", "html")


@click.command(name="score")
@click.argument("files", nargs=-1, metavar="[FILE|-]...")
@click.option(
    "--format", "-f", "kind", type=click.Choice(FORMATS), default="text", show_default=True, help="How to print."
)
@click.option("--output", "-o", type=click.Path(path_type=Path), help="Write to this file instead of the terminal.")
@click.option("--title", help="Headline of the article, where it is not in the file.")
@click.option("--rules", type=click.Path(), help="Folder of a rule pack; the shipped one by default.")
@click.option("--model", type=click.Path(), help="Folder of a model; the shipped one by default.")
@click.option("--no-model", is_flag=True, help="Score with rules alone.")
@click.option("--overlay", type=click.Path(), help="Your own changes to the rules, such as escalate.yaml.")
@click.option("--today", metavar="DAY", help="Day that the overlay's 'until' dates are held against; today by default.")
@click.option(
    "--fail-over", type=click.FloatRange(0, 100), metavar="N", help="Exit with 1 where any article scores over N."
)
def command(
    files: tuple[str, ...],
    kind: str,
    output: Path | None,
    title: str | None,
    rules: str | None,
    model: str | None,
    no_model: bool,
    overlay: str | None,
    today: str | None,
    fail_over: float | None,
) -> None:
    """Score articles: text, HTML, or JSON records with title and text. Use - for standard input."""
    if not files:
        if sys.stdin.isatty():
            raise click.UsageError("no FILE given. Name an article, or use - for standard input.")
        files = ("-",)
    if title is not None and len(files) > 1:
        raise click.UsageError("--title goes with one FILE. Score the files one by one, or give JSON records.")
    articles = [article for file in files for article in read_articles(file, title)]
    day = parse_date(today)
    if today and day is None:
        raise click.UsageError(f"--today '{today}' is not a date. Write year-month-day, such as 2031-05-24.")
    scorer = Scorer.load(rules, model, overlay, use_model=not no_model, whole=False, today=day)
    for line in scorer.overlay.expired if scorer.overlay else ():
        click.echo(line, err=True)
    assessments = [scorer.score(article) for article in articles]
    if kind == "html":
        from escalate.report.html import actor_names, render_many

        pairs = list(zip(assessments, articles, strict=True))
        _save(render_many(pairs, actor_names(scorer.pack)), output)
    else:
        _write(assessments, kind, output)
    if fail_over is not None and any(a.score > fail_over for a in assessments):
        sys.exit(1)


def _write(assessments: list[Assessment], kind: str, output: Path | None) -> None:
    if kind == "text":
        from rich.console import Console

        from escalate.report.text import print_report

        if output is None:
            console = Console(highlight=False, soft_wrap=False)
            for number, assessment in enumerate(assessments):
                if number:
                    console.rule()
                print_report(assessment, console)
            return
        console = Console(record=True, width=110, file=io.StringIO(), highlight=False)
        for assessment in assessments:
            print_report(assessment, console)
        text = console.export_text()
    else:
        from escalate.report import tables

        text = {"json": tables.to_json, "jsonl": tables.to_jsonl, "csv": tables.to_csv}[kind](assessments)
    _save(text, output)


def _save(text: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))
        sys.stdout.buffer.flush()
        return
    try:
        temporary = output.with_name(output.name + ".part")
        temporary.write_text(text, encoding="utf-8", errors="replace")
        temporary.replace(output)
    except OSError as error:
        raise InputError(f"{output}: cannot be written ({error.strerror}). Check folder and permissions.") from None
