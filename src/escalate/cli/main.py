"""`escalate`: the commands and how their errors are shown."""

from __future__ import annotations

import contextlib
import errno
import importlib
import os
import sys
from typing import Any

import click

from escalate.cli.streams import drop_output, prepare_streams
from escalate.errors import CANNOT_WRITE, INTERNAL, PIPE_CLOSED, EscalateError
from escalate.report.safe import shown
from escalate.version import VERSION

# Command → module under escalate.cli; modules are imported when their command runs, so that `score` starts fast.
COMMANDS = {
    "score": ("score", "Score articles and print every reason."),
    "actors": ("actors", "Say who does what to whom, sentence by sentence."),
    "batch": ("batch", "Score many articles from files, folders or standard input."),
    "timeline": ("timeline", "Show scored articles by day, week or month."),
    "rules": ("rules", "Check, test and look at rules."),
    "train": ("train", "Train a model on rated articles."),
    "evaluate": ("evaluate", "Measure a model on rated articles, alone or against another."),
    "corpus": ("corpus", "Check rated articles, import them from other formats."),
    "model": ("model", "Show, verify or export a model."),
    "serve": ("serve", "Serve the page and the API."),
}


TRACEBACK_VARIABLE = "ESCALATE_TRACEBACK"  # where set, a fault of escalate itself shows its traceback


class _Closed(Exception):
    """The reader of the output went away."""


class LazyGroup(click.Group):
    """A group whose commands are imported on use."""

    def list_commands(self, context: click.Context) -> list[str]:
        """Names in the order of `COMMANDS`."""
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """The command of this name, imported now."""
        if name not in COMMANDS:
            return None
        module = importlib.import_module(f"escalate.cli.{COMMANDS[name][0]}")
        command: click.Command = module.command
        name_paths(command)
        return command

    def invoke(self, context: click.Context) -> Any:
        """Run the command; click would end a closed pipe with 1, and call an early end of a file an interruption."""
        try:
            result = super().invoke(context)
            sys.stdout.flush()
            return result
        except EOFError as error:
            raise EscalateError(f"a file ends too early ({str(error)[:200]}). Check the files named.") from None
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise _Closed from None
            raise

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands in the help, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="escalate")
def command() -> None:
    """Escalation signals in news: one score for each article, every point accounted for."""


class NamedPath(click.Path):
    """A path that has a name: an option whose variable is unset in a script must not mean the folder one is in."""

    def __init__(self, inner: click.Path) -> None:
        super().__init__(path_type=inner.type)
        self.__dict__.update(inner.__dict__)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Refuse the empty name."""
        if value == "":
            self.fail("the name is empty. Name a file or a folder.", param, ctx)
        return super().convert(value, param, ctx)


def name_paths(given: click.Command) -> None:
    """Refuse empty names in all options and arguments of a command and of its commands."""
    for parameter in given.params:
        if isinstance(parameter.type, click.Path):
            parameter.type = NamedPath(parameter.type)
    for inner in given.commands.values() if isinstance(given, click.Group) else ():
        name_paths(inner)


def main(arguments: list[str] | None = None) -> Any:
    """Run the command line; errors become one clear message and an exit code, never a traceback."""
    prepare_streams()
    try:
        result = command.main(arguments, prog_name="escalate", standalone_mode=False)
        sys.stdout.flush()  # here, where what a full disk says can still be told
        return result
    except click.exceptions.Exit as exit_:
        sys.exit(_flushed(exit_.exit_code))
    except click.Abort:
        _tell("escalate: interrupted.")
        sys.exit(130)
    except click.ClickException as error:
        _tell(_usage(error))
        sys.exit(2)
    except _Closed:
        drop_output()
        sys.exit(PIPE_CLOSED)
    except EscalateError as error:
        _tell(f"escalate: {error}" if "\n" not in str(error) else str(error))
        sys.exit(error.exit_code)
    except SystemExit as exit_:
        sys.exit(_flushed(exit_.code))
    except OSError as error:
        sys.exit(_cannot_write(error))
    except Exception as error:
        if os.environ.get(TRACEBACK_VARIABLE):
            raise
        told = f"escalate: a fault of escalate itself ({type(error).__name__}: {str(error)[:200]})."
        _tell(f"{told} Please report it, with what {TRACEBACK_VARIABLE}=1 adds.")
        sys.exit(INTERNAL)


def _usage(error: click.ClickException) -> str:
    """What click would show."""
    context = getattr(error, "ctx", None)
    before = f"{context.get_usage()}\n" if context is not None else ""
    return f"{before}Error: {error.format_message()}"


def _flushed(code: Any) -> Any:
    """The exit code, unless what was printed cannot be written."""
    try:
        sys.stdout.flush()
    except OSError as error:
        return _cannot_write(error)
    return code


def _cannot_write(error: OSError) -> int:
    """The exit code of output that went nowhere; a reader that has gone away needs no word."""
    drop_output()
    if error.errno == errno.EPIPE:
        return PIPE_CLOSED
    _tell(f"escalate: standard output: cannot be written ({error.strerror or error}). Free some space, or use -o.")
    return CANNOT_WRITE


def _tell(message: str) -> None:
    """Say something on standard error, if it is there."""
    with contextlib.suppress(OSError):
        click.echo(shown(message), err=True)


if __name__ == "__main__":
    main()
