"""Writes the tree of docs/architecture.md: a line for each module, from the first line of its docstring.

usage: python tools/make_architecture.py
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOUSE = ROOT / "src" / "escalate"
PAGE = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- tree: made by tools/make_architecture.py -->", "<!-- end of tree -->"

# The rooms that an article passes, in its order, then those that supply, then the rest.
ORDER = (
    "read", "phrases", "pack", "find", "judge", "actors", "classifier", "weigh", "explain", "report",
    "measure", "corpus", "training", "evaluation", "authoring", "batch", "timeline", "integrations", "service", "cli",
)  # fmt: skip


def first_line(module: Path) -> str:
    """The first line of a module's docstring, as Markdown."""
    line = (ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))) or "").split("\n")[0]
    return re.sub(r"(?<!`)([<>|])(?!`)", r"\\\1", line).replace("``", "`")


def tree() -> str:
    """All modules of the package, room by room."""
    rooms = sorted(
        (path.parent for path in HOUSE.glob("*/__init__.py")),
        key=lambda room: (ORDER.index(room.name) if room.name in ORDER else len(ORDER), room.name),
    )
    lines = [BEGIN, "", "| at the top | |", "| --- | --- |"]
    lines += [f"| `{path.name}` | {first_line(path)} |" for path in sorted(HOUSE.glob("*.py"))]
    for room in rooms:
        lines += ["", f"### {room.name}/", "", first_line(room / "__init__.py"), "", "| module | |", "| --- | --- |"]
        modules = (path for path in sorted(room.glob("*.py")) if path.name != "__init__.py")
        lines += [f"| `{path.name}` | {first_line(path)} |" for path in modules]
    return "\n".join([*lines, "", END])


def page() -> str:
    """The page with its tree made anew."""
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    return before + tree() + rest.partition(END)[2]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
