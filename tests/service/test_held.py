"""A service that cannot be held: by a long score, by half a request, by its own work when it should end."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import time

import httpx2
import pytest
from fastapi.testclient import TestClient

from escalate.cli.main import main
from escalate.service import worker
from escalate.service.app import create_app
from escalate.service.errors import TooSlow
from escalate.service.pool import ScoringPool
from escalate.service.settings import Settings
from tests.serving import serving

TEXT = "Ardania shelled the Belmoran town of Oster on Monday, the army said."


def test_a_process_that_takes_too_long_is_ended_and_replaced() -> None:
    async def run() -> None:
        pool = ScoringPool(Settings(workers=1, use_model=False, seconds=20))
        try:
            await pool.start()
            (before,) = pool._processes
            object.__setattr__(pool.settings, "seconds", 0.2)
            with pytest.raises(TooSlow):
                await pool.run(time.sleep, 600)
            object.__setattr__(pool.settings, "seconds", 60.0)
            assert pool.busy == 0 and not before.process.is_alive()
            assert await pool.run(worker.ready) == 1
        finally:
            pool.stop()

    asyncio.run(run())


def test_stopping_waits_for_no_job() -> None:
    async def run() -> float:
        pool = ScoringPool(Settings(workers=1, use_model=False, seconds=600))
        await pool.start()
        job = asyncio.create_task(pool.run(time.sleep, 600))
        await asyncio.sleep(0.1)
        began = time.monotonic()
        pool.stop()
        job.cancel()
        return time.monotonic() - began

    assert asyncio.run(run()) < 10


def test_health_tells_busy_by_its_status() -> None:
    with serving("--workers", "1", "--no-model", "--seconds", "300") as server:
        long = json.dumps({"text": "\n\n".join(f"{TEXT} It was report {n}." for n in range(4000))}).encode()
        port = int(server.url.rsplit(":", 1)[1])
        with socket.create_connection(("127.0.0.1", port)) as held:
            head = (
                f"POST /v1/score HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(long)}"
            )
            held.sendall(head.encode() + b"\r\n\r\n" + long)
            for _ in range(100):
                answer = httpx2.get(f"{server.url}/healthz", timeout=60)
                if answer.status_code == 503:
                    break
            assert (answer.status_code, answer.json()["status"]) == (503, "busy")
            began = time.monotonic()
            server.process.send_signal(signal.SIGTERM)
            server.process.wait(60)
            assert time.monotonic() - began < 10, "SIGTERM ends it whatever runs"


def test_endless_headers_are_cut_off() -> None:
    with serving("--workers", "1", "--no-model") as server:
        port = int(server.url.rsplit(":", 1)[1])
        with socket.create_connection(("127.0.0.1", port), timeout=30) as held:
            sent = 0
            with pytest.raises(OSError):
                held.sendall(b"GET / HTTP/1.1\r\n")
                while sent < 20_000_000:
                    held.sendall(b"X-Long: " + b"a" * 60_000 + b"\r\n")
                    sent += 60_000
            assert sent < 20_000_000


def test_redirects_give_no_host_back_and_any_letter_is_a_token() -> None:
    settings = Settings(workers=1, use_model=False, token="tøken-東")
    with TestClient(create_app(settings)) as client:
        headers = {b"authorization": "Bearer tøken-東".encode(), b"host": b"evil.example"}
        assert client.get("/v1/rules", headers=headers).status_code == 200
        answer = client.get("/v1/rules/", headers=headers, follow_redirects=False)
        assert answer.status_code == 404 and "evil" not in str(answer.headers) + answer.text


def test_others_are_served_only_with_a_token_or_when_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("ESCALATE_TOKEN", raising=False)
    with pytest.raises(SystemExit) as stop:
        main(["serve", "--host", "0.0.0.0", "--port", "0", "--no-model"])
    assert stop.value.code == 2 and "--no-token" in capsys.readouterr().err
