"""The generated pages that list every rule of a pack with why, codes, phrases and examples."""

from __future__ import annotations

from collections.abc import Iterable

from escalate.authoring.showing import conditions
from escalate.pack.codes import Codes, load_codes, named
from escalate.pack.pack import Pack
from escalate.pack.rule import LEVEL_NAMES, Rule

NOTICE = "<!-- Made by tools/make_rule_docs.py from the rule files; do not edit. -->"


def pages(pack: Pack) -> dict[str, str]:
    """Page texts by file name: `rules.md`, the index, and `rules/THEME.md` for every theme.

    Examples are shown as they stand in the rule: what should match is bold.
    """
    known = load_codes()
    result = {"rules.md": index(pack)}
    for theme, rules in _themes(pack).items():
        result[f"rules/{theme}.md"] = _theme(theme, rules, known)
    return result


def index(pack: Pack) -> str:
    """The page that names every rule with its title, category and level, theme by theme."""
    themes = _themes(pack)
    lines = [
        NOTICE,
        "# All rules",
        "",
        f"{len(pack.rules)} rules in {len(themes)} themes. `escalate rules show ID` prints one whole: why, phrases,",
        "exclusions, contexts, examples, what a hit is worth. [How to write one](writing-rules.md).",
        "",
    ]
    for theme, rules in themes.items():
        lines += [f"## {theme}", "", "| rule | title | category | level |", "| --- | --- | --- | --- |"]
        for rule in rules:
            level = f"{rule.level} {LEVEL_NAMES[rule.level]}"
            lines.append(f"| `{rule.id}` | {_escaped(rule.title)} | {rule.category} | {level} |")
        lines.append("")
    return "\n".join(lines)


def _themes(pack: Pack) -> dict[str, list[Rule]]:
    """The rules of each theme, the first part of their ids, sorted; a theme may fill more than one file."""
    themes: dict[str, list[Rule]] = {}
    for rule in sorted(pack.rules, key=lambda rule: (rule.id.split(".")[0], rule.id)):
        themes.setdefault(rule.id.split(".")[0], []).append(rule)
    return themes


def _theme(theme: str, rules: Iterable[Rule], known: Codes) -> str:
    lines = [NOTICE, f"# {theme}", "", "[All rules](../rules.md)", ""]
    for rule in rules:
        lines += _rule(rule, known)
    return "\n".join(lines)


def _rule(rule: Rule, known: Codes) -> list[str]:
    facts = [
        rule.polarity,
        f"category {rule.category}",
        f"level {rule.level} ({LEVEL_NAMES[rule.level]})",
        f"severity {rule.severity} of 5",
        f"confidence {rule.confidence}",
        f"status {rule.status}",
    ]
    lines = [f"## {rule.id}", "", f"**{_escaped(rule.title)}.** {_escaped(rule.why)}", "", f"{', '.join(facts)}.", ""]
    codes = named(rule, known)
    if codes:
        lines += [f"Codes: {'; '.join(codes)}.", ""]
    lines += ["Phrases:", "", *(f"- `{phrase.text}`" for phrase in rule.phrases), ""]
    for label, block in (("Not", rule.unless), ("Only", rule.when)):
        for where, texts in conditions(block).items():
            place = {"near": "within six words", "sentence": "in the sentence", "article": "in the text"}.get(where, "")
            shown = ", ".join(f"`{text}`" for text in texts)
            lines += [f"{label} with one of these {place or 'in the headline'}: {shown}.", ""]
    if rule.contexts:
        shown = ", ".join(f"{kind}: {policy}" for kind, policy in rule.contexts.items())
        lines += [f"Contexts that differ from the defaults: {shown}.", ""]
    lines += ["Counts in:", "", *(f"- {_marked(example.text)}" for example in rule.match), ""]
    if rule.no_match:
        lines += ["Does not count in:", "", *(f"- {_escaped(example.plain)}" for example in rule.no_match), ""]
    if rule.todo_match:
        lines += ["Known gaps:", "", *(f"- {_escaped(example.plain)}" for example in rule.todo_match), ""]
    if rule.false_positives:
        lines += [f"Known false positives: {_escaped('; '.join(rule.false_positives))}.", ""]
    if rule.evidence:
        lines += [f"Evidence: {_escaped(rule.evidence)}.", ""]
    return lines


def _marked(text: str) -> str:
    return _escaped(text.replace("[[", "\x01").replace("]]", "\x02")).replace("\x01", "**").replace("\x02", "**")


def _escaped(text: str) -> str:
    for character in "\\*_<>|[]":
        text = text.replace(character, f"\\{character}")
    return text
