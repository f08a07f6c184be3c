"""Chromium, the service it looks at, and axe-core. Where one is missing, the tests are skipped, but fail under CI."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tools.chromium import FLAGS, WIDE

from tests.serving import Server, serving

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """axe.run(document, {runOnly: RULES}).then(result => JSON.stringify(result.violations.map(
  found => found.id + ': ' + found.nodes.map(node => node.html.slice(0, 120)).join(' | '))))"""


def missing(what: str) -> None:
    """Skip, so that the other tests run without a browser; CI must have one."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="session")
def axe() -> str:
    if not AXE.exists():
        missing("axe-core is not there: run 'npm ci' in tests/browser")
    return AXE.read_text(encoding="utf-8")


@pytest.fixture(scope="package")
def browser() -> Iterator[Any]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not path:
        missing("Chromium is not there: install it (Debian: apt-get install chromium), or set CHROMIUM to its path")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield found
        found.close()


@pytest.fixture(scope="package")
def server() -> Iterator[Server]:
    with serving("--workers", "1", "--max-bytes", "100000") as running:
        yield running


@pytest.fixture(scope="package")
def locked_server() -> Iterator[Server]:
    with serving("--workers", "1", "--no-model", token="the right one") as running:
        yield running


@pytest.fixture
def open_page(browser: Any) -> Iterator[Callable[..., Any]]:
    """Open a page; at the end of the test there must be no message on its console, no error, and no foreign request."""
    contexts: list[Any] = []
    problems: list[str] = []

    def opened(url: str, expected: str = "", **options: Any) -> Any:
        home = url if url.startswith("file:") else "/".join(url.split("/")[:3])
        context = browser.new_context(**{"viewport": WIDE, "reduced_motion": "reduce", **options})
        contexts.append(context)
        context.set_default_timeout(90_000)  # machines that run tests may be slow
        page = context.new_page()

        def heard(message: Any) -> None:
            if not expected or expected not in message.text:
                problems.append(f"console: {message.text}")

        def asked(request: Any) -> None:
            if not request.url.startswith((home, "data:", "blob:")):
                problems.append(f"request to {request.url}")

        page.on("console", heard)
        page.on("pageerror", lambda error: problems.append(f"error: {error}"))
        page.on("dialog", lambda dialog: problems.append(f"dialog: {dialog.message}") or dialog.dismiss())
        page.on("request", asked)
        page.goto(url)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture
def violations(axe: str) -> Callable[[Any], list[str]]:
    """What axe-core finds wrong with a page."""

    def look(page: Any) -> list[str]:
        # Outside of the page's own world, so that its policy need not allow it.
        session = page.context.new_cdp_session(page)
        tree = session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
        world = session.send("Page.createIsolatedWorld", {"frameId": tree, "worldName": "axe"})["executionContextId"]
        session.send("Runtime.evaluate", {"expression": axe, "contextId": world})
        run = RUN.replace("RULES", json.dumps(RULES))
        answer = session.send(
            "Runtime.evaluate", {"expression": run, "contextId": world, "awaitPromise": True, "returnByValue": True}
        )
        found: list[str] = json.loads(answer["result"]["value"])
        return found

    return look


@pytest.fixture(scope="package")
def report_file() -> Iterator[str]:
    """The report of an example as a file, as `escalate score --format html` writes it."""
    from escalate.cli.main import main

    example = Path(__file__).parents[2] / "examples" / "border_incident.txt"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.html"
        main(["score", str(example), "--format", "html", "-o", str(path)])
        yield path.as_uri()
