"""The `escalate rules` commands that look at texts: try, why-not, diff, report, suggest."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from escalate.cli.options import load, pack_options, rule_named, table_or_json_option
from escalate.cli.streams import plural, print_json, print_table, say
from escalate.errors import InputError

CORPUS = click.argument("corpus", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="CORPUS...")
SPLIT = click.option("--split", help="Only texts of this split, such as train.")
SHOWN = 5  # changed hits of a rule that `diff` prints


@click.command("try")
@pack_options
@table_or_json_option
@click.argument("phrase")
@CORPUS
@SPLIT
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1), help="Hits to show.")
def try_phrase(
    folder: Path | None,
    overlay: Path | None,
    today: str | None,
    kind: str,
    phrase: str,
    corpus: tuple[Path, ...],
    split: str | None,
    limit: int,
) -> None:
    """Show the hits of a PHRASE in texts, JSON records or folders of them, each with the words around it."""
    from escalate.authoring.concordance import concordance
    from escalate.corpus.texts import read_texts

    scorer = load(folder, overlay, today)
    texts = read_texts(corpus, split)
    lines = list(concordance(phrase, scorer.pack.pack, texts))
    if kind == "json":
        print_json([asdict(line) for line in lines])
        return
    rows = [(line.where, line.left, line.found, line.right, line.status, line.why) for line in lines[:limit]]
    if rows:
        print_table(("where", "before", "found", "after", "status", "why"), rows, right=("before",))
    held = len({line.where for line in lines})
    counted = sum(line.status == "counted" for line in lines)
    say(f"{plural(len(lines), 'hit')} in {held:,} of {plural(len(texts), 'text')}, {counted:,} counted.")


@click.command("why-not")
@pack_options
@table_or_json_option
@click.argument("identifier", metavar="ID")
@click.argument("sentence")
def why_not(
    folder: Path | None, overlay: Path | None, today: str | None, kind: str, identifier: str, sentence: str
) -> None:
    """Say how far each phrase of rule ID came in a SENTENCE, and what blocked it."""
    from escalate.authoring.why_not import why_not as explain

    scorer = load(folder, overlay, today)
    rule = rule_named(scorer, identifier)
    result = explain(scorer, rule, sentence)
    if kind == "json":
        print_json(asdict(result))
        return
    say(f"{rule.id}: {result.outcome}.")
    for reason in result.reasons:
        say(f"  {reason}")
    for entry in result.phrases:
        say(f"- {entry.phrase}")
        if not entry.blocked:
            say(f"    matches: '{entry.found}'")
        else:
            so_far = f"'{entry.found}', then " if entry.reached else ""
            say(f"    {entry.reached} of {plural(entry.steps, 'step')}: {so_far}{entry.blocked}")


@click.command("diff")
@table_or_json_option
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@CORPUS
def diff(kind: str, old: Path, new: Path, corpus: tuple[Path, ...]) -> None:
    """Show the hits that pack NEW gains and loses against pack OLD (folders, or overlay files on the shipped pack)."""
    from escalate.authoring.difference import difference
    from escalate.corpus.texts import read_texts

    texts = read_texts(corpus)
    packs = [load(None, path, None) if path.is_file() else load(path, None, None) for path in (old, new)]
    found = difference(packs[0], packs[1], texts)
    if kind == "json":
        print_json(asdict(found))
        return
    totals = Counter((change.rule, change.gained) for change in found.changes)
    shown: Counter[tuple[str, bool]] = Counter()
    for change in found.changes:
        key = (change.rule, change.gained)
        if not shown[key]:
            say(f"{change.rule}: {plural(totals[key], 'hit')} {'gained' if change.gained else 'lost'}")
        shown[key] += 1
        if shown[key] <= SHOWN:
            other = f"{'was' if change.gained else 'now'} {change.other}"
            say(f"  {'+' if change.gained else '-'} {change.where}: '{change.text}' ({other}) in: {change.sentence}")
    gained = sum(change.gained for change in found.changes)
    say(
        f"{plural(found.texts, 'text')}: {plural(gained, 'hit')} gained, {plural(len(found.changes) - gained, 'hit')} "
        f"lost, {plural(len(found.scores), 'score')} changed."
    )


@click.command("report")
@pack_options
@table_or_json_option
@CORPUS
@SPLIT
@click.option("--flagged", is_flag=True, help="Only dead, redundant, noisy and harmful rules.")
@click.option("--record", "name", metavar="NAME", help="Write evidence into the rule files; NAME says from what.")
@click.option("--keep-status", is_flag=True, help="With --record: leave every 'status' as it is.")
@click.option("--demote", is_flag=True, help="With --record: stable rules that the figures do not bear become test.")
def report(
    folder: Path | None,
    overlay: Path | None,
    today: str | None,
    kind: str,
    corpus: tuple[Path, ...],
    split: str | None,
    flagged: bool,
    name: str | None,
    keep_status: bool,
    demote: bool,
) -> None:
    """Measure each rule in a corpus: coverage, precision against ratings, overlap, conflict, effect of its absence."""
    from escalate.authoring.recording import record
    from escalate.authoring.reporting import report as measure
    from escalate.corpus.texts import read_texts

    if name is not None and overlay is not None:
        raise click.UsageError("--record writes into the pack itself. Leave out --overlay.")
    if name is not None and (not name.strip() or any(character in name for character in '"\\\n')):
        raise click.UsageError("--record NAME is a few plain words, without quotation marks or backslashes.")
    if demote and (name is None or keep_status):
        raise click.UsageError("--demote goes with --record, and not with --keep-status.")
    scorer = load(folder, overlay, today)
    found = measure(scorer, read_texts(corpus, split))
    if name is not None and not found.rated:
        raise InputError("the corpus is not rated, so that nothing can be recorded. Give records with a 'score'.")
    entries = [entry for entry in found.rules if entry.flags or not flagged]
    rules = scorer.pack.pack.rules
    written = record(rules, found, name, promote=not keep_status, demote=demote) if name is not None else []
    recorded = [entry for entry in written if not entry.demoted]
    demoted = [entry.rule for entry in written if entry.demoted]
    if kind == "json":
        data: dict[str, Any] = asdict(found)
        data["rules"] = [asdict(entry) for entry in entries]
        data["recorded"] = [asdict(entry) for entry in recorded]
        data["demoted"] = demoted
        print_json(data)
        return
    print_table(
        ("rule", "hits", "counted", "texts", "precision", "overlap", "with", "conflict", "effect", "spearman", "flags"),
        [
            (
                entry.rule, entry.hits, entry.counted, entry.texts,
                "" if entry.precision is None else f"{entry.right}/{entry.rated} {entry.precision:.0%}",
                f"{entry.overlap:.0%}", entry.overlap_with, f"{entry.conflict:.0%}", f"{entry.effect:+.1f}",
                "" if entry.spearman is None else f"{entry.spearman:+.4f}", ", ".join(entry.flags),
            )
            for entry in entries
        ],
        right=("hits", "counted", "texts", "precision", "overlap", "conflict", "effect", "spearman"),
    )  # fmt: skip
    flags = Counter(flag for entry in found.rules for flag in entry.flags)
    say(
        f"{plural(len(found.rules), 'rule')} on {plural(found.texts, 'text')} ({found.rated:,} rated); "
        + ", ".join(f"{flags[flag]} {flag}" for flag in ("dead", "redundant", "noisy", "harmful"))
        + ("." if found.spearman is None else f"; rules alone: Spearman {found.spearman:.3f}.")
    )
    if name is not None:
        promoted = sum(entry.promoted for entry in recorded)
        say(f"evidence recorded for {plural(len(recorded), 'rule')}, {promoted:,} of them made stable.")
    if demote:
        say(f"{plural(len(demoted), 'rule')} back in test{': ' if demoted else ''}{', '.join(demoted)}.")


@click.command("suggest")
@pack_options
@table_or_json_option
@CORPUS
@SPLIT
@click.option("--limit", default=40, show_default=True, type=click.IntRange(1), help="Runs of words to show.")
@click.option("--least", default=3, show_default=True, type=click.IntRange(1), help="High texts that must hold a run.")
def suggest(
    folder: Path | None,
    overlay: Path | None,
    today: str | None,
    kind: str,
    corpus: tuple[Path, ...],
    split: str | None,
    limit: int,
    least: int,
) -> None:
    """Propose phrases: runs of words that mark highly rated texts where no rule fires."""
    from escalate.authoring.suggest import suggestions
    from escalate.corpus.texts import read_texts

    scorer = load(folder, overlay, today)
    found = suggestions(scorer.pack, read_texts(corpus, split), least=least, limit=limit)
    if kind == "json":
        print_json([asdict(entry) for entry in found])
        return
    print_table(
        ("words", "high", "low", "log-odds", "z", "for example"),
        [
            (e.words, e.high, e.low, f"{e.log_odds:+.2f}", f"{e.z:.1f}", e.examples[0] if e.examples else "")
            for e in found
        ],
        right=("high", "low", "log-odds", "z"),
    )
    say(f"{plural(len(found), 'suggestion')}.")


COMMANDS = (try_phrase, why_not, diff, report, suggest)
