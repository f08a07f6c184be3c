from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tools.chromium import PHONE, WIDE

pytestmark = pytest.mark.slow

Open = Callable[..., Any]
LOOKS = [
    pytest.param(viewport, scheme, id=f"{viewport['width']}-{scheme}")
    for viewport in (WIDE, PHONE)
    for scheme in ("light", "dark")
]
# Elements of the report that stick out of the window, or text cut off within its own box.
OVERFLOWS = """() => [...document.querySelectorAll('.escalate *')].filter(e => {
  const r = e.getBoundingClientRect(), s = getComputedStyle(e);
  return r.width && s.visibility !== 'hidden' && !e.closest('svg') && (r.right > innerWidth + 1 || r.left < -1);
}).map(e => e.outerHTML.slice(0, 120))"""
# Pairs of blocks of text that lie on top of each other.
OVERLAPS = """() => {
  const looked = '.block, .reason, .waterfall li, .head > *, h2, h3, .foot section';
  const all = [...document.querySelectorAll(looked)].filter(e => e.offsetParent);
  const found = [];
  for (const [i, a] of all.entries()) for (const b of all.slice(i + 1)) {
    if (a.contains(b) || b.contains(a)) continue;
    const x = a.getBoundingClientRect(), y = b.getBoundingClientRect();
    const wide = Math.min(x.right, y.right) - Math.max(x.left, y.left);
    const high = Math.min(x.bottom, y.bottom) - Math.max(x.top, y.top);
    if (wide > 1 && high > 1) found.push(a.outerHTML.slice(0, 80) + ' / ' + b.outerHTML.slice(0, 80));
  }
  return found;
}"""


@pytest.mark.parametrize(("viewport", "scheme"), LOOKS)
def test_it_fits_the_window_and_is_accessible(
    open_page: Open, report_file: str, violations: Callable[[Any], list[str]], viewport: Any, scheme: str
) -> None:
    page = open_page(report_file, viewport=viewport, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    assert page.evaluate(OVERFLOWS) == []
    assert page.evaluate(OVERLAPS) == []
    assert violations(page) == []
    # Once more with a note open, which is a part of the page that is hidden at first.
    page.locator(".cue").nth(1).focus()
    assert page.locator(".tip:visible").count() == 1
    assert page.evaluate(OVERFLOWS) == []
    assert violations(page) == []


def test_dark_and_light_differ(open_page: Open, report_file: str) -> None:
    colour = "getComputedStyle(document.body).backgroundColor"
    shown = {s: open_page(report_file, color_scheme=s).evaluate(colour) for s in ("light", "dark")}
    assert shown == {"light": "rgb(251, 250, 246)", "dark": "rgb(22, 21, 19)"}


def test_pointing_at_a_mark_shows_its_reason(open_page: Open, report_file: str) -> None:
    page = open_page(report_file, java_script_enabled=True)
    cue = page.locator(".stretch.counted .cue").first
    assert page.locator(".tip:visible").count() == 0
    cue.hover()
    tip = page.locator(".tip:visible")
    assert tip.count() == 1
    text = tip.inner_text()
    assert "points" in text and "Without this cue" in text and "." in text
    box, word = tip.bounding_box(), cue.bounding_box()
    assert box["y"] >= word["y"] + word["height"] - 8, "the note stands below the words"
    tip.hover()
    assert tip.count() == 1, "the note can be pointed at"
    page.mouse.move(2, 2)
    assert page.locator(".tip:visible").count() == 0


@pytest.mark.parametrize("scripts", [True, False])
def test_the_keyboard_reaches_every_mark_and_its_reason(open_page: Open, report_file: str, scripts: bool) -> None:
    page = open_page(report_file, java_script_enabled=scripts)
    marks = page.locator(".cue").count()
    reached = []
    for _ in range(marks * 4 + 30):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if not focused.count():
            break
        if "cue" in (focused.get_attribute("class") or ""):
            reached.append(focused.get_attribute("href"))
            assert page.locator(".tip:visible").count() == 1
        elif (
            focused.get_attribute("href", timeout=500)
            and len(reached) == 1
            and "#a1-r" in focused.get_attribute("href")
        ):
            # From the first mark's note on to its reason in the list, and back.
            target = focused.get_attribute("href")
            page.keyboard.press("Enter")
            assert page.locator(f"{target}:target").count() == 1
            page.locator(f"{target} a").last.press("Enter")
            reached = reached[:1]
            page.locator(".cue").first.focus()
            page.keyboard.press("Tab")
            reached.append("back")
    assert reached.count("back") == 1
    assert len(set(reached) - {"back"}) == marks


def test_following_a_mark_keeps_its_note_open_until_closed(open_page: Open, report_file: str) -> None:
    page = open_page(report_file, viewport=PHONE, has_touch=True)
    page.locator(".cue").nth(2).tap()
    page.evaluate("document.activeElement.blur()")
    assert page.locator(".tip:target").is_visible()
    page.locator(".tip:target .tip-close").tap()
    assert page.locator(".tip:target").count() == 0


def test_kinds_of_marks_can_be_put_away(open_page: Open, report_file: str) -> None:
    page = open_page(report_file)
    piece = page.locator(".prose .piece.words.counted").first
    before = piece.evaluate("e => getComputedStyle(e).backgroundColor")
    page.locator(".show-words").uncheck()
    after = piece.evaluate("e => getComputedStyle(e).backgroundColor")
    assert before != after == "rgba(0, 0, 0, 0)"


def test_counted_and_not_counted_differ_without_colour(open_page: Open, report_file: str) -> None:
    page = open_page(report_file, forced_colors="active")
    shapes = {
        kind: page.locator(f".prose .piece.{kind}").first.evaluate(
            "e => { const s = getComputedStyle(e); return s.textDecorationStyle + s.textDecorationThickness; }"
        )
        for kind in ("counted", "uncounted")
    }
    assert shapes["counted"] != shapes["uncounted"]
    assert page.locator(".stretch.uncounted .badge").first.inner_text().startswith("○")
    assert page.locator(".stretch.counted .badge").first.inner_text()[0] in "▲▼"


def test_it_prints(open_page: Open, report_file: str) -> None:
    page = open_page(report_file)
    page.emulate_media(media="print")
    page.locator(".cue").first.focus()
    assert page.locator(".tip:visible").count() == 0
    assert page.locator(".legend input:visible").count() == 0
    paper = page.pdf(format="A4")
    assert paper.startswith(b"%PDF") and len(paper) > 20_000
