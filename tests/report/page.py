"""Reads a rendered page as browsers do: elements with their attributes, and text."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "input", "br", "img", "hr"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    parent: Element | None
    children: list[Element | str] = field(default_factory=list)

    @property
    def classes(self) -> set[str]:
        return set(self.attributes.get("class", "").split())

    def text(self, without: set[str] = frozenset()) -> str:
        """Text of the element and all in it, but for elements of these classes."""
        parts = []
        for child in self.children:
            if isinstance(child, str):
                parts.append(child)
            elif not child.classes & without:
                parts.append(child.text(without))
        return "".join(parts)

    def every(self, tag: str = "", css: str = "") -> list[Element]:
        found = []
        for child in self.children:
            if isinstance(child, Element):
                if (not tag or child.tag == tag) and (not css or css in child.classes):
                    found.append(child)
                found += child.every(tag, css)
        return found


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = self.at = Element("", {}, None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, self.at)
        self.at.children.append(element)
        if tag not in VOID:
            self.at = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.at.children.append(Element(tag, {name: value or "" for name, value in attrs}, self.at))

    def handle_endtag(self, tag: str) -> None:
        assert self.at.tag == tag, f"</{tag}> closes <{self.at.tag}>"
        assert self.at.parent is not None
        self.at = self.at.parent

    def handle_data(self, data: str) -> None:
        self.at.children.append(data)


def parse(page: str) -> Element:
    builder = _Builder()
    builder.feed(page)
    builder.close()
    assert builder.at is builder.root, f"<{builder.at.tag}> is never closed"
    return builder.root


def broken_links(root: Element) -> list[str]:
    """References within the page that lead nowhere, and ids that stand twice."""
    ids = [element.attributes["id"] for element in root.every() if "id" in element.attributes]
    wrong = [f"twice: {name}" for name in sorted(set(ids)) if ids.count(name) > 1]
    for element in root.every():
        for name in ("aria-describedby", "aria-labelledby", "for"):
            wrong += [f"{name}: {ref}" for ref in element.attributes.get(name, "").split() if ref not in ids]
        target = element.attributes.get("href", "")
        if target.startswith("#") and target[1:] not in ids:
            wrong.append(f"href: {target}")
    return wrong
