"""Reads YAML as plain data with line numbers: every scalar a string, nothing executed.

Tags, anchors, aliases, duplicate keys, several documents, deep nesting and oversized files are refused,
so that a rule file can neither run code nor blow up memory, and `no`, `on` and `1.10` stay what they are.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from escalate.errors import InputError, RuleError, RuleErrors
from escalate.read.plain_file import read_plain

MAX_BYTES = 4_000_000  # the shipped pack is under 1 MB in all; one file of 10 MB is a mistake
MAX_DEPTH = 12  # the rule format needs six


class Scalar(str):
    """A YAML scalar: its text, and the line it stands on."""

    __slots__ = ("line",)
    line: int


class Mapping(dict[str, Any]):
    """A YAML mapping with the line of each key in `lines`."""

    line: int
    lines: dict[str, int]


class Sequence(list[Any]):
    """A YAML sequence and the line it begins on."""

    line: int


def read_yaml(path: Path, limit: int = MAX_BYTES) -> Mapping:
    """Read one plain file of at most `limit` bytes whose top level is a mapping.

    Raises
    ------
    RuleErrors
        With the file, the line and the problem.
    """
    name = str(path)
    try:
        size = path.stat().st_size
        if size > limit:
            raise _fail(name, 1, f"the file is {size:,} bytes, over the limit of {limit:,}", "Split it into themes.")
        text = read_plain(path, limit).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _fail(name, 1, f"the file is not UTF-8 (byte {error.start})", "Save it with UTF-8 encoding.") from None
    except OSError as error:
        raise _fail(name, 1, f"cannot be read ({error.strerror})", "Check the path.") from None
    except InputError as error:
        problem = str(error).removeprefix(f"{name}: ").split(". ")[0]
        raise _fail(name, 1, problem, "Name a plain file.") from None
    return parse_yaml(text, name)


def parse_yaml(text: str, name: str) -> Mapping:
    """Parse YAML text; `name` stands in for the file in messages."""
    for number, line in enumerate(text.split("\n"), start=1):
        indent = line[: len(line) - len(line.lstrip())]
        if "\t" in indent and line.strip():
            raise _fail(name, number, "a tab is used for indentation", "Use spaces: two for each level.")
    if "\0" in text:
        raise _fail(name, text[: text.index("\0")].count("\n") + 1, "the file holds a NUL byte", "Is it binary?")
    import yaml  # here, since scoring with a compiled pack reads no YAML

    try:
        root = _build(text, name)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = str(getattr(error, "problem", None) or "not valid YAML")
        line_number = (mark.line + 1) if mark else 1
        if "nesting depth" in problem:  # newer parsers give up before the limit here is reached
            raise _nested(name, line_number) from None
        hint = "Quote the text if it holds ': ', '#', or begins with one of & * ! % @ ` [ {."
        raise _fail(name, line_number, f"not valid YAML: {problem}", hint) from None
    if not isinstance(root, Mapping):
        raise _fail(name, 1, "the file is not a mapping of keys to values", "Begin with 'format: …'.")
    return root


def _fail(name: str, line: int, problem: str, hint: str) -> RuleErrors:
    return RuleErrors([RuleError(name, line, "", problem, hint)])


def _nested(name: str, line: int) -> RuleErrors:
    return _fail(name, line, f"nested more than {MAX_DEPTH} deep", "Flatten it.")


def _build(text: str, name: str) -> Any:
    """Build plain data from parser events, without the YAML constructors."""
    import yaml

    parser: Any = getattr(yaml, "CLoader", yaml.Loader)
    stack: list[tuple[Any, str | None]] = []  # (container, pending key)
    root: Any = None
    documents = 0
    for event in yaml.parse(text, Loader=parser):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise _fail(name, line, "the file holds a second document", "Remove the '---' line.")
            continue
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _fail(name, line, "anchors and aliases are not allowed", "Use a named list ($list) instead.")
        tag = getattr(event, "tag", None)
        if tag and tag != "!":
            raise _fail(name, line, f"the tag {tag} is not allowed", "Write plain text.")
        if isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            stack.pop()
            continue
        value: Any
        if isinstance(event, yaml.ScalarEvent):
            value = Scalar(event.value)
        elif isinstance(event, yaml.MappingStartEvent):
            value = Mapping()
            value.lines = {}
        elif isinstance(event, yaml.SequenceStartEvent):
            value = Sequence()
        else:
            continue
        value.line = line
        if not stack:
            root = value
        else:
            _attach(stack, value, name, line)
        if not isinstance(value, Scalar):
            if len(stack) >= MAX_DEPTH:
                raise _nested(name, line)
            stack.append((value, None))
    return root


def _attach(stack: list[tuple[Any, str | None]], value: Any, name: str, line: int) -> None:
    """Put a value into the container on top of the stack, as key or as content."""
    container, key = stack[-1]
    if isinstance(container, Sequence):
        container.append(value)
    elif key is None:
        if not isinstance(value, Scalar):
            raise _fail(name, line, "a key is not plain text", "Quote it, or use a list.")
        if value in container:
            first = container.lines[value]
            raise _fail(name, line, f"the key '{value}' stands twice (first on line {first})", "Remove one.")
        container.lines[str(value)] = line
        container[str(value)] = None
        stack[-1] = (container, str(value))
    else:
        container[key] = value
        stack[-1] = (container, None)
