"""Whether a page of HTML is one that the extractor can take: its size, its elements, their depth and attributes.

The extractor builds a tree and walks it in Python; a forged page of a few megabytes would hold it for minutes.
"""

from __future__ import annotations

import re

from escalate.errors import InputError

MAX_PAGE = 10_000_000  # characters; pages of news have 50,000 to 2,000,000, scripts and all
MAX_ELEMENTS = 30_000  # pages of news have 500 to 8,000
MAX_DEPTH = 250  # the parser of libxml2 gives up at 256; pages of news have 15 to 50
MAX_ATTRIBUTES = 500  # of one element; more than 30 are rare

_SCRIPT = re.compile(r"<(script|style)\b", re.IGNORECASE)
_ENDS = {name: re.compile(rf"</{name}\b", re.IGNORECASE) for name in ("script", "style")}
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)([^<>]*)")  # one pass: no part of it can be matched in two ways
# Never closed, or closed by what follows.
_SHALLOW = frozenset(
    (
        "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li",
        "link", "meta", "option", "p", "param", "source", "td", "th", "tr", "track", "wbr",
    )
)  # fmt: skip


def check_page(page: str, where: str) -> None:
    """Refuse a page over one of the bounds.

    Raises
    ------
    InputError
        Which bound, and what to do.
    """
    if len(page) > MAX_PAGE:
        raise _over(where, f"{len(page):,} characters", f"{MAX_PAGE:,}")
    elements = depth = 0
    for start, end in _outside_scripts(page):
        for tag in _TAG.finditer(page, start, end):
            closing, name, rest = tag.groups()
            if closing:
                depth = max(0, depth - (name.lower() not in _SHALLOW))
                continue
            elements += 1
            if elements > MAX_ELEMENTS:
                raise _over(where, "more elements", f"{MAX_ELEMENTS:,}")
            if len(rest) > MAX_ATTRIBUTES and len(rest.split()) > MAX_ATTRIBUTES:
                raise _over(where, f"more attributes in '<{name[:20]}'", f"{MAX_ATTRIBUTES:,}")
            if name.lower() not in _SHALLOW and not rest.endswith("/"):
                depth += 1
                if depth > MAX_DEPTH:
                    raise _over(where, "elements nested deeper", f"{MAX_DEPTH:,}")


def _outside_scripts(page: str) -> list[tuple[int, int]]:
    """Start and end of what lies outside scripts and styles, where a < is no tag."""
    parts = []
    start = 0
    while script := _SCRIPT.search(page, start):
        parts.append((start, script.start()))
        end = _ENDS[script[1].lower()].search(page, script.end())
        if end is None:
            return parts
        start = end.start()
    return [*parts, (start, len(page))]


def _over(where: str, what: str, limit: str) -> InputError:
    return InputError(f"{where}: the HTML page has {what}, over the limit of {limit}. Save the article's text instead.")
