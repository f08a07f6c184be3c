"""What stands before every route: limits on number, size and time of requests, security headers, and counting."""

from __future__ import annotations

import asyncio
import json
import logging
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from escalate.service.errors import BodyTooSlow, Busy, Refusal, TooLarge
from escalate.service.metrics import Metrics
from escalate.service.settings import Settings

# A client that sends nothing of its body for so long is cut off, and one that stays under this rate once BODY_GRACE is
# over: a body that drips in would hold one of the few places for requests.
BODY_PAUSE = 5.0  # seconds
BODY_GRACE = 2.0  # seconds
BODY_RATE = 1_000  # bytes a second; a modem of 1995 sends three times that
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
NO_STORE = (b"cache-control", b"no-store")
SLOW = "The request's body did not arrive in time."
log = logging.getLogger("escalate.service")


class Guard:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp, settings: Settings, metrics: Metrics) -> None:
        self.app = app
        self.settings = settings
        self.metrics = metrics
        self.open = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        status = 500
        started = False

        async def send_guarded(message: Message) -> None:
            nonlocal status, started
            if message["type"] == "http.response.start":
                started, status = True, message["status"]
                own = [h for h in message["headers"] if h[0] != b"server"]
                named = {name for name, _ in own}
                extra = [*HEADERS, *(() if b"cache-control" in named else (NO_STORE,))]
                message = {**message, "headers": [*own, *extra]}
            await send(message)

        self.open += 1
        self.metrics.open.inc()
        try:
            if self.open > self.settings.max_requests:
                raise Busy("Too many requests at once. Try again in a moment.")
            body = await asyncio.wait_for(self._body(scope, receive), self.settings.seconds)
            await self.app(scope, _replay(body, receive), send_guarded)
        except TimeoutError:
            await _refuse(send_guarded, BodyTooSlow(SLOW))
        except Refusal as refusal:
            await _refuse(send_guarded, refusal)
        except Exception as error:
            # Only the kind of error: its words, and a traceback's, may hold the text.
            log.error("unexpected %s on %s", type(error).__name__, _route(scope))
            if not started:
                await _refuse(send_guarded, Refusal("The server failed. Nothing of the request was kept."), 500)
        finally:
            self.open -= 1
            self.metrics.open.dec()
            route = _route(scope)
            method = scope["method"] if scope["method"] in METHODS else "other"
            self.metrics.requests.labels(method, route, str(status)).inc()
            self.metrics.seconds.labels(route).observe(time.perf_counter() - began)

    async def _body(self, scope: Scope, receive: Receive) -> bytes:
        """The whole body, as soon as it is there, and never more than the limit."""
        batch = scope["path"] == "/v1/batch"
        limit = self.settings.max_batch_bytes if batch else self.settings.max_bytes
        refusal = TooLarge(f"The request is over {limit:,} bytes. Send less at once.")
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if declared.isdigit() and int(declared) > limit:
            raise refusal
        parts: list[bytes] = []
        size = 0
        more = True
        began = time.monotonic()
        while more:
            message = await asyncio.wait_for(receive(), BODY_PAUSE)
            if message["type"] == "http.disconnect":
                break
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            if size > limit:
                raise refusal
            more = message.get("more_body", False)
            if more and size < BODY_RATE * (time.monotonic() - began - BODY_GRACE):
                raise BodyTooSlow(SLOW)
        return b"".join(parts)


def _replay(body: bytes, receive: Receive) -> Receive:
    given = False

    async def replay() -> Message:
        nonlocal given
        if not given:
            given = True
            return {"type": "http.request", "body": body, "more_body": False}
        return await receive()

    return replay


def _route(scope: Scope) -> str:
    """The route's pattern: paths as asked for would grow the metrics without end."""
    route = scope.get("route")
    return str(getattr(route, "path", "other"))


async def _refuse(send: Send, refusal: Refusal, status: int | None = None) -> None:
    body = json.dumps({"error": str(refusal)}).encode()
    # The rest of a body that was not read whole would keep the connection open for as long as the client likes.
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    headers.append((b"connection", b"close"))
    if refusal.status == 503:
        headers.append((b"retry-after", b"1"))
    await send({"type": "http.response.start", "status": status or refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
