from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from escalate.service.page import read_examples
from tests.report.page import broken_links, parse

TEXT = "Ardania shelled the Belmoran town of Oster on Monday, the army said."
ATTACK = "<script>alert(1)</script>"
MANY_FIELDS = b'--y\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' * 40 + b"--y--"
EXAMPLES = read_examples()


def _file(name: str, data: bytes, content_type: str = "text/plain") -> dict[str, Any]:
    return {"file": (name, data, content_type)}


def test_the_page_shows_warnings_first_and_the_wording_of_sentences(client: TestClient) -> None:
    address = client.post("/report", data={"text": "https://news.example.org/world/ardania-shells-oster", "as": "part"})
    head = parse(address.text).every(css="head")[0].text()
    assert head.index("Do not use this score") < head.index("of 100")
    incident = parse(client.get("/?example=border_incident").text)
    assert incident.every("li", "reason-said") and incident.every("span", "said")
    assert parse(client.get("/compare?example=pair").text).every(css="wording")


def test_pages_are_whole_and_run_only_their_own_script(client: TestClient) -> None:
    for path in ("/", "/?example=border_incident", "/compare", "/compare?example=pair"):
        page = parse(client.get(path).text)
        assert broken_links(page) == []
        assert [script.attributes.get("src") for script in page.every("script")] == ["/static/page.js"]
        assert [script.text() for script in page.every("script")] == [""]
        for element in page.every():
            assert "style" not in element.attributes and not any(name.startswith("on") for name in element.attributes)
            for name in ("href", "src", "action"):
                assert element.attributes.get(name, "/").startswith(("/", "#"))


def test_static_files_are_served_and_nothing_else(client: TestClient) -> None:
    for name, kind in (("page.js", "text/javascript"), ("report.css", "text/css"), ("icon.svg", "image/svg+xml")):
        answer = client.get(f"/static/{name}")
        assert answer.status_code == 200 and answer.headers["content-type"].startswith(kind)
    for name in ("app.py", "..%2fapp.py", "%2e%2e/app.py", "page.js%00"):
        assert client.get(f"/static/{name}").status_code == 404


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_say_that_they_are_invented_and_are_shown_scored(client: TestClient, name: str) -> None:
    assert "written for the escalate project" in EXAMPLES[name][1]
    page = parse(client.get("/", params={"example": name}).text)
    assert len(page.every(css="gauge")) == 1
    assert page.every("textarea")[0].text().strip() == EXAMPLES[name][1].strip()


def test_an_unknown_example_is_the_blank_page(client: TestClient) -> None:
    page = parse(client.get("/", params={"example": "../../etc/passwd"}).text)
    assert page.every("textarea")[0].text().strip() == "" and not page.every(css="gauge")


@pytest.mark.parametrize("kind", ["page", "part"])
def test_typed_text_gives_a_report(client: TestClient, kind: str) -> None:
    answer = client.post("/report", data={"text": f"First line\r\n\r\n{TEXT}", "title": "Oster hit", "as": kind})
    page = parse(answer.text)
    assert answer.status_code == 200 and len(page.every(css="gauge")) == 1
    assert bool(page.every("form")) == (kind == "page")
    assert "Oster hit" in page.every(css="title")[0].text()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.txt", TEXT.encode(), "Oster"),
        ("a.txt", "Ardania a bombardé Oster – “hier”.".encode("cp1252"), "bombardé"),
        ("a.txt", TEXT.encode("utf-16"), "Oster"),
        ("a.json", json.dumps({"title": "Oster hit", "text": TEXT}).encode(), "Oster hit"),
        ("C:\\texts\\a.txt", TEXT.encode(), "a.txt"),
        (f"{ATTACK}.txt", TEXT.encode(), "script>.txt"),
    ],
)
def test_a_file_gives_a_report(client: TestClient, name: str, data: bytes, words: str) -> None:
    answer = client.post("/report", data={"as": "part"}, files=_file(name, data))
    assert answer.status_code == 200
    assert words in parse(answer.text).text()
    assert ATTACK not in answer.text


@pytest.mark.parametrize(
    ("fields", "files", "words"),
    [
        ({}, {}, "empty"),
        ({"text": " \r\n "}, {}, "empty"),
        ({}, _file("a.txt", b""), "empty"),
        ({}, _file("a.txt", b"%PDF-1.7 \x00\x01\x02"), "binary"),
        ({}, _file("a.json", b"{bad"), "not valid JSON"),
        ({}, _file("a.json", b"[" * 20_000), "nested too deep"),
        ({}, _file("a.json", b"9" * 5000), "thousands of digits"),
        ({}, _file("a.json", b'[{"text": "a"}, {"text": "b"}]'), "2 articles"),
        ({}, _file("a.html", b"<html><p></p></html>"), "no article"),
    ],
)
def test_what_cannot_be_scored_is_told(
    client: TestClient, fields: dict[str, str], files: dict[str, Any], words: str
) -> None:
    plain = client.post("/report", data={**fields, "as": "part"}, files=files or {"x": ("", b"")})
    assert plain.status_code == 422 and words in plain.text
    page = client.post("/report", data=fields, files=files or {"x": ("", b"")})
    (alert,) = [e for e in parse(page.text).every("p", "error") if "hidden" not in e.attributes]
    assert page.status_code == 422 and words in alert.text()


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"x", "text/plain"),
        (b"x", "multipart/form-data"),
        (b"x", "multipart/form-data; boundary=y"),
        (b"--y\r\n\r\nx", "multipart/form-data; boundary=y"),
        (MANY_FIELDS, "multipart/form-data; boundary=y"),
        (b"a=1&" * 3000, "application/x-www-form-urlencoded"),
    ],
)  # fmt: skip
def test_broken_forms_are_refused(client: TestClient, body: bytes, content_type: str) -> None:
    for path in ("/report", "/compare"):
        answer = client.post(path, content=body, headers={"content-type": content_type})
        assert 400 <= answer.status_code < 500


@pytest.mark.parametrize("charset", ["none", "utf-16", "punycode", "base64", "\xff", "utf-7"])
def test_odd_character_sets_do_no_harm(client: TestClient, charset: str) -> None:
    body = b'--y\r\nContent-Disposition: form-data; name="text"\r\n\r\nOster\xff\xfe shelled\r\n--y--'
    headers = {"content-type": f"multipart/form-data; boundary=y; charset={charset}".encode("latin-1")}
    assert client.post("/report", content=body, headers=headers).status_code in (200, 400, 422)


def test_markup_in_every_field_is_shown_as_text(client: TestClient) -> None:
    for title, text in (
        (ATTACK, f"{ATTACK} {TEXT}"),
        ('"><img src=x onerror=alert(1)>', f"</textarea>{ATTACK} {TEXT}"),
    ):
        answer = client.post("/report", data={"title": title, "text": text})
        assert ATTACK not in answer.text and "<img" not in answer.text
        page = parse(answer.text)
        assert page.every("textarea")[0].text().strip() == text
        assert page.every("input")[0].attributes["value"] == title


def test_a_report_and_its_data_can_be_saved(client: TestClient) -> None:
    saved = client.post("/report", data={"text": TEXT, "as": "file"})
    assert saved.headers["content-disposition"] == 'attachment; filename="report.html"'
    assert "<style>" in saved.text and broken_links(parse(saved.text)) == []
    data = client.post("/report", data={"text": TEXT, "as": "json"})
    assert data.headers["content-disposition"] == 'attachment; filename="assessment.json"'
    assert data.json() == client.post("/v1/score", json={"text": TEXT}).json()


def test_two_articles_are_compared(client: TestClient) -> None:
    first, second = EXAMPLES["harbour_blockade"][1], EXAMPLES["harbour_talks"][1]
    for kind in ("page", "part"):
        answer = client.post("/compare", data={"text": first, "text2": second, "as": kind})
        page = parse(answer.text)
        assert answer.status_code == 200 and len(page.every(css="gauge")) == 2
        assert page.every("section", "gained") and page.every("section", "lost")
        assert broken_links(page) == []
    half = client.post("/compare", data={"text": first, "as": "part"})
    assert (half.status_code, "empty" in half.text) == (422, True)
