"""Refusals of the service, each with its HTTP status."""

from __future__ import annotations

from escalate.errors import EscalateError


class Refusal(EscalateError):
    """A request that is not served; the text tells the client what to do."""

    status = 400


class Busy(Refusal):
    """Too much at once."""

    status = 503


class TooSlow(Refusal):
    """Scoring took longer than the limit."""

    status = 504


class TooLarge(Refusal):
    """A body over the limit."""

    status = 413


class BodyTooSlow(Refusal):
    """A body that did not arrive in time."""

    status = 408


class Unauthorised(Refusal):
    """No token, or a wrong one."""

    status = 401
