"""What an operator can set of the service."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import date

MAX_LINES = 10_000


def default_workers() -> int:
    """One process for each core."""
    return max(1, os.cpu_count() or 1)


@dataclass(frozen=True, slots=True)
class Settings:
    """Limits and choices of one service.

    Attributes
    ----------
    rules, model : str or None
        Folders of a rule pack and of a model; the shipped ones by default.
    overlay : str or None
        The operator's own changes to the rules.
    rules_sha256, model_sha256 : str or None
        Digests that rules and model must have, in every process that loads them.
    today : date or None
        The day that the overlay's `until` dates are held against; the day on which a process loads it by default.
    token : str or None
        Where set, scoring, rules and metrics need it as a bearer token. Never shown or logged.
    workers : int
        Processes that score.
    max_bytes, max_batch_bytes : int
        Longest body of a request, and of a batch.
    max_lines : int
        Most articles in a batch.
    seconds : float
        Longest wait for a score; reading a request's body may take as long again.
    max_waiting : int
        Articles scored and waiting at once; more are turned away with 503.
    max_requests : int
        Requests held at once; more are turned away with 503.
    max_batches : int
        Batches at once; more are turned away with 503.
    """

    rules: str | None = None
    model: str | None = None
    use_model: bool = True
    overlay: str | None = None
    rules_sha256: str | None = None
    model_sha256: str | None = None
    today: date | None = None
    token: str | None = field(default=None, repr=False)
    workers: int = field(default_factory=default_workers)
    max_bytes: int = 500_000
    max_batch_bytes: int = 20_000_000
    max_lines: int = MAX_LINES
    seconds: float = 20.0
    max_waiting: int = 32
    max_requests: int = 128
    max_batches: int = 2
