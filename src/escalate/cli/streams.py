"""Standard streams as the commands need them: lines, tables and consoles on which an article cannot act."""

from __future__ import annotations

import errno
import io
import json
import os
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from escalate.report.safe import shown

if TYPE_CHECKING:
    from rich.console import Console, ConsoleRenderable

PIPE_WIDTH = 150  # columns of a table that no terminal bounds


class _Missing(io.RawIOBase):
    """Stands for a standard output that was closed before the program began."""

    def writable(self) -> bool:
        return True

    def write(self, _: Any) -> int:
        raise OSError(errno.EBADF, "it is closed")


def prepare_streams() -> None:
    """Let no letter stop a print, whatever the encoding; stand something in for streams that are closed."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, io.TextIOWrapper(io.BufferedWriter(_Missing()), "utf-8", errors="replace"))
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def drop_output() -> None:
    """Point standard output elsewhere, so that closing it at the end cannot fail again."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):  # it has no file of its own
        sys.stdout = io.StringIO()


def say(text: str, *, err: bool = False, nl: bool = True) -> None:
    """Print lines that may hold names of files or words of articles."""
    click.echo(shown(text), err=err, nl=nl)


def make_console(**options: Any) -> Console:
    """A Rich console that shows control characters of what it prints as replacements; its own colours stay."""
    from rich.console import Console, RenderHook

    class Shown(RenderHook):
        """Cleans what is about to be printed."""

        def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
            return [_Cleaned(renderable) for renderable in renderables]

    class Telling(Console):
        """Leaves it to `main` to answer a closed pipe; Rich would end with 1."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))

    console = Telling(highlight=False, **options)
    console.push_render_hook(Shown())
    return console


class _Cleaned:
    """Something to print, its text cleaned when it is laid out."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __rich_console__(self, console: Any, options: Any) -> Iterable[Any]:
        for segment in console.render(self._inner, options):
            yield segment if segment.control else segment._replace(text=shown(segment.text))


def print_table(
    columns: Sequence[str], rows: Iterable[Sequence[object]], *, right: Sequence[str] = (), title: str = ""
) -> None:
    """Print a table; `right` names the columns that are set flush right."""
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title or None, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for column in columns:
        flush = column in right
        table.add_column(column, justify="right" if flush else "left", no_wrap=flush, overflow="fold")
    for row in rows:
        table.add_row(*(cell if isinstance(cell, Text) else Text("" if cell is None else str(cell)) for cell in row))
    stdout_console().print(table)


def stdout_console() -> Console:
    """A console on standard output, of a fixed width where that is no terminal."""
    return make_console(file=sys.stdout, width=None if sys.stdout.isatty() else PIPE_WIDTH)


def print_json(data: object) -> None:
    """Print plain data."""
    say(json.dumps(data, ensure_ascii=False, indent=2))


def plural(number: int, noun: str) -> str:
    """A number with its noun.

    Examples
    --------
    >>> plural(1, "rule"), plural(2, "rule")
    ('1 rule', '2 rules')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
