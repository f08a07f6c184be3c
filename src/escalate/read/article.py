"""An article as the user gave it, read from text, JSON records or HTML pages."""

from __future__ import annotations

import json
import sys
import unicodedata
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO, cast

from escalate.errors import InputError
from escalate.read.page_bounds import check_page
from escalate.read.plain_file import at_most, read_plain

MAX_CHARACTERS = 2_000_000  # a long book; anything longer is not an article
MAX_TITLE = 10_000  # the longest headlines have 300
MAX_FOLDED = 2 * MAX_CHARACTERS  # some letters fold to 18
MAX_FILE = 100_000_000  # bytes; more than that is for `escalate batch`
MAX_FOREIGN = 0.3  # share of letters beyond ASCII in a text that is not UTF-8; Czech, the most, has 0.15
_FOLDS_TO = 18  # characters that one may fold to at most (U+FDFA)
_FEW = 8  # letters beyond ASCII that say nothing yet of the encoding
_BEYOND_ASCII = bytes(range(128, 256))
_ASCII_LETTERS = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_PIECE = 100_000  # characters folded at a time, to count them
_LONG_NUMBER = "a JSON number has thousands of digits. Write it as a string, or leave it out."
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

    def __post_init__(self) -> None:
        """Take an ISO date as text, and refuse other types at once rather than somewhere in the scoring."""
        if not isinstance(self.text, str):
            raise InputError(f"article: 'text' is {_kind(self.text)}, not a string. Use Article.from_record for dicts.")
        for name in ("title", "source", "url", "id"):
            value = getattr(self, name)
            if value is not None and not isinstance(value, str):
                raise InputError(f"article: '{name}' is {_kind(value)}, not a string. Give plain text or None.")
        if self.date is not None and not isinstance(self.date, date):
            day = parse_date(self.date) if isinstance(self.date, str) else None
            if day is None:
                raise InputError(f"article: 'date' is {_kind(self.date)}, not a day. Give a date, or '2031-05-24'.")
            object.__setattr__(self, "date", day)

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
        check_title(title, where)
        return article


def _kind(value: Any) -> str:
    return "None" if value is None else f"of type {type(value).__name__}"


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
    if len(text) > limit // _FOLDS_TO and limit == MAX_CHARACTERS and not text.isascii():
        folded = sum(len(unicodedata.normalize("NFKC", text[n : n + _PIECE])) for n in range(0, len(text), _PIECE))
        if folded > MAX_FOLDED:
            raise InputError(f"{where}: {folded:,} characters when folded, over the limit of {MAX_FOLDED:,}. Split it.")


def check_title(title: str | None, where: str) -> None:
    """Refuse a headline that is too long to be one.

    Raises
    ------
    InputError
    """
    if title is not None and len(title) > MAX_TITLE:
        raise InputError(
            f"{where}: a title of {len(title):,} characters, over the limit of {MAX_TITLE:,}. Put it into the text."
        )


def decode(data: bytes, where: str) -> str:
    """Decode bytes: UTF-8, UTF-16 or UTF-32 with a byte-order mark, else Windows-1252 or Latin-1.

    Raises
    ------
    InputError
        The bytes are not text, or text in another encoding.
    """
    if data[:4] in (b"\xff\xfe\0\0", b"\0\0\xfe\xff"):
        try:
            return data.decode("utf-32")
        except UnicodeDecodeError:
            raise InputError(f"{where}: not readable as UTF-32. Save it as UTF-8.") from None
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
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return decode_western(data, where)


def decode_western(data: bytes, where: str) -> str:
    """Decode bytes that are not UTF-8 as Windows-1252 or Latin-1, where they can be: Cyrillic would be scored as noise.

    Raises
    ------
    InputError
        Too many letters lie beyond ASCII.
    """
    beyond = len(data) - len(data.translate(None, _BEYOND_ASCII))
    letters = len(data) - len(data.translate(None, _ASCII_LETTERS))
    if beyond > MAX_FOREIGN * (beyond + letters) and beyond > _FEW:
        raise InputError(f"{where}: neither UTF-8 nor a Western encoding. Save it as UTF-8.")
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def read_bytes(path: str) -> bytes:
    """Bytes of a file, or of standard input for ``-``.

    Raises
    ------
    InputError
        The file is missing, no plain file, over `MAX_FILE` bytes, or cannot be read.
    """
    if path != "-":
        return read_plain(path, MAX_FILE)
    if sys.stdin is None:
        raise InputError("standard input: is closed. Name a file, or pipe the article in.")
    try:
        return at_most(cast(BinaryIO, sys.stdin.buffer), MAX_FILE, "standard input")
    except OSError as error:
        raise InputError(f"standard input: cannot be read ({error.strerror}). Name a file.") from None


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
    check_title(title, where)
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
    except ValueError:
        raise InputError(f"{where}: {_LONG_NUMBER}") from None
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
    except ValueError:
        raise InputError(f"{where}: {_LONG_NUMBER}") from None


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
    check_page(page, where)
    try:
        found = trafilatura.bare_extraction(page, with_metadata=True, include_comments=False, include_tables=False)
    except Exception as error:  # whatever the parsers below raise over a forged page
        problem = f"the HTML page cannot be read ({type(error).__name__})"
        raise InputError(f"{where}: {problem}. Save the article's text and score that.") from None
    data: dict[str, Any] = found if isinstance(found, dict) else found.as_dict() if found else {}
    if not (data.get("text") or "").strip():
        raise InputError(f"{where}: no article text found in the HTML page. Save the article's text and score that.")
    return Article(
        text=data["text"],
        title=(data.get("title") or "")[:MAX_TITLE] or None,
        date=parse_date(data.get("date")),
        source=data.get("sitename") or None,
        url=data.get("url") or None,
        id=None if where == "standard input" else Path(where).name,
    )
