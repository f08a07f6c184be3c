"""Writes what a corpus run supports into rule files: the `evidence:` line of a rule, and `status: stable`.

Only these two lines of a rule are touched; everything else in the file, comments and layout, stays byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from escalate.errors import InputError
from escalate.rules import Rule
from escalate.ruletools.reporting import Report, RuleReport

LEAST_TEXTS = 3  # rated texts in which a stable rule counts
LEAST_PRECISION = 0.66  # and the share of them in which it is right

_KEY = re.compile(r"^(?P<indent> +)(?P<key>status|evidence):(?P<rest>.*?)(?P<end>\r?\n?)$")


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was written for a rule."""

    rule: str
    path: str
    evidence: str
    promoted: bool


def supported(entry: RuleReport) -> bool:
    """Whether the figures of a rule bear `status: stable`."""
    enough = entry.rated >= LEAST_TEXTS and entry.precision is not None and entry.precision >= LEAST_PRECISION
    return enough and "harmful" not in entry.flags and "redundant" not in entry.flags


def evidence_line(entry: RuleReport, name: str) -> str:
    """The evidence of a rule in words."""
    return f"{name}: right in {entry.right} of {entry.rated} rated texts where it counts, {entry.hits} hits in all"


def record(rules: Iterable[Rule], report: Report, name: str, *, promote: bool = True) -> list[Recorded]:
    """Write the evidence of every rule that the figures support.

    Parameters
    ----------
    name : str
        What the corpus is called in the evidence.
    promote : bool
        Whether rules of `status: test` become `stable`.

    Raises
    ------
    InputError
        A rule file cannot be written, or is not laid out line by line.
    """
    figures = {entry.rule: entry for entry in report.rules}
    by_file: dict[str, list[Rule]] = {}
    for rule in rules:
        if rule.status != "draft" and supported(figures[rule.id]):
            by_file.setdefault(rule.path, []).append(rule)
    done = []
    for path, chosen in sorted(by_file.items()):
        lines = _read(Path(path))
        for rule in sorted(chosen, key=lambda rule: -rule.line):  # from the end, so that line numbers stay true
            evidence = evidence_line(figures[rule.id], name)
            promoted = promote and rule.status != "stable"
            _edit(lines, rule, evidence, promoted)
            done.append(Recorded(rule.id, path, evidence, promoted))
        _write(Path(path), "".join(lines))
    return sorted(done, key=lambda entry: entry.rule)


def _edit(lines: list[str], rule: Rule, evidence: str, promoted: bool) -> None:
    """Set the evidence line of one rule, right after its status, and perhaps the status."""
    first = rule.line - 1
    found = re.match(r"^( *)- +(?=\S)", lines[first]) if first < len(lines) else None
    if not found:
        raise InputError(f"{rule.path}:{rule.line}: {rule.id}: does not begin with '- key:'. Write a key a line.")
    indent = " " * len(found[0])
    last = first + 1
    while last < len(lines) and (not lines[last].strip() or lines[last].startswith(indent)):
        last += 1
    quoted = f'{indent}evidence: "{evidence}"'
    status = old = -1
    for number in range(first + 1, last):
        match = _KEY.match(lines[number])
        if match and match["indent"] == indent:
            if match["key"] == "status":
                status = number
            else:
                old = number
    end = "\r\n" if lines[first].endswith("\r\n") else "\n"
    if old >= 0:
        lines[old] = quoted + end
    if promoted and status >= 0:
        lines[status] = re.sub(r"(status:\s*)\w+", r"\1stable", lines[status], count=1)
    if old < 0:
        place = status if status >= 0 else first
        own = [quoted + end]
        if promoted and status < 0:
            own.insert(0, f"{indent}status: stable{end}")
        lines[place + 1 : place + 1] = own
    elif promoted and status < 0:
        lines.insert(old, f"{indent}status: stable{end}")


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
