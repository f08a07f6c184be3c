"""How fast the page answers under load: clients at once that each paste a 1,000-word article again and again.

Prints one table: percentiles of the time to answer, and their ratio to scoring the same article alone.

    python benchmarks/service_load.py [--clients 8] [--seconds 15] [--url http://127.0.0.1:8000] [--limit-ms 150]

Without --url it starts `escalate serve` itself on a free port. With --limit-ms it exits with 1 where the page's
95th percentile is over the limit. Clients and server share the machine, as they would on a small one.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

from rich.console import Console
from rich.table import Table

from escalate import Scorer

EXAMPLES = Path(__file__).parents[1] / "examples"
WORDS = 1000
BARE_RUNS = 40
BOUNDARY = "escalate-load-boundary"
PATHS = {
    "page": ("/report", f"multipart/form-data; boundary={BOUNDARY}"),
    "API": ("/v1/score", "application/json"),
}


def article_of(words: int) -> str:
    """Paragraphs of the examples, in order and over again, until there are enough words."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(EXAMPLES.glob("*.txt"))]
    paragraphs = [block for text in texts for block in text.split("\n\n") if len(block.split()) > 12]
    chosen: list[str] = []
    count = 0
    for turn in range(words):
        # A number in each paragraph keeps repeats from being set aside as said before.
        block = f"{paragraphs[turn % len(paragraphs)]} That was report {turn + 1}."
        chosen.append(block)
        count += len(block.split())
        if count >= words:
            break
    return "\n\n".join(chosen)


def bare_seconds(text: str) -> float:
    """Median time to score the article in this process, alone."""
    scorer = Scorer.load()
    scorer.score(text)
    times = []
    for _ in range(BARE_RUNS):
        began = time.perf_counter()
        scorer.score(text)
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def as_form(fields: dict[str, str]) -> str:
    """A form's body as browsers send it."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    return "".join(parts) + f"--{BOUNDARY}--\r\n"


def load(url: str, kind: str, text: str, clients: int, seconds: float) -> list[float]:
    """Seconds to each answer, from clients that ask again as soon as they have one.

    Raises
    ------
    RuntimeError
        An answer was no report.
    """
    path, content_type = PATHS[kind]
    body = as_form({"title": "", "text": text, "as": "part"}) if kind == "page" else json.dumps({"text": text})
    data, host = body.encode(), urlsplit(url).netloc
    times: list[list[float]] = [[] for _ in range(clients)]
    failures: list[str] = []
    warm = time.perf_counter() + 2
    end = warm + seconds

    def ask(mine: list[float]) -> None:
        connection = http.client.HTTPConnection(host, timeout=60)
        try:
            while time.perf_counter() < end:
                began = time.perf_counter()
                connection.request("POST", path, data, {"Content-Type": content_type})
                answer = connection.getresponse()
                content = answer.read()
                if answer.status != 200 or (b"of 100" not in content and b'"score"' not in content):
                    failures.append(f"{path}: {answer.status} {content[:100]!r}")
                    return
                if began >= warm:
                    mine.append(time.perf_counter() - began)
        except OSError as error:
            failures.append(f"{path}: {error}")

    threads = [threading.Thread(target=ask, args=(mine,)) for mine in times]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise RuntimeError(failures[0])
    return sorted(value for mine in times for value in mine)


def serve() -> tuple[subprocess.Popen[str], str]:
    """Start the service on a free port; its process and its address."""
    command = [sys.executable, "-m", "escalate", "serve", "--port", "0"]
    environment = {name: value for name, value in os.environ.items() if name != "ESCALATE_TOKEN"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout is not None
    line = process.stdout.readline()
    url = next((word for word in line.split() if word.startswith("http")), "").rstrip("/")
    for _ in range(200):
        try:
            connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return process, url
        except OSError:
            time.sleep(0.1)
    process.terminate()
    raise RuntimeError("the service did not start")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--url")
    parser.add_argument("--limit-ms", type=float)
    options = parser.parse_args()
    text = article_of(WORDS)
    bare = bare_seconds(text)
    process, url = (None, options.url.rstrip("/")) if options.url else serve()
    table = Table(title=f"{options.clients} clients at once, {len(text.split()):,} words, {os.cpu_count()} cores")
    for name in ("what", "answers", "a second", "median ms", "p95 ms", "worst ms", "p95 / bare scoring"):
        table.add_column(name, justify="left" if name == "what" else "right")
    table.add_row("bare scoring", str(BARE_RUNS), f"{1 / bare:.0f}", f"{bare * 1000:.1f}", "", "", "1.0")
    slowest = 0.0
    try:
        for kind in PATHS:
            times = load(url, kind, text, options.clients, options.seconds)
            p95 = statistics.quantiles(times, n=20)[-1]
            figures = [statistics.median(times), p95, times[-1]]
            row = [f"{value * 1000:.1f}" for value in figures]
            table.add_row(kind, str(len(times)), f"{len(times) / options.seconds:.0f}", *row, f"{p95 / bare:.1f}")
            slowest = max(slowest, p95 * 1000) if kind == "page" else slowest
    finally:
        if process:
            process.terminate()
            process.wait(timeout=20)
    Console(width=110).print(table)
    return 1 if options.limit_ms and slowest > options.limit_ms else 0


if __name__ == "__main__":
    sys.exit(main())
