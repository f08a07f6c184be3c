import json
from datetime import date
from pathlib import Path

import pytest

from escalate import Article, InputError
from escalate.read.article import decode, from_html, read_articles
from escalate.read.page_bounds import check_page

PAGE = """<!doctype html><html><head><title>Envoy called in</title></head><body>
<nav><a href="/">Home</a><a href="/world">World</a></nav>
<article><h1>Envoy called in</h1>
<p>Ardania called in the Belmoran envoy on Tuesday after a patrol boat crossed the line in the bay.</p>
<p>The ministry said that it expected an explanation before the end of the week, and that it would wait for it.</p>
<p>Fishermen from both shores went out as usual the next morning, and nobody was stopped at the line.</p>
</article><footer>All rights reserved</footer></body></html>"""


def test_a_record_gives_title_text_and_date() -> None:
    article = Article.from_record({"title": "T", "body": "Some text.", "date": "1982-04-02T10:00:00Z", "id": 7})
    assert (article.title, article.text, article.date, article.id) == ("T", "Some text.", date(1982, 4, 2), "7")


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        ([], "not a JSON object"),
        ({"title": "only"}, "no 'text' or 'body'"),
        ({"text": 5}, "not a string"),
        ({"text": "  \n"}, "empty"),
    ],
)
def test_bad_records_say_what_is_missing(record: object, problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        Article.from_record(record)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("Zürich".encode(), "Zürich"),
        ("\ufeffZürich".encode(), "Zürich"),
        ("Zürich “no”".encode("cp1252"), "Zürich “no”"),
        ("Zürich".encode("utf-16"), "Zürich"),
    ],
)
def test_bytes_are_decoded(data: bytes, text: str) -> None:
    assert decode(data, "f") == text


@pytest.mark.parametrize("data", [bytes(range(256)) * 4, b"%PDF-1.7 text", b"\x89PNG\r\n", b"PK\x03\x04abc"])
def test_binary_data_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="binary"):
        decode(data, "f")


def test_json_lines_lists_and_text_files(tmp_path: Path) -> None:
    lines = tmp_path / "a.jsonl"
    lines.write_text('{"text": "One."}\n\n{"text": "Two.", "title": "B"}\n', encoding="utf-8")
    assert [a.text for a in read_articles(str(lines))] == ["One.", "Two."]
    listed = tmp_path / "a.json"
    listed.write_text(json.dumps([{"text": "One."}]), encoding="utf-8")
    assert read_articles(str(listed))[0].text == "One."
    plain = tmp_path / "a.txt"
    plain.write_text("Just text.", encoding="utf-8")
    assert read_articles(str(plain), "Given")[0].title == "Given"


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.json", '{"text": ', "not valid JSON"),
        ("a.json", "[]", "empty list"),
        ("a.jsonl", '{"text": "ok"}\n{bad\n', ":2: not valid JSON"),
        ("a.txt", "", "empty"),
        ("a.txt", "\ufeff\0 \n", "empty"),
    ],
)
def test_bad_files_say_where(tmp_path: Path, name: str, content: str, problem: str) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=problem):
        read_articles(str(path))


def test_missing_files_and_folders(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_articles(str(tmp_path / "nothing.txt"))
    with pytest.raises(InputError, match="is a folder"):
        read_articles(str(tmp_path))


def test_html_gives_the_article_without_the_page() -> None:
    article = from_html(PAGE, "page.html")
    assert "patrol boat" in article.text
    assert "All rights reserved" not in article.text
    assert article.title == "Envoy called in"


def test_html_without_an_article_says_so() -> None:
    with pytest.raises(InputError, match="no article text"):
        from_html("<html><body></body></html>", "empty.html")


def test_separators_of_lines_inside_strings_end_no_record(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("".join(f'{{"text": "War {c} broke out."}}\n' for c in "\u2028\u2029\x85"), encoding="utf-8")
    assert len(read_articles(str(path))) == 3


@pytest.mark.parametrize("encoding", ["utf-32", "utf-32-be"])
def test_utf_32_is_read(encoding: str) -> None:
    assert decode("\ufeffZürich".encode(encoding) if encoding != "utf-32" else "Zürich".encode(encoding), "f") in (
        "Zürich",
        "\ufeffZürich",
    )


@pytest.mark.parametrize("encoding", ["koi8-r", "cp1251", "shift-jis", "gbk", "cp037", "utf-16-le", "utf-32-le"])
def test_other_encodings_are_refused(encoding: str) -> None:
    text = "Attack on the border." if encoding in ("cp037", "utf-16-le", "utf-32-le") else "война"
    with pytest.raises(InputError, match=r"UTF-8|binary"):
        decode((text * 4).encode(encoding), "f")


@pytest.mark.parametrize(
    "fields", [{"text": None}, {"text": {"text": "a"}}, {"text": "a", "date": "soon"}, {"text": "a", "date": 5},
               {"text": "a", "title": 5}, {"text": "a", "id": 7}]
)  # fmt: skip
def test_an_article_of_other_types_is_refused_at_once(fields: dict[str, object]) -> None:
    with pytest.raises(InputError):
        Article(**fields)  # type: ignore[arg-type]


def test_an_article_takes_an_iso_date() -> None:
    assert Article("War.", date="2014-05-17").date == date(2014, 5, 17)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<p " + " ".join(f"a{n}" for n in range(600)) + ">", "more attributes in '<p'"),
        ("<div>" * 300, "nested deeper"),
        ("<p>" * 40_000, "more elements"),
        ("<p>" + "a" * 10_000_000, "10,000,003 characters"),
    ],
)
def test_pages_have_bounds(page: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        from_html(page, "page.html")


def test_less_than_in_scripts_is_no_element() -> None:
    check_page("<script>" + "if (a<b) c<d;" * 40_000 + "</script><p>War.", "page.html")


def test_titles_and_folded_texts_have_bounds() -> None:
    with pytest.raises(InputError, match="over the limit of 10,000"):
        Article.from_record({"title": "T" * 10_001, "text": "War."})
    with pytest.raises(InputError, match="when folded"):
        Article.from_record({"text": "\ufdfa" * 300_000})
