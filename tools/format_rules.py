"""Wraps the YAML files of the rules at 100 columns, so that a person can read them and a diff shows what changed.

Only what is too long is touched: lists in brackets get as many entries a line as fit, long strings go on in the next
line. Comments and order stay, and a file is written only where it says exactly the same as before.

    python tools/format_rules.py            # rewrite
    python tools/format_rules.py --check    # only tell which lines are too long or which files would change
"""

from __future__ import annotations

import re
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import yaml

COLUMNS = 100
RULES = Path(__file__).resolve().parent.parent / "rules"
_HEAD = re.compile(r"""(?P<head>[ ]*(?:-[ ])*(?:(?:[\w$.<>-]+|"[^"]*"):[ ])?)(?P<rest>.*)""")
_PAIRS = {"[": "]", "{": "}"}
_LEAST = 60  # columns: a shorter line looks torn, so a string is broken after a bar rather than at an early blank


def formatted(text: str) -> str:
    """The text of a rule file, wrapped.

    Examples
    --------
    >>> print(formatted("  words: [" + "shell, " * 14 + "mortar]"))
      words: [
        shell, shell, shell, shell, shell, shell, shell, shell, shell, shell, shell, shell, shell,
        shell, mortar,
      ]
    """
    result: list[str] = []
    for value in _values(text.split("\n")):
        if all(len(line) <= COLUMNS for line in value):
            result.extend(value)
        else:
            result.extend(_wrapped(value))
    return "\n".join(result)


def _values(lines: list[str]) -> Iterator[list[str]]:
    """Lines one by one, but all lines of one list in brackets or of one string together."""
    value: list[str] = []
    for line in lines:
        if value and line.strip() and _goes_on(value, line):
            value.append(line)
        else:
            if value:
                yield value
            value = [line]
    yield value


def _goes_on(value: list[str], line: str) -> bool:
    if value[0].lstrip().startswith("#"):  # a full line of a comment goes on in a line that begins small
        same = _indent(line) == _indent(value[0]) and re.match(r" *# [a-z](?!\w*:)", line) is not None
        return same and len(value[-1]) > COLUMNS - 10
    head, rest = _parted(value[0])
    if not head:
        return False
    if rest[:1] in _PAIRS:
        return _depth(_joined([rest, *value[1:]])) > 0
    own = _indent(head) + (2 * head.count("- ") if head.rstrip().endswith(":") else 0)
    return bool(rest or head.strip() == "-") and _indent(line) > own and not line.lstrip().startswith("#")


def _parted(line: str) -> tuple[str, str]:
    """Indent, dashes and key of a line, and the rest."""
    found = _HEAD.fullmatch(line)
    if found is None or not found["head"].strip():
        return ("", line) if line.strip() != "-" else (line + " ", "")
    return found["head"], found["rest"]


def _joined(lines: list[str]) -> str:
    """The lines of a value in one; a backslash at the end of a line in quotes takes the blank away."""
    return re.sub(r"(?<!\\)\\ ", "", " ".join(line.strip() for line in lines)).strip()


def _wrapped(value: list[str]) -> list[str]:
    """A value in as many lines as it needs; one that does not take a break stays as it is."""
    line = value[0]
    if line.startswith("# yaml-language-server"):
        return value
    if line.startswith("#") and line.endswith("-----"):  # a ruler between parts of a file
        return [line[:COLUMNS].rstrip()]
    if line.lstrip().startswith("#"):
        before = line[: line.index("#")] + "# "
        text = " ".join(line.strip(" #") for line in value)
        return textwrap.wrap(text, COLUMNS, initial_indent=before, subsequent_indent=before)
    head, rest = _parted(line)
    text = _joined([rest, *value[1:]])
    indent = " " * (_indent(head) + 2 * (head.count("- ") + head.rstrip().endswith(":")))
    if text[:1] not in _PAIRS:
        return _broken(head, text, indent)
    if not text.endswith(_PAIRS[text[0]]) or any(" #" in line for line in value):
        return value
    entries = list(_entries(text[1:-1]))
    if len(value) > len(entries):  # one a line
        rows = [row for entry in entries for row in _rows([entry], indent)]
    else:
        rows = list(_rows(entries, indent))
    return [head + text[0], *rows, indent[:-2] + text[-1]]


def _scan(text: str) -> Iterator[tuple[int, str, int]]:
    """Place, letter and depth in brackets of what stands outside quotes."""
    depth, quote, before = 0, "", " "
    for place, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote and text[place - 1] != "\\" else quote
            continue
        if letter in "\"'" and before in ",[{ ":
            quote = letter
        elif letter in "[{":
            depth += 1
        elif letter in "]}":
            depth -= 1
        before = letter
        yield place, letter, depth


def _depth(text: str) -> int:
    """How many brackets are still open at the end."""
    return [0, *(depth for _, _, depth in _scan(text))][-1]


def _entries(inside: str) -> Iterator[str]:
    """What stands between the commas of a flow list, quotes and inner brackets kept whole."""
    start = 0
    for place, letter, depth in _scan(inside):
        if letter == "," and depth == 0:
            yield inside[start:place].strip()
            start = place + 1
    if inside[start:].strip():
        yield inside[start:].strip()


def _rows(entries: list[str], indent: str) -> Iterator[str]:
    """Entries side by side, as many as fit; one that needs more than a line begins its own."""
    row = indent
    for entry in entries:
        if row != indent and len(row) + len(entry) + 1 > COLUMNS:
            yield row.rstrip()
            row = indent
        if len(indent) + len(entry) + 1 > COLUMNS:
            yield from _broken(indent, entry + ",", indent)
        else:
            row += entry + ", "
    if row != indent:
        yield row.rstrip()


def _broken(head: str, text: str, indent: str) -> list[str]:
    """A long string broken at single blanks, which YAML reads a break as; else after a bar, in quotes."""
    comma = "," if text.endswith(",") else ""
    plain = text.removesuffix(",")
    quoted = plain.startswith('"') and plain.endswith('"')
    if not quoted:
        lines = _split(head + plain + comma, indent, bars=False)
        if all(len(line) <= COLUMNS for line in lines) or plain[0] in "'[{>|" or re.search(r'["\\]', plain):
            return lines
        plain = f'"{plain}"'
    return _split(head + plain + comma, indent, bars=True)


def _split(line: str, indent: str, *, bars: bool) -> list[str]:
    result = []
    while len(line) > COLUMNS:
        blanks = [
            place
            for place in range(len(indent) + 20, min(COLUMNS + 1, len(line) - 1))
            if line[place] == " " and line[place - 1] not in " \\:-" and line[place + 1] not in " #"
        ]
        at, mark = max(blanks, default=0), ""
        if bars and at < _LEAST:
            at = line.rfind("|", len(indent) + 20, COLUMNS - 1) + 1 or at
            mark = "\\" if at and line[at - 1] == "|" else ""
        if not at:
            break
        result.append(line[:at] + mark)
        line = indent + line[at:].lstrip()
    return [*result, line]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def main() -> int:
    """Rewrite the files, or tell which would change."""
    problems = []
    for path in sorted(RULES.rglob("*.yaml")):
        before = path.read_text(encoding="utf-8")
        after = formatted(before)
        name = path.relative_to(RULES.parent).as_posix()
        if after != before:
            if yaml.load(before, yaml.CSafeLoader) != yaml.load(after, yaml.CSafeLoader):
                raise SystemExit(f"{name}: would not say the same any more; not written")
            if "--check" in sys.argv[1:]:
                problems.append(f"{name}: would be wrapped")
            else:
                path.write_text(after, encoding="utf-8")
                print(f"{name}: wrapped")
        problems.extend(
            f"{name}:{number}: {len(line)} columns, and no place to break"
            for number, line in enumerate(after.split("\n"), start=1)
            if len(line) > COLUMNS and not line.startswith("# yaml-language-server")
        )
    print("\n".join(problems) or "all lines fit")
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
