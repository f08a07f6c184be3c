"""A batch run from the first record to the last, and again from where it was cut off."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
from pathlib import Path

from escalate.batch.chunks import read_chunks
from escalate.batch.lock import lock_path, locked
from escalate.batch.options import OUTPUT_FORMATS, BatchOptions
from escalate.batch.output import parts_folder
from escalate.batch.progress import Progress, Silent
from escalate.batch.records import read_records
from escalate.batch.sources import find_all, take_inventory
from escalate.batch.state import (
    State,
    check_identity,
    identity_of,
    read_state,
    telling_write_errors,
)
from escalate.batch.tally import Tally
from escalate.batch.work import Job, score_chunk
from escalate.batch.writer import Writer
from escalate.errors import EscalateError, InputError
from escalate.processes import map_in_order
from escalate.scorer import Scorer

MAX_REJECTS = 100_000  # of a run, as long as no more than these are scored


class Interrupted(EscalateError):
    """Ctrl-C ended the run; it can be continued."""

    exit_code = 130


def run_batch(
    inputs: tuple[str, ...],
    output: Path,
    scorer: Scorer,
    options: BatchOptions | None = None,
    progress: Progress | None = None,
) -> Tally:
    """Score all records of the inputs into one output.

    Beside `output` come `output`.rejects.jsonl, if any record is rejected, and `output`.state.json.

    Parameters
    ----------
    inputs : tuple of str
        Files, folders, globs; ``-`` for standard input.
    output : Path
        The suffix decides the form: .jsonl, .csv or .parquet.
    scorer : Scorer
    options : BatchOptions, optional
    progress : Progress, optional
        None shows nothing.

    Returns
    -------
    Tally

    Raises
    ------
    InputError
        An input is missing, the output is there already, or the run to resume is another.
    OutputError
        The disk is full, or the output cannot be written.
    Interrupted
        Ctrl-C; all that was scored is written.
    """
    options = options or BatchOptions()
    run = _Run(inputs, output, scorer, options)
    run.check_inputs()
    with contextlib.ExitStack() as stack:
        with telling_write_errors(output):
            output.parent.mkdir(parents=True, exist_ok=True)
            stack.enter_context(locked(output))
        state = run.begin()
        if state.complete:
            return state.tally
        shown = progress or Silent()
        stack.callback(shown.stop)
        return run.go(state, shown)


class _Run:
    """One attempt: its names, the checks before it, and the loop."""

    def __init__(self, inputs: tuple[str, ...], output: Path, scorer: Scorer, options: BatchOptions) -> None:
        self.inputs = inputs
        self.output = output
        self.options = options
        self.job = Job(scorer, options.columns, format_of(output), options.explain)
        self.rejects_path = output.with_name(output.name + ".rejects.jsonl")
        self.state_path = output.with_name(output.name + ".state.json")
        # Never an input, even where the output lies in the folder that is scored.
        self.own = {str(path.resolve()) for path in (output, self.rejects_path, self.state_path, lock_path(output))}
        self.size = 0

    def check_inputs(self) -> None:
        """Refuse to write over an input that is named; a folder or a glob just leaves the output out."""
        for argument in self.inputs:
            if argument != "-" and os.path.realpath(argument) in self.own:
                raise InputError(f"{argument}: is the output too, and an input is never written over. Name another.")

    def begin(self) -> State:
        """Check that the run can go, and find or make the state from which it goes."""
        options = self.options
        parts = parts_folder(self.output)
        there = [path for path in (self.output, self.state_path, parts) if path.exists()]
        if there and not (options.resume or options.force):
            raise InputError(
                f"{there[0]}: is there already. Continue that run with --resume, or write over it with --force."
            )
        resumes = options.resume and bool(there)
        before = read_state(self.state_path) if resumes else None
        inventory = take_inventory(self.inputs, options.input_format, self.own)
        self.size = inventory.size
        identity = identity_of(inventory.digests, self.job.scorer, options)
        if before is not None:
            check_identity(before.identity, identity, self.state_path)
            return before
        self._check_tables()
        state = State(identity, False, 0, 0, 0, "", Tally())
        with telling_write_errors(self.output):
            # The state comes first: from here on nothing of an earlier run counts.
            state.write(self.state_path)
            self.output.unlink(missing_ok=True)
            self.rejects_path.unlink(missing_ok=True)
            shutil.rmtree(parts, ignore_errors=True)
        return state

    def _check_tables(self) -> None:
        """Read the first record of each table, so that a misspelt column is told before the run."""
        for _, source in find_all(self.inputs, self.options.input_format, self.own):
            if source.kind in ("csv", "tsv", "parquet") and source.path != "-":
                next(read_records(source, self.options.columns), None)

    def go(self, state: State, progress: Progress) -> Tally:
        """Score what the state says is left."""
        with telling_write_errors(self.output):
            writer = Writer(self.output, self.rejects_path, self.state_path, state, self.job)
        chunks = read_chunks(self.inputs, self.options, self.own, state)
        results = map_in_order(score_chunk, self.job, chunks, self.options.workers)
        try:
            for scored in results:
                with telling_write_errors(self.output):
                    writer.add(scored)
                _check_rejects(writer.tally, self.rejects_path)
                share = min(1.0, scored.done / self.size) if self.size else None
                progress.update(writer.records, writer.tally.rejected, share)
            with telling_write_errors(self.output):
                writer.finish()
        except KeyboardInterrupt:
            # No checkpoint here: Ctrl-C can hit between a write and its count. The last one is seconds old.
            raise Interrupted(
                f"{self.output}: interrupted. {writer.state.records:,} records are done and safe."
            ) from None
        finally:
            results.close()
            writer.close()
        return writer.state.tally


def _check_rejects(tally: Tally, path: Path) -> None:
    """Stop a run whose input is plainly not what it is taken for, before its rejects fill the disk."""
    if tally.rejected > MAX_REJECTS and tally.rejected > tally.scored:
        raise InputError(
            f"{path}: {tally.rejected:,} records are rejected and {tally.scored:,} scored; over {MAX_REJECTS:,} "
            "rejects, and more than scores, are a wrong input. See the reasons there, mend it, and start with --force."
        )


def format_of(output: Path) -> str:
    """The form of an output by its suffix.

    Raises
    ------
    InputError
        The suffix is unknown, the output is a folder or a device, or pyarrow is not installed.
    """
    output_format = OUTPUT_FORMATS.get(output.suffix.lower())
    if output_format is None:
        raise InputError(f"{output}: cannot tell the form by its name. Name it .jsonl, .csv or .parquet.")
    if output.exists() and not output.is_file():
        raise InputError(f"{output}: is not a plain file. Name a file to write.")
    if output_format == "parquet" and importlib.util.find_spec("pyarrow") is None:
        raise InputError(
            f"{output}: writing it needs pyarrow. Install it with: pip install 'escalation-signals[parquet]'"
        )
    return output_format
