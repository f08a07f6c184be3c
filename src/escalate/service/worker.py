"""What runs in the scoring processes: reading, scoring and rendering, so that the event loop does none of it."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from typing import Any

from escalate.errors import EscalateError, InputError
from escalate.read.article import Article, check_text, decode, parse_articles
from escalate.report.compare import render_comparison
from escalate.report.html import actor_names, render, render_template, view
from escalate.scorer import Scorer


@dataclass(frozen=True, slots=True)
class Given:
    """An article as a form gives it: text typed in, or a file.

    Attributes
    ----------
    name : str
        Name of the file; empty where text was typed in.
    """

    text: str = ""
    title: str = ""
    name: str = ""
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class _Tools:
    scorer: Scorer
    names: Mapping[str, str]


# The one piece of module state: a process of the pool has no other place to keep what it loads once.
_tools: list[_Tools] = []


def start(
    rules: str | None,
    model: str | None,
    use_model: bool,
    overlay: str | None,
    today: date | None,
    rules_sha256: str | None = None,
    model_sha256: str | None = None,
) -> None:
    """Load rules, model and overlay once in this process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which then stops its workers
    threading.Thread(target=_follow_parent, daemon=True).start()
    scorer = Scorer.load(
        rules, model, overlay, use_model=use_model, whole=False, today=today,
        rules_sha256=rules_sha256, model_sha256=model_sha256,
    )  # fmt: skip
    _tools[:] = [_Tools(scorer, actor_names(scorer.pack))]


def serve(pipe: Connection, chosen: tuple[Any, ...]) -> None:
    """Load, then answer calls that come through the pipe: a function of this module and what it is given."""
    try:
        start(*chosen)
        loading: Exception | None = None
    except Exception as error:
        loading = error
    while True:
        try:
            function, arguments, named = pipe.recv()
        except (EOFError, OSError):
            return  # the server ended, or has no more use for this process
        try:
            if loading is not None:
                raise loading
            answer = (True, function(*arguments, **named))
        except Exception as error:
            answer = (False, error)
        pipe.send(answer)


def _follow_parent() -> None:
    """End with the server, even where it was killed and could not say so."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def ready() -> int:
    """Say that this process has loaded what it needs."""
    return len(_tools)


def score_json(article: Article) -> str:
    """Score an article; its assessment as JSON on one line."""
    return _tools[0].scorer.score(article).to_json(indent=None)


def score_line(line: str, number: int) -> str:
    """Score a line of a batch; what cannot be scored becomes an object with `line` and `error`."""
    where = f"line {number}"
    try:
        return score_json(Article.from_record(json.loads(line), where))
    except EscalateError as error:
        message = str(error)
    except json.JSONDecodeError as error:
        message = f"{where}: not valid JSON ({error.msg} at column {error.colno}). Give one object on each line."
    except (RecursionError, ValueError):
        message = f"{where}: not valid JSON. Give one object on each line."
    return line_error(number, message)


def line_error(number: int, message: str) -> str:
    """A batch's answer to a line that is not scored."""
    return json.dumps({"line": number, "error": message})


def score_report(given: Given, kind: str) -> str:
    """Score what a form gives, as an element of a page ("part"), a whole file ("file") or JSON ("json")."""
    article = read(given)
    tools = _tools[0]
    if kind == "json":
        return tools.scorer.score(article).to_json() + "\n"
    assessment, dyads = tools.scorer.score_with_dyads(article)
    if kind == "file":
        return render(assessment, article, tools.names, dyads)
    return render_template("part.html", view=view(assessment, article, tools.names, "report-", dyads))


def compare(first: Given, second: Given) -> str:
    """Score two articles and render them side by side."""
    tools = _tools[0]
    left, right = read(first), read(second)
    scores = tools.scorer.score(left), tools.scorer.score(right)
    return render_comparison((scores[0], left), (scores[1], right), tools.names)


def read(given: Given) -> Article:
    """The article of a form.

    Raises
    ------
    InputError
        Nothing was given, or what was given cannot be read.
    """
    title = " ".join(given.title.split()) or None
    if not given.name:
        # Browsers send typed text with CRLF line ends.
        text = given.text.replace("\r\n", "\n")
        check_text(text, "the form")
        return Article(text, title)
    name = given.name.replace("\\", "/").rsplit("/", 1)[-1][:200]
    text = decode(given.data, name)
    try:
        articles = parse_articles(text, name)
    except (RecursionError, ValueError):  # JSON nested too deep, or numbers of thousands of digits
        raise InputError(f"{name}: not valid JSON. Mend it, or give plain text.") from None
    if len(articles) != 1:
        raise InputError(f"{name}: holds {len(articles)} articles. Give one, or send all to /v1/batch.")
    found = articles[0]
    return Article(found.text, title or found.title, found.date, found.source, found.url, found.id or name)
