from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tools.chromium import PHONE, WIDE

from tests.browser.test_report import OVERFLOWS, OVERLAPS
from tests.serving import Server

pytestmark = pytest.mark.slow

Open = Callable[..., Any]
TEXT = "Ardania shelled the Belmoran town of Oster on Monday, the army said. Belmora denied that it had fired first."
ATTACK = "<script>document.title='taken'</script><img src=x onerror=\"alert(1)\">"
INLINE = """() => {
  const script = document.createElement('script');
  script.textContent = 'document.title = "taken"';
  document.body.append(script);
}"""
DROP = """([name, text]) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name, {type: 'text/plain'}));
  const drop = new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true});
  document.getElementById('text').dispatchEvent(drop);
}"""


def test_typed_text_is_scored_in_place(open_page: Open, server: Server) -> None:
    page = open_page(server.url)
    page.fill("#title", "Oster hit")
    page.fill("#text", TEXT)
    page.click("button.main")
    page.wait_for_selector("#result .gauge")
    assert "Oster hit" in page.locator("#result .title").inner_text()
    assert page.url.rstrip("/") == server.url, "the page was not left"
    assert page.locator("#result").evaluate("e => e === document.activeElement"), "the keyboard goes on at the result"
    page.fill("#title", "Oster hit again")
    page.click("button.main")
    page.wait_for_selector("#result .title:has-text('again')")


def test_pasted_text_is_scored_at_once(open_page: Open, server: Server) -> None:
    page = open_page(server.url)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server.url)
    page.evaluate("text => navigator.clipboard.writeText(text)", TEXT)
    page.focus("#text")
    page.keyboard.press("Control+V")
    page.wait_for_selector("#result .gauge")


def test_a_dropped_file_and_a_chosen_file_are_scored_at_once(open_page: Open, server: Server) -> None:
    page = open_page(server.url)
    page.evaluate(DROP, ["dropped.txt", TEXT])
    page.wait_for_selector("#result .gauge")
    assert "dropped.txt" in page.locator("#result").inner_text()
    page.set_input_files("#file", {"name": "chosen.txt", "mimeType": "text/plain", "buffer": TEXT.encode()})
    page.wait_for_selector("#result .head:has-text('chosen.txt')")


@pytest.mark.parametrize("scripts", [True, False])
def test_an_example_is_picked(open_page: Open, server: Server, scripts: bool) -> None:
    page = open_page(server.url, java_script_enabled=scripts)
    page.click("text=Harbour blockade")
    page.wait_for_selector("#result .gauge")
    assert "Cardova Closes the Strait" in page.locator("#result .title").inner_text()


def test_it_works_without_scripts(open_page: Open, server: Server) -> None:
    page = open_page(server.url, java_script_enabled=False)
    page.fill("#text", TEXT)
    page.click("button.main")
    page.wait_for_selector("#result .gauge")
    assert page.input_value("#text") == TEXT


def test_hover_and_keyboard_reach_a_reason(open_page: Open, server: Server) -> None:
    page = open_page(f"{server.url}/?example=harbour_blockade")
    page.locator("#result .cue").first.hover()
    assert "Without this cue" in page.locator(".tip:visible").inner_text()
    page.mouse.move(2, 2)
    page.locator("#result .cue").nth(1).focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator(".reason:target").is_visible()


def test_two_articles_are_compared(open_page: Open, server: Server) -> None:
    page = open_page(f"{server.url}/compare")
    page.fill("#text", TEXT)
    page.fill("#text2", "Ardania and Belmora agreed to a ceasefire on Friday and will hold peace talks in Dorland.")
    page.click("button.main")
    page.wait_for_selector("#result .changes")
    assert "Gained" in page.locator("#result").inner_text() and "Lost" in page.locator("#result").inner_text()
    left, right = (page.locator("#result .pair").first.locator("section").nth(n).bounding_box() for n in (0, 1))
    assert left["y"] == right["y"] and left["x"] + left["width"] <= right["x"], "side by side"


def test_a_text_over_the_limit_is_told(open_page: Open, server: Server) -> None:
    page = open_page(server.url)
    page.fill("#text", f"{TEXT} " * 1200)
    page.click("button.main")
    page.wait_for_selector("#error:visible")
    assert "too long" in page.inner_text("#error")
    page.fill("#text", TEXT)
    page.click("button.main")
    page.wait_for_selector("#result .gauge")
    assert page.locator("#error:visible").count() == 0


def test_an_empty_text_is_told(open_page: Open, server: Server) -> None:
    page = open_page(server.url, expected="422")
    page.click("button.main")
    page.wait_for_selector("#error:visible")
    assert "empty" in page.inner_text("#error")


def test_a_bad_token_is_told_and_a_good_one_works(open_page: Open, locked_server: Server) -> None:
    page = open_page(locked_server.url, expected="401")
    page.fill("#text", TEXT)
    page.fill("#token", "a wrong one")
    page.click("button.main")
    page.wait_for_selector("#error:visible")
    assert "token is missing or wrong" in page.inner_text("#error")
    assert page.locator("#result .gauge").count() == 0
    page.fill("#token", "the right one")
    page.click("button.main")
    page.wait_for_selector("#result .gauge")
    assert "the right one" not in page.content()


@pytest.mark.parametrize("scripts", [True, False])
def test_markup_in_title_text_and_file_name_is_shown_as_text(
    open_page: Open, server: Server, tmp_path: Path, scripts: bool
) -> None:
    page = open_page(server.url, java_script_enabled=scripts)
    page.fill("#title", ATTACK)
    page.fill("#text", f"{ATTACK} {TEXT}")
    page.click("button.main")
    page.wait_for_selector("#result .gauge")
    result = page.locator("#result")
    assert ATTACK in result.locator(".title").inner_text()
    assert "<script>" in result.locator(".prose").inner_text()
    assert result.locator("script, img").count() == 0
    buffer = f"{ATTACK} {TEXT}".encode()
    page.set_input_files(
        "#file", {"name": "<img src=x onerror=alert(1)>.txt", "mimeType": "text/plain", "buffer": buffer}
    )
    page.click("button.main")
    page.wait_for_selector("#result .source:has-text('onerror=alert(1)>.txt')")
    assert result.locator("script, img").count() == 0
    assert page.title() == "escalate: score an article"


def test_inline_scripts_do_not_run(open_page: Open, server: Server) -> None:
    page = open_page(server.url, expected="Content Security Policy")
    page.evaluate(INLINE)
    assert page.title() == "escalate: score an article"


def test_the_report_is_saved_as_a_file(open_page: Open, server: Server, tmp_path: Path) -> None:
    page = open_page(server.url)
    page.fill("#text", TEXT)
    with page.expect_download() as waiting:
        page.click("text=Save report")
    path = tmp_path / "saved.html"
    waiting.value.save_as(path)
    saved = open_page(path.as_uri())
    assert saved.locator(".gauge").count() == 1


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", "/?example=border_incident", "/compare", "/compare?example=pair"])
def test_every_page_fits_and_is_accessible(
    open_page: Open, server: Server, violations: Callable[[Any], list[str]], path: str, viewport: Any, scheme: str
) -> None:
    page = open_page(f"{server.url}{path}", viewport=viewport, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    assert page.evaluate(OVERFLOWS) == []
    assert page.evaluate(OVERLAPS) == []
    assert violations(page) == []
