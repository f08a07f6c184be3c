"""The errors that escalate raises, as a tree.

EscalateError
├── InputError        an article, record or file that cannot be read
├── RuleErrors        everything wrong with a rule pack, collected in one run
├── ModelError        a model folder that is incomplete or was changed
├── TrainingError     texts that no trustworthy model can be trained on (training/prepare.py)
├── WorkerError       a worker process died (processes.py)
├── OutputError       the output cannot be written, a full disk above all
├── Interrupted       a batch was stopped; what is safe so far (batch/run.py)
└── Refusal           a request that the service does not serve, each with its status (service/errors.py)

All but the service's can be imported from `escalate`.
"""

from __future__ import annotations

from dataclasses import dataclass

# Exit codes beside 0, 1 (--fail-over, findings), 2 (what the user can mend) and 130 (Ctrl-C).
INTERNAL = 70  # a fault of escalate itself, as sysexits.h has it
CANNOT_WRITE = 74  # a full disk, a closed stream: what was computed could not be written
PIPE_CLOSED = 141  # the reader of the output went away; what shells show for a program that SIGPIPE ended


class EscalateError(Exception):
    """Base of every error raised on purpose; its text is one line for a person to act on."""

    exit_code = 2


class InputError(EscalateError):
    """An input that cannot be scored: missing, empty, binary, malformed."""


class OutputError(EscalateError):
    """The output cannot be written; a full disk above all."""

    exit_code = CANNOT_WRITE


class ModelError(EscalateError):
    """A model folder that is incomplete, of another format, or does not match its digest."""


@dataclass(frozen=True, slots=True, order=True)
class RuleError:
    """One fault in a rule file.

    Attributes
    ----------
    path : str
        The file as the user named it.
    line : int
        Line number, counted from 1.
    rule : str
        Id of the rule, or the part of the file, that the fault is in; may be empty.
    problem : str
        What is wrong.
    hint : str
        What to do about it; may be empty.
    """

    path: str
    line: int
    rule: str
    problem: str
    hint: str = ""

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}: "
        rule = f"{self.rule}: " if self.rule else ""
        hint = f" {self.hint}" if self.hint else ""
        return f"{where}{rule}{self.problem}.{hint}"


class RuleErrors(EscalateError):
    """All faults found in a rule pack, sorted by file and line."""

    def __init__(self, errors: list[RuleError]) -> None:
        self.errors = sorted(set(errors))
        super().__init__("\n".join(str(error) for error in self.errors))
