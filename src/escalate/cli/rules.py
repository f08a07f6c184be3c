"""`escalate rules …`: check, test, list, show and begin rules; the commands over a corpus are in rules_texts."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from escalate.cli import rules_texts
from escalate.cli.options import load, pack_options, rule_named, table_or_json_option
from escalate.cli.streams import plural, print_json, print_table, say
from escalate.errors import InputError, RuleError
from escalate.pack.rule import CATEGORIES, POLARITIES, STATUSES


@click.group(name="rules")
def command() -> None:
    """Check, test and look at rules."""


@command.command("check")
@pack_options
@table_or_json_option
@click.option("--strict", is_flag=True, help="Warnings fail the check, too.")
def check(folder: Path | None, overlay: Path | None, today: str | None, kind: str, strict: bool) -> None:
    """Check schema, ids, codes, lists, phrases and examples; findings exit with 1, broken files with 2."""
    from escalate.authoring.check import lint

    scorer = load(folder, overlay, today)
    found = lint(scorer)
    if kind == "json":
        print_json(
            {
                "rules": len(scorer.pack.pack.rules),
                "findings": [_plain(finding) for finding in found.findings],
                "warnings": [_plain(warning) for warning in found.warnings],
                "tries_per_thousand_words": round(found.tries, 1),
            }
        )
    else:
        for finding in found.findings:
            say(str(finding))
        for warning in found.warnings:
            say(f"warning: {warning}")
        say(
            f"{plural(len(scorer.pack.pack.rules), 'rule')} checked, {plural(len(found.findings), 'finding')}, "
            f"{plural(len(found.warnings), 'warning')}; about {found.tries:,.0f} phrases are tried in a thousand words."
        )
    if found.findings or (strict and found.warnings):
        sys.exit(1)


def _plain(fault: RuleError) -> dict[str, Any]:
    names = ("path", "line", "rule", "problem", "hint")
    return {name: getattr(fault, name) for name in names}


@command.command("test")
@pack_options
@click.argument("ids", nargs=-1, metavar="[ID]...")
def test(folder: Path | None, overlay: Path | None, today: str | None, ids: tuple[str, ...]) -> None:
    """Run the examples of all rules, or of some, through the scoring call; wrong outcomes exit with 1."""
    from escalate.authoring.examples import failures, with_drafts

    scorer = load(folder, overlay, today)
    rules = [rule_named(scorer, identifier) for identifier in ids] or list(scorer.pack.pack.rules)
    drafts = with_drafts(scorer)
    findings = []
    for rule in rules:
        findings += [str(finding) for finding in failures(drafts if rule.status == "draft" else scorer, rule)]
    examples = sum(len(rule.match) + len(rule.no_match) for rule in rules)
    for finding in findings:
        say(finding)
    say(f"{plural(len(rules), 'rule')}, {plural(examples, 'example')}, {plural(len(findings), 'finding')}.")
    if findings:
        sys.exit(1)


@command.command("list")
@pack_options
@table_or_json_option
@click.option("--category", type=click.Choice(CATEGORIES), help="Only rules of this category.")
@click.option("--level", type=click.IntRange(0, 5), help="Only rules of this level.")
@click.option("--status", type=click.Choice(STATUSES), help="Only rules of this status.")
@click.option("--polarity", type=click.Choice(POLARITIES), help="Only rules of this polarity.")
def list_rules(
    folder: Path | None,
    overlay: Path | None,
    today: str | None,
    kind: str,
    category: str | None,
    level: int | None,
    status: str | None,
    polarity: str | None,
) -> None:
    """List rules, one a line."""
    scorer = load(folder, overlay, today)
    wanted = {"category": category, "level": level, "status": status, "polarity": polarity}
    rules = [
        rule
        for rule in scorer.pack.pack.rules
        if all(value is None or getattr(rule, name) == value for name, value in wanted.items())
    ]
    if kind == "json":
        names = ("id", "title", "category", "polarity", "level", "severity", "confidence", "status")
        print_json([{**{n: getattr(rule, n) for n in names}, "file": f"{rule.path}:{rule.line}"} for rule in rules])
        return
    print_table(
        ("id", "title", "category", "polarity", "level", "severity", "confidence", "status"),
        [(r.id, r.title, r.category, r.polarity, r.level, r.severity, r.confidence, r.status) for r in rules],
        right=("level", "severity"),
    )
    say(f"{plural(len(rules), 'rule')}.")


@command.command("show")
@pack_options
@table_or_json_option
@click.argument("identifier", metavar="ID")
@click.option("--effective", is_flag=True, help="Say which file each value comes from.")
@click.option("--no-model", is_flag=True, help="Points as rules alone score them.")
def show(
    folder: Path | None,
    overlay: Path | None,
    today: str | None,
    kind: str,
    identifier: str,
    effective: bool,
    no_model: bool,
) -> None:
    """Show a rule in full: phrases spelled out, exclusions, examples, and what a hit is worth."""
    from escalate.authoring.showing import described, origins

    scorer = load(folder, overlay, today, use_model=not no_model)
    rule = rule_named(scorer, identifier)
    data = described(scorer, rule)
    sources = origins(rule, scorer.overlay) if effective else {}
    if kind == "json":
        print_json({**data, "origins": sources} if effective else data)
        return
    for key in ("id", "title", "why", "status", "category", "polarity", "level", "severity", "confidence"):
        value = f"{data[key]} ({data['level_name']})" if key == "level" else data[key]
        _field(key, value, sources)
    _block("codes", data["codes"], sources)
    _block("phrases", [f"{entry['phrase']}\n      = {entry['spelled']}" for entry in data["phrases"]], sources)
    _field("actors", f"source {rule.source}, target {rule.target}", sources)
    _block("contexts", [f"{name}: {policy}" for name, policy in data["contexts"].items()], sources)
    for key in ("unless", "when"):
        _block(key, [f"{where}: {', '.join(texts)}" for where, texts in data[key].items()], sources)
    _block(
        "worth of one cue in a text that says nothing else",
        [f"{w['zone']}: {w['points']:+.1f} points" for w in data["worth"]],
        sources,
    )
    for key, texts in data["examples"].items():
        _block(key, texts, sources)
    _block("false positives", data["false_positives"], sources)
    if data["evidence"]:
        _field("evidence", data["evidence"], sources)
    say(f"file: {data['file']}")


def _field(name: str, value: object, sources: dict[str, str]) -> None:
    source = f"   <- {sources[name]}" if name in sources else ""
    say(f"{name}: {value}{source}" if value else f"{name}:{source}")


def _block(name: str, lines: list[str], sources: dict[str, str]) -> None:
    if lines:
        _field(name, "", sources)
        for line in lines:
            say(f"  - {line}")


@command.command("new")
@click.argument("identifier", metavar="ID")
@click.option("--output", "-o", type=click.Path(path_type=Path), help="Write to this new file instead of the terminal.")
def new(identifier: str, output: Path | None) -> None:
    """Print a filled-in rule file to start from; ID is theme.short-name."""
    from escalate.authoring.template import new_rule_file
    from escalate.pack.pack import read_pack, shipped

    schema = shipped("rules") / "rules.schema.json"
    text = new_rule_file(identifier, schema.as_uri())
    for rule in read_pack().rules:
        if identifier in (rule.id, *rule.aliases):
            raise InputError(
                f"the id '{identifier}' is that of a shipped rule ({rule.path}:{rule.line}). Choose another id, or "
                "change that rule in an overlay."
            )
    if output is None:
        say(text, nl=False)
        return
    try:
        with output.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise InputError(f"{output}: exists already. Name a new file, or paste what 'rules new' prints.") from None
    except OSError as error:
        raise InputError(f"{output}: cannot be written ({error.strerror}). Check folder and permissions.") from None


for _command in rules_texts.COMMANDS:
    command.add_command(_command)
