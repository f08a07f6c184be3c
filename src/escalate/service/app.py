"""The ASGI application, put together."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from escalate.errors import InputError
from escalate.pack.overlay import apply_overlay
from escalate.pack.pack import read_pack
from escalate.service.api import make_api
from escalate.service.errors import Refusal
from escalate.service.guard import Guard
from escalate.service.metrics import Metrics
from escalate.service.page import make_pages
from escalate.service.pool import ScoringPool
from escalate.service.settings import Settings
from escalate.version import VERSION

ABOUT = (
    "Escalation signals in news: one score for each article, every point accounted for. "
    "No text is stored or logged. The score measures what is reported, not what is true."
)


def create_app(settings: Settings | None = None) -> FastAPI:
    """Make the application; its processes start with the server's lifespan.

    Raises
    ------
    EscalateError
        The rules cannot be read.
    """
    chosen = settings or Settings()
    pack = read_pack(Path(chosen.rules) if chosen.rules else None)
    if chosen.overlay:
        pack = apply_overlay(pack, Path(chosen.overlay), chosen.today).pack
    pool, metrics = ScoringPool(chosen), Metrics()

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await pool.start()
        yield
        pool.stop()

    app = FastAPI(
        title="escalate",
        version=VERSION,
        description=ABOUT,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # a redirect would give back the Host header as it was sent
    )
    app.include_router(make_api(chosen, pool, pack, metrics))
    app.include_router(make_pages(chosen, pool, metrics))
    app.add_middleware(Guard, settings=chosen, metrics=metrics)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(InputError, _input)
    # Its warnings name characters of what was sent.
    logging.getLogger("python_multipart").setLevel(logging.CRITICAL)
    return app


async def _invalid(_: Request, error: Exception) -> JSONResponse:
    """Say what is wrong without giving the text back."""
    assert isinstance(error, RequestValidationError)
    found = [f"{'.'.join(str(part)[:40] for part in e['loc'])}: {e['msg']}" for e in error.errors()[:5]]
    return _problem(422, "; ".join(found))


async def _http(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    return _problem(error.status_code, str(error.detail), dict(error.headers or {}))


async def _refused(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Refusal)
    headers = {503: {"retry-after": "1"}, 401: {"www-authenticate": "Bearer"}}.get(error.status)
    return _problem(error.status, str(error), headers)


async def _input(_: Request, error: Exception) -> JSONResponse:
    return _problem(422, str(error))


def _problem(status: int, message: str, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse({"error": message.encode("utf-8", "replace").decode()}, status, headers)
