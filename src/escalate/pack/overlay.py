"""The overlay: a user's own file that disables, changes, filters and extends a rule pack without editing it.

A filter with an `until` date is applied up to and on that day and reported as expired after it. The day is that of the
run unless one is given, so that a run can be repeated exactly.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from escalate.errors import RuleErrors
from escalate.pack.checker import Checker, nearest
from escalate.pack.context_kind import POLICIES, shipped_kinds
from escalate.pack.pack import Pack, check_phrases, cross_check
from escalate.pack.rule import CATEGORIES, CONFIDENCES, POLARITIES, STATUSES, Conditions, Rule
from escalate.pack.rule_file import read_rules
from escalate.pack.yaml_file import Mapping, read_yaml
from escalate.phrases.language import Phrase
from escalate.read.plain_file import read_plain

FORMAT = "escalate-overlay/1"
MAX_OVERLAY = 500_000  # bytes; 1,600,000 with 200,000 phrases take a quarter of a minute
KEYS = ("format", "disable", "change", "filters", "lists", "rules")
SETTABLE = ("title", "why", "status", "category", "polarity", "level", "severity", "confidence", "contexts")
FILTER_KEYS = ("near", "sentence", "headline", "article")
_CHOICES = {"status": STATUSES, "category": CATEGORIES, "polarity": POLARITIES, "confidence": CONFIDENCES}
_RANGES = {"level": (0, 5), "severity": (1, 5)}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an overlay sets something, and why."""

    path: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Overlay:
    """A pack with an overlay applied.

    Attributes
    ----------
    pack : Pack
        To be compiled in place of the original.
    sha256 : str
        Digest of the file; part of every assessment's provenance.
    expired : tuple of str
        One line for each filter that is past its `until` date and was not applied.
    disabled : dict of rule id to Origin
    origins : dict of (rule id, field) to Origin
        What comes from the overlay; everything else is as the pack has it. A field "filter" may stand for several.
    """

    pack: Pack
    sha256: str
    expired: tuple[str, ...]
    disabled: dict[str, Origin]
    origins: dict[tuple[str, str], Origin]

    def provenance(self) -> dict[str, object]:
        """What an assessment records; it changes only when a filter expires, not from day to day."""
        return {"sha256": self.sha256, "expired_filters": len(self.expired)}


@dataclass(slots=True)
class _Draft:
    """The pack while the overlay is being applied."""

    checker: Checker
    rules: dict[str, Rule]
    names: dict[str, str]  # ids and aliases → id
    lists: dict[str, tuple[Phrase, ...]]
    disabled: dict[str, Origin] = field(default_factory=dict)
    origins: dict[tuple[str, str], Origin] = field(default_factory=dict)
    expired: list[str] = field(default_factory=list)

    def known(self, identifier: str, line: int) -> str:
        """The id of a rule by its id or an alias; empty, and a fault, where there is none."""
        found = self.names.get(identifier, "")
        if not found:
            self.checker.fail(line, f"the rule '{identifier}' is not known", nearest(identifier, self.names))
        return found

    def origin(self, data: Mapping) -> Origin:
        """Line and reason of an entry."""
        return Origin(self.checker.path, data.line, self.checker.text(data, "reason"))


def apply_overlay(pack: Pack, path: Path, today: date | None = None) -> Overlay:
    """Apply an overlay file to a pack.

    Parameters
    ----------
    today : date, optional
        The day that `until` dates are held against; the day of the run by default.

    Raises
    ------
    RuleErrors
        Every fault of the file: unknown keys, rules and lists come with the nearest name.
    """
    checker = Checker(str(path))
    data = read_yaml(path, MAX_OVERLAY)
    checker.closed(data, KEYS, ("format",))
    checker.format(data, FORMAT)
    rules = {rule.id: rule for rule in pack.rules}
    names = {name: rule.id for rule in pack.rules for name in (*rule.aliases, rule.id)}
    draft = _Draft(checker, rules, names, dict(pack.lists))
    for entry in checker.mappings(data, "lists"):
        _extend_list(draft, entry)
    for entry in checker.mappings(data, "change"):
        _change(draft, entry)
    for entry in checker.mappings(data, "filters"):
        _filter(draft, entry, today or date.today())
    for entry in checker.mappings(data, "disable"):
        _disable(draft, entry)
    own = read_rules(checker, data)
    checker.place = ""
    left = [rule for rule in draft.rules.values() if rule.id not in draft.disabled]
    changed = replace(pack, rules=tuple(sorted([*left, *own], key=lambda rule: rule.id)), lists=draft.lists)
    errors = [*checker.errors, *(() if checker.errors else cross_check(changed))]
    if errors:
        raise RuleErrors(errors)
    digest = hashlib.sha256(read_plain(path, MAX_OVERLAY)).hexdigest()
    return Overlay(changed, digest, tuple(draft.expired), draft.disabled, draft.origins)


def _disable(draft: _Draft, entry: Mapping) -> None:
    draft.checker.place = "disable"
    draft.checker.closed(entry, ("id", "reason"), ("id", "reason"))
    found = draft.known(draft.checker.text(entry, "id"), entry.lines.get("id", entry.line))
    if found:
        draft.disabled[found] = draft.origin(entry)


def _change(draft: _Draft, entry: Mapping) -> None:
    checker = draft.checker
    checker.place = "change"
    checker.closed(entry, ("id", "set", "reason"), ("id", "set", "reason"))
    found = draft.known(checker.text(entry, "id"), entry.lines.get("id", entry.line))
    block = checker.mapping(entry, "set")
    checker.closed(block, SETTABLE)
    values: dict[str, Any] = {}
    for key in block:
        if key in _CHOICES:
            values[key] = checker.choice(block, key, _CHOICES[key], "")
        elif key in _RANGES:
            values[key] = checker.integer(block, key, *_RANGES[key], _RANGES[key][0])
        elif key in ("title", "why"):
            values[key] = checker.text(block, key)
        elif key == "contexts":
            policies = checker.mapping(block, key)
            checker.closed(policies, shipped_kinds())
            own = {kind: checker.choice(policies, kind, POLICIES, "keep") for kind in policies}
            values[key] = {**(draft.rules[found].contexts if found else {}), **own}
    if found:
        draft.rules[found] = replace(draft.rules[found], **values)
        draft.origins.update({(found, key): draft.origin(entry) for key in values})


def _filter(draft: _Draft, entry: Mapping, today: date) -> None:
    checker = draft.checker
    checker.place = "filters"
    checker.closed(entry, ("rules", *FILTER_KEYS, "reason", "until"), ("rules", "reason"))
    added = {key: checker.phrases(entry, key) for key in FILTER_KEYS if key in entry}
    if not added:
        checker.fail(entry.line, "the filter blocks nothing", f"Add one of {', '.join(FILTER_KEYS)}, with phrases.")
    for phrases in added.values():
        checker.errors += check_phrases(checker.path, "filters", phrases, draft.lists)
    names = checker.texts(entry, "rules")
    chosen = [name for text in names for name in _chosen(draft, str(text), text.line)]
    until = _until(checker, entry)
    if until and until < today:
        rules = ", ".join(map(str, names))
        draft.expired.append(f"{checker.path}:{entry.line}: the filter on {rules} expired on {until}; not applied.")
        return
    for name in dict.fromkeys(chosen):
        rule = draft.rules[name]
        unless = {key: (*getattr(rule.unless, key), *added.get(key, ())) for key in FILTER_KEYS}
        draft.rules[name] = replace(rule, unless=Conditions(**unless))
        draft.origins[(name, "unless")] = draft.origin(entry)


def _chosen(draft: _Draft, name: str, line: int) -> list[str]:
    """The rules that an entry of a filter names: one id, or all of a theme by ``theme.*``."""
    if not name.endswith(".*"):
        found = draft.known(name, line)
        return [found] if found else []
    theme = name[:-1]
    matching = sorted(rule for rule in draft.rules if rule.startswith(theme))
    if not matching:
        themes = {f"{rule.split('.')[0]}.*" for rule in draft.rules}
        draft.checker.fail(line, f"no rule is of '{name}'", nearest(name, themes))
    return matching


def _until(checker: Checker, entry: Mapping) -> date | None:
    text = checker.text(entry, "until")
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        checker.fail(entry.lines["until"], f"'until: {text}' is not a date", "Write year-month-day: 2031-05-24.")
        return None


def _extend_list(draft: _Draft, entry: Mapping) -> None:
    checker = draft.checker
    checker.place = "lists"
    checker.closed(entry, ("name", "add", "remove", "reason"), ("name", "reason"))
    name = checker.text(entry, "name").lstrip("$")
    if name not in draft.lists:
        checker.fail(entry.lines.get("name", entry.line), f"the list '{name}' is not known", nearest(name, draft.lists))
        return
    entries = list(draft.lists[name])
    for text in checker.texts(entry, "remove"):
        kept = [phrase for phrase in entries if phrase.text != text]
        if len(kept) == len(entries):
            hint = nearest(str(text), [phrase.text for phrase in entries])
            checker.fail(text.line, f"'{text}' is not in the list '{name}'", hint)
        entries = kept
    added = checker.phrases(entry, "add")
    checker.errors += check_phrases(checker.path, f"${name}", added, draft.lists, is_list=True)
    draft.lists[name] = (*entries, *added)
    draft.origins[("$" + name, "entries")] = draft.origin(entry)
