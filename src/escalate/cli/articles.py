"""What the commands on single articles share: which to read, where to write."""

from __future__ import annotations

import contextlib
import errno
import io
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from escalate.cli.streams import make_console
from escalate.errors import InputError, OutputError
from escalate.explain.assessment import Assessment
from escalate.read.article import Article, read_articles
from escalate.report.safe import shown

Command = TypeVar("Command", bound=Callable[..., Any])
FILE_WIDTH = 110  # columns of a text report that goes to a file


output_option = click.option(
    "--output", "-o", type=click.Path(path_type=Path), help="Write to this file instead of the terminal."
)


strict_option = click.option(
    "--strict",
    is_flag=True,
    help="Refuse what is no article in English, such as another language, a table, an address: exit with 2, no score.",
)


def format_option(*formats: str) -> Callable[[Command], Command]:
    """--format, text by default."""
    return click.option(
        "--format", "-f", "kind", type=click.Choice(formats), default="text", show_default=True, help="How to print."
    )


def article_arguments(command: Command) -> Command:
    """[FILE|-]… and --title."""
    title = click.option("--title", help="Headline of the article, where it is not in the file.")
    return click.argument("files", nargs=-1, metavar="[FILE|-]...")(title(command))


def read_given(files: tuple[str, ...], title: str | None) -> list[Article]:
    """The articles of all files; of standard input where none is named and it is no terminal.

    Raises
    ------
    UsageError
        There is nothing to read, or one title for several files.
    """
    if not files:
        if sys.stdin is not None and sys.stdin.isatty():
            raise click.UsageError("no FILE given. Name an article, or use - for standard input.")
        files = ("-",)
    if title is not None and len(files) > 1:
        raise click.UsageError("--title goes with one FILE. Score the files one by one, or give JSON records.")
    return [article for file in files for article in read_articles(file, title)]


def refuse_warned(assessments: Sequence[Assessment]) -> None:
    """Refuse articles that may be none that can be read (`--strict`).

    Raises
    ------
    InputError
        Any of them has a warning; the message names each.
    """
    told = []
    for number, assessment in enumerate(assessments, 1):
        if assessment.warnings:
            name = assessment.id or (f"article {number}" if len(assessments) > 1 else "the article")
            told.append(f"{name}: {'; '.join(assessment.warnings)}.")
    if told:
        raise InputError(" ".join(told) + " Nothing is scored with --strict.")


def check_output(files: tuple[str, ...], output: Path | None) -> None:
    """Refuse to write over an article that is read.

    Raises
    ------
    UsageError
    """
    for file in files:
        with contextlib.suppress(OSError, ValueError):
            if output is not None and file != "-" and output.samefile(file):
                raise click.UsageError(f"{file}: is the output too, and an input is never written over. Name another.")


def print_text(draw: Callable[[Any], None], output: Path | None) -> None:
    """Let `draw` print on a Rich console: that of the terminal, or one whose text goes to a file."""
    if output is None:
        draw(make_console(soft_wrap=False))
        return
    console = make_console(record=True, width=FILE_WIDTH, file=io.StringIO())
    draw(console)
    save(console.export_text(), output)


def save(text: str, output: Path | None) -> None:
    """Write text to a file, whole or not at all, or to standard output."""
    if output is None:
        written = shown(text) if sys.stdout.isatty() else text
        sys.stdout.flush()
        sys.stdout.buffer.write(written.encode("utf-8", "replace"))
        sys.stdout.buffer.flush()
        return
    try:
        temporary = output.with_name(output.name + ".part")
        temporary.write_text(text, encoding="utf-8", errors="replace")
        temporary.replace(output)
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        todo = "Free some space." if full else "Check folder and permissions."
        raise OutputError(f"{output}: cannot be written ({error.strerror}). {todo}") from None
