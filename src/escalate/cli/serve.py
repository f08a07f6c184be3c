"""`escalate serve`."""

from __future__ import annotations

import contextlib
import ipaddress
import os
from datetime import date
from pathlib import Path

import click

from escalate.cli.scorer_options import ScorerChoice, scorer_options
from escalate.errors import EscalateError, InputError
from escalate.read.plain_file import read_plain

MAX_TOKEN = 10_000  # bytes of a token's file
TOKEN_VARIABLE = "ESCALATE_TOKEN"


@click.command(name="serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; others see only loopback.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Port; 0 takes a free one."
)
@click.option("--workers", type=click.IntRange(1, 64), help="Processes that score; by default one for each core.")
@click.option(
    "--token-file",
    type=click.Path(path_type=Path),
    help=f"File with a token that clients must send; {TOKEN_VARIABLE} in the environment does the same.",
)
@click.option(
    "--max-bytes", type=click.IntRange(1000, 50_000_000), default=500_000, show_default=True, help="Longest request."
)
@click.option(
    "--seconds", type=click.FloatRange(0.1, 600), default=20.0, show_default=True, help="Longest time for a score."
)
@click.option(
    "--waiting", type=click.IntRange(1, 10_000), default=32, show_default=True, help="Articles in work at once."
)
@click.option("--no-token", "without_token", is_flag=True, help="Serve others than this machine without a token.")
@scorer_options
def command(
    host: str,
    port: int,
    workers: int | None,
    token_file: Path | None,
    max_bytes: int,
    seconds: float,
    waiting: int,
    without_token: bool,
    choice: ScorerChoice,
) -> None:
    """Serve a page to paste articles into, and a JSON API. No text is stored or logged."""
    try:
        import uvicorn

        from escalate.service.app import create_app
        from escalate.service.connections import MAX_HEADERS, BoundedProtocol
        from escalate.service.settings import Settings, default_workers
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] == "escalate":
            raise
        raise EscalateError(
            f"serve needs {error.name}. Install it with: pip install 'escalation-signals[serve]'"
        ) from None
    token = _token(token_file)
    if not token and not without_token and not _is_loopback(host):
        raise InputError(
            f"{host}: is open to others, and no token is set. Set one with --token-file, or say --no-token."
        )
    settings = Settings(
        rules=choice.rules,
        model=choice.model,
        use_model=choice.use_model,
        overlay=choice.overlay,
        rules_sha256=choice.rules_sha256,
        model_sha256=choice.model_sha256,
        today=choice.day or date.today(),  # for all processes, also those that start after midnight
        token=token,
        workers=workers or default_workers(),
        max_bytes=max_bytes,
        seconds=seconds,
        max_waiting=waiting,
    )
    # Loads everything once here, so that a fault in rules or model is told at once and not by a worker.
    choice.load(whole=False)
    app = create_app(settings)
    server = uvicorn.Server(
        uvicorn.Config(
            app, host=host, port=port, log_level="error", access_log=False, server_header=False, ws="none",
            http=BoundedProtocol, h11_max_incomplete_event_size=MAX_HEADERS, timeout_graceful_shutdown=5,
            timeout_keep_alive=15, lifespan="on",
        )
    )  # fmt: skip
    _listen(server, host, port)


def _listen(server: object, host: str, port: int) -> None:
    """Bind first, so that the address can be told, and a taken port is a clear message."""
    import socket

    import uvicorn

    assert isinstance(server, uvicorn.Server)
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        bound = socket.create_server((host, port), family=family, backlog=128)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"{host}:{port}: cannot listen there ({reason}). Choose another --host or --port.") from None
    with bound, contextlib.suppress(KeyboardInterrupt):  # Ctrl-C is how a server is stopped
        shown = f"[{host}]" if ":" in host else host
        click.echo(f"escalate: listening on http://{shown}:{bound.getsockname()[1]}/ (Ctrl-C stops)")
        server.run(sockets=[bound])


def _token(file: Path | None) -> str | None:
    if file is None:
        return os.environ.get(TOKEN_VARIABLE, "").strip() or None
    try:
        token = read_plain(file, MAX_TOKEN).decode("utf-8-sig").strip()
    except (InputError, UnicodeDecodeError):
        raise InputError(f"{file}: cannot be read. Name a text file that holds the token.") from None
    if not token:
        raise InputError(f"{file}: is empty. Put the token into it.")
    return token


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
