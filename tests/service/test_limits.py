from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from escalate.service import guard, worker
from escalate.service.api import NDJSON, score_lines
from escalate.service.app import create_app
from escalate.service.errors import Busy, TooSlow
from escalate.service.guard import Guard
from escalate.service.metrics import Metrics
from escalate.service.pool import ScoringPool
from escalate.service.settings import Settings
from tests.service.conftest import SMALL

TEXT = "Ardania shelled the Belmoran town of Oster on Monday, the army said."


@pytest.mark.parametrize(
    ("path", "size"), [("/v1/score", 60_001), ("/report", 60_001), ("/compare", 60_001), ("/v1/batch", 80_001)]
)
@pytest.mark.parametrize("declared", [True, False])
def test_large_bodies_are_refused(client: TestClient, path: str, size: int, declared: bool) -> None:
    body = b"x" * size
    content: Any = body if declared else iter([body[:1000], body[1000:]])
    answer = client.post(path, content=content, headers={"content-type": NDJSON})
    assert (answer.status_code, list(answer.json())) == (413, ["error"])


class FakePool(ScoringPool):
    """A pool whose work is a coroutine that the test controls."""

    def __init__(self, work: Callable[..., Any]) -> None:
        self.work = work

    async def run(self, function: Any, *arguments: Any, **named: Any) -> Any:
        return await self.work(*arguments)


def test_a_batch_streams_in_order_and_works_little_ahead() -> None:
    open_, most = 0, 0

    async def work(line: str, number: int) -> str:
        nonlocal open_, most
        open_ += 1
        most = max(most, open_)
        await asyncio.sleep(0.001 * (5 - number % 5))
        open_ -= 1
        return line

    async def run() -> list[str]:
        lines = [(n, str(n)) for n in range(30)]
        return [answer async for answer in score_lines(FakePool(work), lines, 3)]

    assert asyncio.run(run()) == [str(n) for n in range(30)]
    assert most == 3


def test_a_batch_given_up_stops_its_work() -> None:
    begun: list[int] = []

    async def work(line: str, number: int) -> str:
        begun.append(number)
        await asyncio.sleep(0 if number == 0 else 60)
        return line

    async def run() -> None:
        answers: AsyncIterator[str] = score_lines(FakePool(work), [(n, "") for n in range(30)], 3)
        assert await anext(answers) == ""
        await answers.aclose()  # type: ignore[attr-defined]

    asyncio.run(asyncio.wait_for(run(), 5))
    assert begun == [0, 1, 2]


def test_a_batch_waits_its_turn_and_tells_what_was_too_slow() -> None:
    tries = 0

    async def work(line: str, number: int) -> str:
        nonlocal tries
        tries += 1
        if tries < 3:
            raise Busy("busy")
        if number == 2:
            raise TooSlow("too slow")
        return line

    async def run() -> list[str]:
        return [answer async for answer in score_lines(FakePool(work), [(1, "one"), (2, "two")], 1)]

    one, two = asyncio.run(run())
    assert one == "one"
    assert json.loads(two) == {"line": 2, "error": "too slow"}


def test_the_pool_turns_away_what_is_too_much_and_gives_up_what_is_too_slow() -> None:
    long = worker.Given(text=f"{TEXT} " * 600)

    async def run() -> None:
        pool = ScoringPool(Settings(workers=1, use_model=False, max_waiting=3, seconds=0.05))
        try:
            await pool.start()
            jobs = [asyncio.create_task(pool.run(worker.score_report, long, "json")) for _ in range(3)]
            await asyncio.sleep(0)
            with pytest.raises(Busy):
                await pool.run(worker.ready)
            done = await asyncio.gather(*jobs, return_exceptions=True)
            assert any(isinstance(result, TooSlow) for result in done)
            for _ in range(400):
                if not pool.busy and pool.idle:
                    break
                await asyncio.sleep(0.05)
            assert await pool.run(worker.ready) == 1, "the process that was ended is replaced"
        finally:
            pool.stop()

    asyncio.run(run())


def test_the_pool_outlives_a_dead_process() -> None:
    async def run() -> None:
        pool = ScoringPool(Settings(workers=1, use_model=False))
        try:
            await pool.start()
            with pytest.raises(Busy, match="died"):
                await pool.run(_die)  # type: ignore[arg-type]
            assert await pool.run(worker.ready) == 1
            assert pool.busy == 0
        finally:
            pool.stop()

    asyncio.run(run())


def _die() -> None:
    import os

    os._exit(9)


async def _ask(app: Any, settings: Settings, messages: list[Any], path: str = "/v1/score") -> tuple[int, bytes]:
    """Status and body that the guard answers to a request that arrives in these pieces; a number is a pause."""
    sent: list[Any] = []

    async def receive() -> Any:
        message = messages.pop(0) if messages else {"type": "http.disconnect"}
        if isinstance(message, float):
            await asyncio.sleep(message)
            return await receive()
        return message

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": path, "headers": [], "query_string": b""}
    await Guard(app, settings, Metrics())(scope, receive, send)
    return sent[0]["status"], sent[1]["body"]


async def _fail(scope: Any, receive: Any, send: Any) -> None:
    raise ValueError(f"could not read {TEXT}")


def test_a_body_that_trickles_in_is_given_up() -> None:
    piece = {"type": "http.request", "body": b"{", "more_body": True}
    status, body = asyncio.run(_ask(_fail, Settings(seconds=0.05), [piece, 5.0, piece]))
    assert (status, "error" in json.loads(body)) == (408, True)


@pytest.mark.parametrize("pauses", [[0.3], [0.06] * 20])
def test_a_body_that_pauses_or_drips_is_given_up_before_its_time(
    monkeypatch: pytest.MonkeyPatch, pauses: list[float]
) -> None:
    monkeypatch.setattr(guard, "BODY_PAUSE", 0.2)
    monkeypatch.setattr(guard, "BODY_GRACE", 0.2)
    piece = {"type": "http.request", "body": b"{", "more_body": True}
    messages = [*(m for pause in pauses for m in (piece, pause)), piece]
    began = time.monotonic()
    status, _ = asyncio.run(_ask(_fail, Settings(seconds=60), messages))
    assert status == 408 and time.monotonic() - began < 10
    assert messages, "it was not read to its end"


def test_a_failure_tells_and_logs_nothing_of_the_text(caplog: pytest.LogCaptureFixture) -> None:
    whole = {"type": "http.request", "body": TEXT.encode(), "more_body": False}
    with caplog.at_level(logging.DEBUG):
        status, body = asyncio.run(_ask(_fail, Settings(), [whole]))
    assert status == 500
    assert "Oster" not in body.decode() and "Oster" not in caplog.text
    assert "ValueError" in caplog.text


def test_too_many_requests_at_once_are_turned_away() -> None:
    whole = {"type": "http.request", "body": b"", "more_body": False}
    status, _ = asyncio.run(_ask(_fail, Settings(max_requests=0), [whole]))
    assert status == 503


@pytest.fixture(scope="module")
def locked() -> FastAPI:
    return create_app(Settings(workers=1, use_model=False, token="tøken-1"))


@pytest.mark.parametrize(
    ("header", "status"),
    [
        (None, 401),
        ("Bearer wrong", 401),
        ("Bearer ", 401),
        ("Basic dG9rZW4=", 401),
        (b"Bearer \xff\xfe", 401),
        ("Bearer tøken-2".encode("latin-1"), 401),
    ],
)
def test_a_wrong_token_opens_nothing(locked: FastAPI, header: Any, status: int) -> None:
    client = TestClient(locked, raise_server_exceptions=False)
    headers = {"authorization": header} if header else {}
    for method, path in (("POST", "/v1/score"), ("POST", "/v1/batch"), ("GET", "/v1/rules"), ("GET", "/metrics")):
        answer = client.request(method, path, json={"text": TEXT} if method == "POST" else None, headers=headers)
        assert answer.status_code == status
        assert answer.headers["www-authenticate"] == "Bearer"


def test_the_right_token_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    with TestClient(create_app(Settings(workers=1, use_model=False, token="open"))) as client:
        headers = {"authorization": "Bearer open"}
        assert client.post("/v1/score", json={"text": TEXT}, headers=headers).status_code == 200
        assert client.get("/v1/rules", headers=headers).status_code == 200
        assert client.get("/healthz").status_code == 200, "health needs no token"
        page = client.get("/", params={"example": "border_incident"})
        assert 'type="password"' in page.text and 'class="gauge"' not in page.text
        wrong = client.post("/report", data={"text": TEXT, "token": "wrong"})
        assert wrong.status_code == 401 and "token is missing or wrong" in wrong.text and TEXT in wrong.text
        right = client.post("/report", data={"text": TEXT, "token": "open"})
        assert right.status_code == 200 and 'class="gauge"' in right.text and "open" not in _values(right.text)


def _values(page: str) -> list[str]:
    return [part.split('"')[0] for part in page.split('value="')[1:]]


def test_settings_do_not_show_the_token() -> None:
    assert "secret" not in repr(Settings(token="secret"))
    assert SMALL.token is None
