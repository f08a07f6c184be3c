"""The pages for people: paste and score, and compare."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup

from escalate.errors import EscalateError, InputError
from escalate.pack.pack import shipped
from escalate.read.article import decode
from escalate.report.html import TEMPLATES, environment, printable, stylesheet
from escalate.service import worker
from escalate.service.api import token_fits
from escalate.service.errors import Refusal, Unauthorised
from escalate.service.forms import given, read_form, text_of
from escalate.service.metrics import Metrics
from escalate.service.pool import ScoringPool
from escalate.service.settings import Settings
from escalate.service.worker import Given

HERE = Path(__file__).parent
STATIC = {"page.css": "text/css", "page.js": "text/javascript", "icon.svg": "image/svg+xml"}
PAIR = ("harbour_blockade", "harbour_talks")
TYPES = {"json": "application/json", "file": "text/html"}


def read_examples() -> dict[str, tuple[str, str]]:
    """Shipped example articles: a title to pick each by, and its text, by name."""
    found = {}
    for path in sorted(shipped("examples").glob("*.txt")):
        text = decode(path.read_bytes(), path.name)
        found[path.stem] = (path.stem.replace("_", " ").capitalize(), text)
    return found


def make_pages(settings: Settings, pool: ScoringPool, metrics: Metrics) -> APIRouter:
    """The routes of the pages; they are no part of the API's description."""
    router = APIRouter(include_in_schema=False)
    examples = read_examples()
    static = {name: ((HERE / "static" / name).read_bytes(), kind) for name, kind in STATIC.items()}
    static["report.css"] = (stylesheet().encode(), "text/css")
    templates = environment((HERE / "templates", TEMPLATES))

    def page(name: str, status: int = 200, **values: Any) -> HTMLResponse:
        known = {"examples": examples, "needs_token": bool(settings.token), "max_bytes": settings.max_bytes}
        blank = {"result": "", "error": "", "typed": Given(), "second": Given(), "picked": "", "pair": PAIR}
        text = templates.get_template(name).render(**known, **{**blank, **values})
        return HTMLResponse(printable(text), status)

    @router.get("/")
    async def home(example: str = "") -> HTMLResponse:
        if example not in examples:
            return page("home.html")
        typed = Given(text=examples[example][1])
        if settings.token:
            return page("home.html", typed=typed, picked=example)
        metrics.articles.inc()
        result = await pool.run(worker.score_report, typed, "part")
        return page("home.html", result=Markup(result), typed=typed, picked=example)

    @router.get("/compare")
    async def compare_form(example: str = "") -> HTMLResponse:
        if not example or not all(name in examples for name in PAIR):
            return page("compare_page.html")
        first, second = (Given(text=examples[name][1]) for name in PAIR)
        if settings.token:
            return page("compare_page.html", typed=first, second=second)
        metrics.articles.inc(2)
        result = await pool.run(worker.compare, first, second)
        return page("compare_page.html", result=Markup(result), typed=first, second=second)

    @router.post("/report")
    async def report(request: Request) -> Response:
        fields = await read_form(request, settings)
        typed, kind = given(fields), text_of(fields, "as")
        try:
            _authorise(fields, settings)
            metrics.articles.inc()
            result = await pool.run(worker.score_report, typed, kind)
        except (InputError, Refusal) as error:
            return _failed(page, "home.html", kind, error, typed=typed)
        if kind in TYPES:
            name = "report.html" if kind == "file" else "assessment.json"
            headers = {"content-disposition": f'attachment; filename="{name}"'}
            return Response(result, media_type=TYPES[kind], headers=headers)
        if kind == "part":
            return HTMLResponse(result)
        return page("home.html", result=Markup(result), typed=typed)

    @router.post("/compare")
    async def compare(request: Request) -> Response:
        fields = await read_form(request, settings)
        kind, first, second = text_of(fields, "as"), given(fields), given(fields, "2")
        try:
            _authorise(fields, settings)
            metrics.articles.inc(2)
            result = await pool.run(worker.compare, first, second)
        except (InputError, Refusal) as error:
            return _failed(page, "compare_page.html", kind, error, typed=first, second=second)
        if kind == "part":
            return HTMLResponse(result)
        return page("compare_page.html", result=Markup(result), typed=first, second=second)

    @router.get("/static/{name}")
    async def files(name: str) -> Response:
        if name not in static:
            return Response("No such file.", 404, media_type="text/plain")
        content, kind = static[name]
        return Response(content, media_type=kind, headers={"cache-control": "no-cache"})

    return router


def _authorise(fields: dict[str, str | tuple[str, bytes]], settings: Settings) -> None:
    if not token_fits(text_of(fields, "token"), settings):
        raise Unauthorised("The token is missing or wrong. Type the token that the operator gave you.")


def _failed(page: Any, name: str, kind: str, error: EscalateError, **values: Any) -> Response:
    """What went wrong, on the page with all that was typed, or as text for its script."""
    status = error.status if isinstance(error, Refusal) else 422
    headers = {"retry-after": "1"} if status == 503 else None
    if kind == "part":
        return Response(str(error), status, headers, media_type="text/plain")
    answer: HTMLResponse = page(name, status, error=str(error), **values)
    return answer
