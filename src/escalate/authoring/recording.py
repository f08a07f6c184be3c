"""Writes what a corpus run supports into rule files: the `evidence:` line of a rule, and its `status`.

Only these two lines of a rule are touched; everything else in the file, comments and layout, stays byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from escalate.authoring.reporting import Report, RuleReport
from escalate.errors import InputError
from escalate.pack.rule import Rule

LEAST_TEXTS = 5  # rated texts in which a stable rule counts
LEAST_PRECISION = 0.75  # and the share of them in which it is right

_KEY = re.compile(r"^(?P<indent> +)(?P<key>status|evidence):(?P<rest>.*?)(?P<end>\r?\n?)$")


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was written for a rule; `evidence` is empty where it was taken away, with `status: stable`."""

    rule: str
    path: str
    evidence: str
    promoted: bool
    demoted: bool = False


def supported(entry: RuleReport) -> bool:
    """Whether the figures of a rule bear `status: stable`."""
    enough = entry.rated >= LEAST_TEXTS and entry.precision is not None and entry.precision >= LEAST_PRECISION
    return enough and "harmful" not in entry.flags and "redundant" not in entry.flags


def evidence_line(entry: RuleReport, name: str) -> str:
    """The evidence of a rule in words."""
    return f"{name}: right in {entry.right} of {entry.rated} rated texts where it counts, {entry.hits} hits in all"


def record(
    rules: Iterable[Rule], report: Report, name: str, *, promote: bool = True, demote: bool = False
) -> list[Recorded]:
    """Write the evidence of every rule that the figures support.

    Parameters
    ----------
    name : str
        What the corpus is called in the evidence.
    promote : bool
        Whether rules of `status: test` become `stable`.
    demote : bool
        Whether stable rules that the figures do not support go back to `test`, without evidence.

    Raises
    ------
    InputError
        A rule file cannot be written, or is not laid out line by line.
    """
    figures = {entry.rule: entry for entry in report.rules}
    by_file: dict[str, list[tuple[Rule, Recorded]]] = {}
    for rule in rules:
        entry = figures[rule.id]
        if rule.status != "draft" and supported(entry):
            written = Recorded(rule.id, rule.path, evidence_line(entry, name), promote and rule.status != "stable")
        elif demote and rule.status == "stable":
            written = Recorded(rule.id, rule.path, "", False, True)
        else:
            continue
        by_file.setdefault(rule.path, []).append((rule, written))
    done = []
    for path, chosen in sorted(by_file.items()):
        lines = _read(Path(path))
        for rule, written in sorted(chosen, key=lambda pair: -pair[0].line):  # from the end: line numbers stay true
            _edit(lines, rule, written)
            done.append(written)
        _write(Path(path), "".join(lines))
    return sorted(done, key=lambda entry: entry.rule)


def _edit(lines: list[str], rule: Rule, written: Recorded) -> None:
    """Set the evidence line of one rule, right after its status, and perhaps the status."""
    first = rule.line - 1
    found = re.match(r"^( *)- +(?=\S)", lines[first]) if first < len(lines) else None
    if not found:
        raise InputError(f"{rule.path}:{rule.line}: {rule.id}: does not begin with '- key:'. Write a key a line.")
    indent = " " * len(found[0])
    places = _places(lines, first, indent)
    end = "\r\n" if lines[first].endswith("\r\n") else "\n"
    status = "stable" if written.promoted else "test" if written.demoted else ""
    new = [f'{indent}evidence: "{written.evidence}"{end}'] if written.evidence else []
    if "evidence" in places:
        lines[places["evidence"] : places["evidence"] + 1] = new
        new = []
        places = _places(lines, first, indent)
    if status and "status" in places:
        number = places["status"]
        lines[number] = re.sub(r"(status:\s*)\w+", rf"\g<1>{status}", lines[number], count=1)
    elif status:
        new.insert(0, f"{indent}status: {status}{end}")
    after = places.get("status", first) + 1
    lines[after:after] = new


def _places(lines: list[str], first: int, indent: str) -> dict[str, int]:
    """The lines of a rule that hold its status and its evidence."""
    places = {}
    for number in range(first + 1, len(lines)):
        if lines[number].strip() and not lines[number].startswith(indent):
            break
        match = _KEY.match(lines[number])
        if match and match["indent"] == indent:
            places[match["key"]] = number
    return places


def _read(path: Path) -> list[str]:
    try:
        return path.read_bytes().decode("utf-8").splitlines(keepends=True)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}). Check the path.") from None


def _write(path: Path, text: str) -> None:
    try:
        temporary = path.with_name(path.name + ".part")
        temporary.write_bytes(text.encode("utf-8"))
        temporary.replace(path)
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror}). Check the permissions.") from None
