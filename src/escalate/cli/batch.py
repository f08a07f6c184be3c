"""`escalate batch`."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import click

from escalate.batch import BatchOptions, Columns, run_batch
from escalate.batch.options import INPUT_FORMATS
from escalate.batch.progress import Silent, show_progress
from escalate.batch.run import Interrupted, format_of
from escalate.cli.scorer_options import ScorerChoice, scorer_options
from escalate.cli.streams import say
from escalate.errors import EscalateError, OutputError
from escalate.processes import WorkerError


@click.command(name="batch")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), required=True, help="File to write: .jsonl, .csv or .parquet."
)
@click.option("--explain", is_flag=True, help="Write full assessments instead of the compact columns.")
@click.option(
    "--workers", "-w", type=click.IntRange(1, 512), default=1, show_default=True, help="Processes that score."
)
@click.option("--resume", is_flag=True, help="Continue a run that was cut off; the rest of the command stays the same.")
@click.option("--force", is_flag=True, help="Write over an output that is there.")
@click.option("--text-column", metavar="NAME", help="Field that holds the text; 'text' or 'body' by default.")
@click.option("--title-column", metavar="NAME", help="Field that holds the headline; 'title' by default.")
@click.option("--id-column", metavar="NAME", help="Field that holds the id; 'id' by default, else the position.")
@click.option(
    "--input-format", type=click.Choice(INPUT_FORMATS), help="What the inputs are, where their names do not say it."
)
@scorer_options
@click.option("--quiet", "-q", is_flag=True, help="Show neither progress nor summary.")
def command(
    inputs: tuple[str, ...],
    output: Path,
    explain: bool,
    workers: int,
    resume: bool,
    force: bool,
    text_column: str | None,
    title_column: str | None,
    id_column: str | None,
    input_format: str | None,
    choice: ScorerChoice,
    quiet: bool,
) -> None:
    """Score many articles: JSON lines, CSV, Parquet (.gz, .zst), folders and globs of text or HTML, - for stdin.

    Records that cannot be scored go to OUT.rejects.jsonl with reason and position. OUT.state.json keeps how far the
    run is: after a kill, a crash or Ctrl-C the same command with --resume goes on without losing or doubling a record.
    """
    if resume and force:
        raise click.UsageError("--resume continues, --force starts again. Give one of them.")
    format_of(output)
    columns = Columns(text_column, title_column, id_column)
    options = BatchOptions(columns, input_format, explain, workers, resume, force)
    scorer = choice.load(whole=False)
    try:
        tally = run_batch(inputs, output, scorer, options, Silent() if quiet else show_progress())
    except (Interrupted, OutputError, WorkerError) as error:
        raise type(error)(f"{error} Go on with: {_go_on()}") from None
    rejects = output.with_name(output.name + ".rejects.jsonl")
    if not quiet:
        say("\n".join(tally.summary()))
        say(f"written: {output}" + (f", rejects: {rejects}" if tally.rejected else ""))
    if tally.rejected and not tally.scored:
        raise EscalateError(f"{output}: no record could be scored. See the reasons in {rejects}.")


def _go_on() -> str:
    """The command that continues the run."""
    arguments = [argument for argument in sys.argv[1:] if argument not in ("--force", "--resume")]
    return shlex.join(["escalate", *arguments, "--resume"])
