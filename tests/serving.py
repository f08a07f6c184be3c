"""Runs `escalate serve` as users do, in its own process on a free port."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2


@dataclass
class Server:
    """A running service. `output` gives all that it has printed and logged so far."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path

    def output(self) -> str:
        return self.log.read_text(encoding="utf-8")


@contextmanager
def serving(*options: str, token: str | None = None) -> Iterator[Server]:
    environment = {name: value for name, value in os.environ.items() if name != "ESCALATE_TOKEN"}
    if token:
        environment["ESCALATE_TOKEN"] = token
    command = [sys.executable, "-u", "-m", "escalate", "serve", "--port", "0", *options]
    with TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        with log.open("wb") as out:
            process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, env=environment)
        try:
            server = Server("", process, log)
            for _ in range(600):
                words = server.output().split()
                server.url = next((word.rstrip("/") for word in words if word.startswith("http")), "")
                if server.url and _answers(server.url):
                    break
                if process.poll() is not None:
                    raise AssertionError(server.output())
                try:
                    process.wait(0.1)
                except subprocess.TimeoutExpired:
                    continue
            else:
                raise AssertionError(f"the service did not start: {server.output()}")
            yield server
        finally:
            process.terminate()
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _answers(url: str) -> bool:
    try:
        return httpx2.get(f"{url}/healthz", timeout=60).status_code == 200
    except httpx2.TransportError:
        return False
