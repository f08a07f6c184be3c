"""Every relative link of README and docs leads to a file, and to a heading where it names one."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest

from .conftest import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "corpus").glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(
    r"\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)|^\[[^\]]+\]:\s+(\S+)|\b(?:src|href)=\"([^\"]+)\"", re.MULTILINE
)
FENCE = re.compile(r"^(`{3,}|~{3,}).*?^\1`*\s*$", re.MULTILINE | re.DOTALL)


def _prose(page: Path) -> str:
    """The page without what stands in code."""
    return re.sub(r"(`+)[^`].*?\1", "", FENCE.sub("", page.read_text(encoding="utf-8")))


def _links(page: Path) -> list[str]:
    found = ("".join(groups) for groups in LINK.findall(_prose(page)))
    return [link for link in found if not re.match(r"[a-z]+:", link)]


@cache
def _anchors(page: Path) -> frozenset[str]:
    """The anchors that GitHub and most Markdown readers give to headings: lower case, no points, hyphens for spaces."""
    seen: Counter[str] = Counter()
    anchors = []
    for heading in re.findall(r"^#{1,6}\s+(.*?)\s*#*$", FENCE.sub("", page.read_text(encoding="utf-8")), re.MULTILINE):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        slug = re.sub(r"[^\w\- ]", "", plain.lower()).replace(" ", "-")
        anchors.append(f"{slug}-{seen[slug]}" if seen[slug] else slug)
        seen[slug] += 1
    return frozenset(anchors)


def _fault(page: Path, link: str) -> str:
    """What is wrong with a link, or nothing."""
    path, _, anchor = link.partition("#")
    target = (page.parent / unquote(path)).resolve() if path else page
    if not target.is_relative_to(ROOT) or not target.exists():
        return f"{link}: no such file"
    if anchor and target.suffix == ".md" and anchor not in _anchors(target):
        return f"{link}: no such heading"
    return ""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_resolve(page: Path) -> None:
    assert [fault for link in _links(page) if (fault := _fault(page, link))] == []


def test_readme_leads_to_every_page() -> None:
    reached, ahead = {ROOT / "README.md"}, [ROOT / "README.md"]
    while ahead:
        page = ahead.pop()
        targets = {(page.parent / unquote(link.partition("#")[0])).resolve() for link in _links(page)}
        new = {target for target in targets if target in PAGES} - reached
        reached |= new
        ahead += sorted(new)
    assert [str(page.relative_to(ROOT)) for page in PAGES if page not in reached] == []


@pytest.mark.parametrize(
    ("link", "fault"),
    [
        ("docs/score.md#points", ""),
        ("docs/none.md", "no such file"),
        ("../outside.md", "no such file"),
        ("docs/score.md#none", "no such heading"),
        ("docs/rules.md#cyber", ""),
    ],
)
def test_faults_are_seen(link: str, fault: str) -> None:
    assert _fault(ROOT / "README.md", link).endswith(fault)
    assert bool(_fault(ROOT / "README.md", link)) == bool(fault)
