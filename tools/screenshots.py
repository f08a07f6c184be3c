"""Takes the pictures of the README: the report, the page, the comparison and the terminal, written to docs/images/.

    python tools/screenshots.py [--article examples/border_incident.txt] [--out docs/images] [--chromium PATH]

Needs the extras `report` and `serve`, Playwright for Python and an installed Chromium.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from chromium import FLAGS, PHONE, WIDE

from escalate import Scorer
from escalate.read.article import read_articles
from escalate.report.html import actor_names, render

ROOT = Path(__file__).parents[1]
TERMINAL_COLUMNS = 100


@contextmanager
def serving() -> Iterator[str]:
    """Run the service on a free port; its address."""
    environment = {name: value for name, value in os.environ.items() if name != "ESCALATE_TOKEN"}
    command = [sys.executable, "-u", "-m", "escalate", "serve", "--port", "0", "--workers", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        try:
            words = process.stdout.readline().split()
            yield next(word for word in words if word.startswith("http")).rstrip("/")
        finally:
            process.terminate()


def terminal(article: Path, out: Path) -> None:
    """The terminal's output as a picture, drawn by Rich as it prints it."""
    from rich.console import Console

    from escalate.report.text import print_report

    console = Console(record=True, width=TERMINAL_COLUMNS, file=io.StringIO(), highlight=False)
    read = read_articles(str(article))[0]
    print_report(Scorer.load().score(read), console, article=read)
    drawn = console.export_svg(title=f"escalate score {article.name}")
    # Rich names a font on another host; a picture fetches nothing.
    out.write_text(re.sub(r"@font-face \{.*?\}\s*", "", drawn, flags=re.DOTALL), encoding="utf-8")


def report(article: Path, out: Path) -> None:
    """The report as a file."""
    scorer = Scorer.load()
    given = read_articles(str(article))[0]
    out.write_text(render(scorer.score(given), given, actor_names(scorer.pack)), encoding="utf-8")


def picture(
    browser: Any, url: str, out: Path, viewport: dict[str, int], scheme: str = "light", *, whole: bool = False
) -> None:
    """One picture of a page, as much as the window shows or all of it."""
    context = browser.new_context(viewport=viewport, color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    page.goto(url)
    if page.locator("#result .title").count():
        page.locator("#result").scroll_into_view_if_needed()
        page.evaluate("document.getElementById('result').scrollIntoView()")
    page.screenshot(path=str(out), full_page=whole)
    context.close()


def main() -> int:
    """Take all pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--article", type=Path, default=ROOT / "examples" / "border_incident.txt")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "images")
    parser.add_argument("--chromium", default=shutil.which("chromium"))
    parser.add_argument("--whole", action="store_true", help="the whole report, not only what one window shows")
    options = parser.parse_args()
    if not options.chromium:
        print("screenshots: Chromium is not there. Install it, or name it with --chromium.", file=sys.stderr)
        return 2
    from playwright.sync_api import sync_playwright

    options.out.mkdir(parents=True, exist_ok=True)
    terminal(options.article, options.out / "terminal.svg")
    file = options.out / "report.html"
    report(options.article, file)
    with sync_playwright() as playwright, serving() as url:
        browser = playwright.chromium.launch(executable_path=options.chromium, args=FLAGS)
        for name, viewport in (("report", WIDE), ("report-phone", PHONE)):
            for scheme in ("light", "dark"):
                out = options.out / f"{name}-{scheme}.png"
                picture(browser, file.as_uri(), out, viewport, scheme, whole=options.whole)
        picture(browser, url, options.out / "page.png", WIDE)
        picture(browser, f"{url}/compare?example=pair", options.out / "compare.png", WIDE)
        browser.close()
    file.unlink()
    for path in sorted(options.out.iterdir()):
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
