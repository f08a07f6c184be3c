"""An article as the user gave it, read from text, JSON records or HTML pages."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from escalate.errors import InputError

MAX_CHARACTERS = 2_000_000  # a long book; anything longer is not an article
MAX_FILE = 500_000_000  # more than that is for `escalate batch`
_TEXT_KEYS = ("text", "body", "content")


@dataclass(frozen=True, slots=True)
class Article:
    """One article. Offsets in an assessment point into `text` (or `title`), exactly as given here.

    Attributes
    ----------
    text : str
        The body, page furniture and all.
    title : str or None
        The headline, where known apart from the text.
    date : date or None
        Day of publication; past years are recognised against it.
    source, url, id : str or None
        Carried through to the output.
    """

    text: str
    title: str | None = None
    date: date | None = None
    source: str | None = None
    url: str | None = None
    id: str | None = None

    @classmethod
    def from_record(cls, record: Any, where: str = "record") -> Article:
        """Make an article from a JSON object with `text` or `body`, and perhaps `title`, `date`, `source`, `url`.

        Raises
        ------
        InputError
            The record is not an object, or has no usable text.
        """
        if not isinstance(record, dict):
            raise InputError(f"{where}: not a JSON object. Give an object with 'text' and perhaps 'title'.")
        key = next((key for key in _TEXT_KEYS if record.get(key) is not None), None)
        if key is None:
            raise InputError(f"{where}: has no 'text' or 'body'. Add one of them with the article's text.")
        for name in (key, "title"):
            if record.get(name) is not None and not isinstance(record[name], str):
                raise InputError(f"{where}: '{name}' is not a string. Give plain text.")
        title = record.get("title") or None
        article = cls(
            text=record[key],
            title=title,
            date=parse_date(record.get("date")),
            source=_text_or_none(record.get("source")),
            url=_text_or_none(record.get("url")),
            id=_text_or_none(record.get("id")),
        )
        check_text(article.text if article.text.strip() else title or "", where)
        return article


def _text_or_none(value: Any) -> str | None:
    return None if value in (None, "") else str(value)


def parse_date(value: Any) -> date | None:
    """The day of an ISO date or time stamp; None for anything else (a wrong date never stops a run)."""
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def check_text(text: str, where: str, limit: int = MAX_CHARACTERS) -> None:
    """Refuse text that is empty or too long.

    Raises
    ------
    InputError
    """
    if not text.strip("\ufeff\0 \t\r\n"):
        raise InputError(f"{where}: the text is empty. Give an article of at least one sentence.")
    if len(text) > limit:
        raise InputError(f"{where}: {len(text):,} characters, over the limit of {limit:,}. Split it.")


def decode(data: bytes, where: str) -> str:
    """Decode bytes: UTF-8, UTF-16 with a byte-order mark, else Windows-1252 or Latin-1.

    Raises
    ------
    InputError
        The bytes are not text.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError:
            raise InputError(f"{where}: not readable as UTF-16. Save it as UTF-8.") from None
    control = sum(data.count(byte) for byte in range(32) if byte not in (9, 10, 12, 13, 27))
    if data and (
        control > len(data) * 0.02 + 3 or data.startswith((b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff"))
    ):
        raise InputError(f"{where}: looks like binary data. Give plain text, JSON or HTML.")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def read_bytes(path: str) -> bytes:
    """Bytes of a file, or of standard input for ``-``.

    Raises
    ------
    InputError
        The file is missing, a folder, or cannot be read.
    """
    if path == "-":
        return sys.stdin.buffer.read()
    file = Path(path)
    if file.is_dir():
        raise InputError(f"{path}: is a folder. Name the files, or use 'escalate batch' for folders.")
    try:
        return file.read_bytes()
    except FileNotFoundError:
        raise InputError(f"{path}: no such file. Check the path.") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}). Check the permissions.") from None


def read_articles(path: str, title: str | None = None) -> list[Article]:
    """Read the articles of one file: a text, an HTML page, a JSON record, a JSON list, or JSON lines.

    Raises
    ------
    InputError
        With what is wrong, where, and what to do.
    """
    where = "standard input" if path == "-" else path
    text = decode(read_bytes(path), where)
    articles = parse_articles(text, path)
    if title is not None:
        articles = [Article(a.text, title, a.date, a.source, a.url, a.id) for a in articles]
    return articles


def parse_articles(text: str, path: str) -> list[Article]:
    """Parse what a file of this name holds; ``-`` is standard input, where JSON is told by its first character.

    Raises
    ------
    InputError
        With what is wrong, where, and what to do.
    """
    where = "standard input" if path == "-" else path
    check_text(text, where, MAX_FILE)  # a file may hold many articles; each is checked again
    suffix = Path(path).suffix.lower()
    start = text.lstrip("\ufeff \t\r\n")[:400].lower()
    if suffix in (".json", ".jsonl", ".ndjson") or (path == "-" and start.startswith("{")):
        return _from_json(text, where, suffix)
    if suffix in (".html", ".htm", ".xhtml") or start.startswith(("<!doctype html", "<html")):
        return [from_html(text, where)]
    return [Article(text, id=None if path == "-" else Path(path).name)]


def _from_json(text: str, where: str, suffix: str) -> list[Article]:
    try:
        data = json.loads(text)
    except json.JSONDecodeError as whole:
        lines = [(n, line) for n, line in enumerate(text.split("\n"), 1) if line.strip()]
        if suffix == ".json" or len(lines) < 2:
            problem = f"{whole.msg} at line {whole.lineno}, column {whole.colno}"
            raise InputError(f"{where}: not valid JSON ({problem}). Mend it, or give plain text.") from None
        return [_json_line(line, f"{where}:{number}") for number, line in lines]
    except RecursionError:
        raise InputError(f"{where}: JSON nested too deep. Give one object for each article.") from None
    records = data if isinstance(data, list) else [data]
    if not records:
        raise InputError(f"{where}: an empty list. Give at least one article.")
    single = len(records) == 1
    return [Article.from_record(r, where if single else f"{where}: record {n}") for n, r in enumerate(records, 1)]


def _json_line(line: str, where: str) -> Article:
    try:
        return Article.from_record(json.loads(line), where)
    except (json.JSONDecodeError, RecursionError) as error:
        raise InputError(f"{where}: not valid JSON ({error}). Give one object on each line.") from None


def from_html(page: str, where: str) -> Article:
    """Extract the article of an HTML page with trafilatura.

    Raises
    ------
    InputError
        trafilatura is not installed, or finds no article.
    """
    try:
        import trafilatura
    except ImportError:
        raise InputError(
            f"{where}: reading HTML needs trafilatura. Install it with: pip install 'escalation-signals[html]'"
        ) from None
    found = trafilatura.bare_extraction(page, with_metadata=True, include_comments=False, include_tables=False)
    data: dict[str, Any] = found if isinstance(found, dict) else found.as_dict() if found else {}
    if not (data.get("text") or "").strip():
        raise InputError(f"{where}: no article text found in the HTML page. Save the article's text and score that.")
    return Article(
        text=data["text"],
        title=data.get("title") or None,
        date=parse_date(data.get("date")),
        source=data.get("sitename") or None,
        url=data.get("url") or None,
        id=None if where == "standard input" else Path(where).name,
    )
