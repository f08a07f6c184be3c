"""`escalate`: the commands and how their errors are shown."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any

import click

from escalate.errors import EscalateError
from escalate.version import VERSION

# Command → module under escalate.cli; modules are imported when their command runs, so that `score` starts fast.
COMMANDS = {
    "score": ("score", "Score articles and print every reason."),
    "actors": ("actors", "Say who does what to whom, sentence by sentence."),
    "batch": ("batch", "Score many articles from files, folders or standard input."),
    "rules": ("rules", "Check, test and look at rules."),
    "train": ("train", "Train a model on rated articles."),
    "evaluate": ("evaluate", "Measure a model on rated articles, alone or against another."),
    "corpus": ("corpus", "Check rated articles, import them from other formats."),
    "model": ("model", "Show, verify or export a model."),
    "serve": ("serve", "Serve the page and the API."),
}


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
        return command

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands in the help, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="escalate")
def command() -> None:
    """Escalation signals in news: one score for each article, every point accounted for."""


def main(arguments: list[str] | None = None) -> Any:
    """Run the command line; errors become one clear message and exit code 2."""
    try:
        return command.main(arguments, prog_name="escalate", standalone_mode=False)
    except click.exceptions.Exit as exit_:
        sys.exit(exit_.exit_code)
    except click.Abort:
        click.echo("escalate: interrupted.", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except EscalateError as error:
        click.echo(f"escalate: {error}" if "\n" not in str(error) else str(error), err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader went away (`| head`): point stdout elsewhere, so that closing it cannot fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


if __name__ == "__main__":
    main()
