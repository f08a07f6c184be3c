"""The JSON API under /v1, health and metrics."""

from __future__ import annotations

import asyncio
import hmac
from collections import deque
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response, StreamingResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from escalate.pack.checker import nearest
from escalate.pack.pack import Pack
from escalate.pack.rule import Rule
from escalate.service import worker
from escalate.service.errors import Busy, Refusal, TooLarge, Unauthorised
from escalate.service.metrics import Metrics
from escalate.service.pool import ScoringPool
from escalate.service.schemas import ArticleIn, AssessmentOut, Health, Problem, RuleDetail, RuleList, RuleOut
from escalate.service.settings import Settings
from escalate.version import VERSION

NDJSON = "application/x-ndjson"
WRONG: dict[int | str, dict[str, Any]] = {
    400: {"model": Problem, "description": "The body cannot be read."},
    408: {"model": Problem, "description": "The body did not arrive in time."},
    413: {"model": Problem, "description": "Too large."},
    422: {"model": Problem, "description": "The body is not an article."},
    503: {"model": Problem, "description": "Too much at once; try again."},
    504: {"model": Problem, "description": "Not scored in time."},
}
BUSY: dict[int | str, dict[str, Any]] = {503: WRONG[503]}
UNWELL: dict[int | str, dict[str, Any]] = {503: {"model": Health | Problem, "description": "Busy."}}
LINES = {"requestBody": {"required": True, "content": {NDJSON: {"schema": {"type": "string", "pattern": "\\S"}}}}}
bearer = HTTPBearer(auto_error=False, description="The token that the operator has set.")


class NotFound(Refusal):
    """No such rule."""

    status = 404


class Unusable(Refusal):
    """A body that is no batch."""

    status = 422


def token_fits(given: str, settings: Settings) -> bool:
    """Compare a token with the one set, in a time that does not depend on where they differ."""
    wanted = settings.token or ""
    return not wanted or hmac.compare_digest(given.encode("utf-8", "surrogateescape"), wanted.encode())


def sent_token(header: str) -> str:
    """The token of a header, which servers decode as Latin-1 while clients send UTF-8."""
    return header.encode("latin-1", "replace").decode("utf-8", "surrogateescape")


def make_api(settings: Settings, pool: ScoringPool, pack: Pack, metrics: Metrics) -> APIRouter:
    """The routes of one service."""
    batches = 0

    def authorise(credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]) -> None:
        if not token_fits(sent_token(credentials.credentials) if credentials else "", settings):
            raise Unauthorised("This needs a valid token. Send it as 'Authorization: Bearer …'.")

    guarded: dict[str, Any] = {}
    if settings.token:
        guarded = {"dependencies": [Depends(authorise)], "responses": {401: {"model": Problem}}}
    public = APIRouter()
    api = APIRouter(**guarded)

    @api.post("/v1/score", response_model=AssessmentOut, responses=WRONG, summary="Score one article")
    async def score(article: ArticleIn) -> Response:
        """Score one article; the answer is the assessment with every reason. Nothing of the text is kept."""
        metrics.articles.inc()
        return Response(await pool.run(worker.score_json, article.article()), media_type="application/json")

    @api.post(
        "/v1/batch",
        responses={**WRONG, 200: {"content": {NDJSON: {"schema": {"type": "string"}}}}},
        response_class=StreamingResponse,
        openapi_extra=LINES,
        summary="Score many articles",
    )
    async def batch(request: Request) -> StreamingResponse:
        """Score JSON lines, each with an article; the answer streams one line for each, in the same order.

        A line that cannot be scored gives an object with `line` and `error`, and the rest goes on.
        """
        nonlocal batches
        if request.headers.get("content-type", NDJSON).split(";")[0].strip() not in (NDJSON, "application/jsonl"):
            raise Unusable(f"Send JSON lines with 'Content-Type: {NDJSON}'.")
        try:
            text = (await request.body()).decode("utf-8-sig")
        except UnicodeDecodeError:
            raise Refusal("The body is not UTF-8. Send JSON lines as UTF-8.") from None
        lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
        if not lines:
            raise Unusable("The batch is empty. Send one JSON object on each line.")
        if len(lines) > settings.max_lines:
            raise TooLarge(f"{len(lines):,} articles, over the limit of {settings.max_lines:,}. Send fewer at once.")
        if batches >= settings.max_batches:
            raise Busy("Too many batches at once. Try again in a moment.")
        batches += 1

        async def stream() -> AsyncIterator[str]:
            nonlocal batches
            try:
                async for answer in score_lines(pool, lines, settings.workers + 1):
                    metrics.articles.inc()
                    yield answer + "\n"
            finally:
                batches -= 1

        return StreamingResponse(stream(), media_type=NDJSON)

    @api.get("/v1/rules", responses=BUSY, summary="List the rules")
    async def rules(
        category: Annotated[str | None, Query(max_length=40)] = None,
        polarity: Annotated[str | None, Query(max_length=40)] = None,
    ) -> RuleList:
        """List the rules, of one category or polarity if asked."""
        wanted = [
            rule for rule in pack.rules if category in (None, rule.category) and polarity in (None, rule.polarity)
        ]
        short = [RuleOut.model_validate(rule, from_attributes=True) for rule in wanted]
        return RuleList(pack=pack.name, version=pack.version, sha256=pack.sha256, rules=short)

    by_id = {name: rule for rule in pack.rules for name in (rule.id, *rule.aliases)}

    @api.get("/v1/rules/{id}", responses={**BUSY, 404: {"model": Problem}}, summary="Show a rule")
    async def rule(id: Annotated[str, Path(max_length=200)]) -> RuleDetail:
        """Show a rule with its phrases and examples; an alias finds the rule that took it over."""
        if id not in by_id:
            raise NotFound(f"No rule '{id[:80]}'. {nearest(id, by_id)}".strip())
        return _detail(by_id[id])

    @api.get("/metrics", response_class=Response, responses={**BUSY, 200: {"content": {"text/plain": {}}}})
    async def figures() -> Response:
        """Figures for Prometheus."""
        return Response(metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")

    @public.get("/healthz", responses=UNWELL, summary="Whether the service scores")
    async def health(response: Response) -> Health:
        """Answer "ok" once a scoring process does; with status 503 "busy" while all of them are at work."""
        if not pool.idle:
            response.status_code = 503
            response.headers["retry-after"] = "1"
            return Health(status="busy", version=VERSION)
        await pool.run(worker.ready)
        return Health(status="ok", version=VERSION)

    public.include_router(api)
    return public


async def score_lines(pool: ScoringPool, lines: list[tuple[int, str]], ahead: int) -> AsyncIterator[str]:
    """Answers to the lines of a batch, in order, with at most `ahead` of them in work at once."""
    waiting: deque[asyncio.Task[str]] = deque()
    position = 0
    try:
        while waiting or position < len(lines):
            while position < len(lines) and len(waiting) < ahead:
                number, line = lines[position]
                waiting.append(asyncio.create_task(_score_line(pool, line, number)))
                position += 1
            yield await waiting[0]
            waiting.popleft()
    finally:
        for task in waiting:
            task.cancel()


async def _score_line(pool: ScoringPool, line: str, number: int) -> str:
    while True:
        try:
            return await pool.run(worker.score_line, line, number)
        except Busy:
            await asyncio.sleep(0.05)  # a batch waits its turn, where a single request is sent away
        except Refusal as refusal:
            return worker.line_error(number, str(refusal))


def _detail(rule: Rule) -> RuleDetail:
    return RuleDetail(
        **RuleOut.model_validate(rule, from_attributes=True).model_dump(),
        why=rule.why,
        phrases=[phrase.text for phrase in rule.phrases],
        match=[example.text for example in rule.match],
        no_match=[example.text for example in rule.no_match],
        false_positives=list(rule.false_positives),
        cameo=list(rule.cameo),
        plover=rule.plover,
        source=rule.source,
        target=rule.target,
        contexts=dict(rule.contexts),
        aliases=list(rule.aliases),
    )
