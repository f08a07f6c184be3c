"""An assessment for reading in a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from escalate.explain.assessment import Assessment, CueFound
from escalate.explain.pairs import SentenceDyad
from escalate.pack.weights import BANDS
from escalate.read.article import Article
from escalate.report.pairs import UncuedPair, uncued_pairs
from escalate.report.reasons import reasons_of
from escalate.report.wording import Entry, Spoken, level_line, ranked, spoken_of, summary

DIRECTIONS = {1: "↑ towards conflict", 0: "→ mixed or steady", -1: "↓ away from conflict"}
BAND_STYLE = {
    "none": "green", "faint": "green", "tension": "yellow",
    "clear": "dark_orange", "strong": "red", "extreme": "bold red",
}  # fmt: skip
GAUGE_WIDTH = 40
NOT_COUNTED_SHOWN = 15
UNCUED_SHOWN = 8
MAX_QUOTE = 160


def render(
    assessment: Assessment, dyads: Sequence[SentenceDyad] = (), article: Article | None = None
) -> RenderableType:
    """The whole report of one article; pairs of `dyads` without a counted cue are shown apart.

    Sentences are quoted from the article; without it their words are told by place.
    """
    entries = ranked(reasons_of(assessment, {}), spoken_of(assessment, article))
    parts: list[RenderableType] = [_head(assessment), Text()]
    parts.append(Text("Why", style="bold"))
    parts += [_plain_line(summary(assessment)), _sum_line(assessment)]
    if assessment.level_reason:
        parts.append(_plain_line(level_line(assessment)))
    if entries:
        parts.append(_counted(entries))
    if not assessment.cues:
        parts.append(Padding(Text("No cue of the rules counts in this text.", style="dim"), (0, 0, 0, 2)))
    if assessment.not_counted:
        parts += [Text(), Text("Not counted, and why", style="bold"), _not_counted(assessment)]
    if assessment.terms:
        parts += [Text(), Text("The classifier's strongest terms", style="bold"), _terms(assessment)]
    uncued = uncued_pairs(dyads)
    if assessment.actors or uncued:
        parts += [Text(), Text("Who to whom", style="bold")]
        parts += [_dyads(assessment)] if assessment.actors else []
        parts += [_uncued(uncued)] if uncued else []
    parts += [Text(), _foot(assessment)]
    return Group(*parts)


def print_report(
    assessment: Assessment,
    console: Console | None = None,
    dyads: Sequence[SentenceDyad] = (),
    article: Article | None = None,
) -> None:
    """Print the report to the terminal, or to the console given."""
    (console or Console(highlight=False)).print(render(assessment, dyads, article))


def _head(a: Assessment) -> RenderableType:
    style = BAND_STYLE[a.band]
    lines = []
    if a.title or a.id:
        lines.append(Text(a.title or a.id or "", style="bold"))
    lines += [Text(f"Do not use this score: {warning}.", style="bold red") for warning in a.warnings]
    score = Text.assemble((f"{a.score:5.1f}", f"bold {style}"), " / 100  ", (a.band, style))
    score.append(f"   level {a.level} ({a.level_name})   {DIRECTIONS[a.direction]}")
    lines.append(score)
    lines.append(_gauge(a))
    if a.review and not a.warnings:
        lines.append(Text("Review: more error is expected for this text than usual; read it.", style="magenta"))
    return Group(*lines)


def _gauge(a: Assessment) -> Text:
    low, high = (round(limit * GAUGE_WIDTH / 100) for limit in a.interval)
    place = min(GAUGE_WIDTH - 1, round(a.score * GAUGE_WIDTH / 100))
    bar = Text()
    for column in range(GAUGE_WIDTH):
        band = next(name for limit, name in BANDS if column * 100 / GAUGE_WIDTH < limit)
        mark = "●" if column == place else "━" if low <= column <= high else "─"
        bar.append(mark, style=BAND_STYLE[band] if column == place or low <= column <= high else "dim")
    bar.append(f"  90 % interval {a.interval[0]:.0f} to {a.interval[1]:.0f}", style="dim")
    return bar


def _sum_line(a: Assessment) -> Padding:
    p = a.parts
    text = f"baseline {p.baseline:.1f}  rules {p.rules:+.1f}  classifier {p.classifier:+.1f}  =  {a.score:.1f}"
    return Padding(Text(text, style="dim"), (0, 0, 0, 2))


def _plain_line(text: str) -> Padding:
    return Padding(Text(text), (0, 0, 0, 2))


def _counted(entries: Sequence[Entry]) -> RenderableType:
    table = Table(box=None, show_header=True, pad_edge=False, padding=(0, 1, 0, 1), header_style="dim")
    table.add_column("points", justify="right", no_wrap=True)
    table.add_column("without", justify="right", no_wrap=True)
    table.add_column("line", justify="right", no_wrap=True)
    table.add_column("reason", overflow="fold")
    for entry in entries:
        if entry.spoken:
            _add_spoken(table, entry.spoken)
        if not entry.reason:
            continue
        cue = entry.reason.cue
        style = "red" if cue.points > 0 else "green" if cue.points < 0 else ""
        body = Text(cue.title, style="bold")
        body.append(f"  {cue.rule}", style="dim")
        dyad = _dyad(cue.source, cue.target)
        if dyad:
            body.append(f"  {dyad}", style="cyan")
        body.append(f"\n“{_quote(cue.text)}”", style="default")
        remarks = _remarks(cue)
        if remarks:
            body.append(f"\n{remarks}", style="dim italic")
        line = "title" if cue.field == "title" else str(cue.line)
        table.add_row(Text(f"{cue.points:+.1f}", style=style), f"{cue.without:.1f}", line, body)
    return Padding(table, (0, 0, 0, 1))


def _add_spoken(table: Table, spoken: Spoken) -> None:
    """A row for a sentence whose wording speaks."""
    body = Text("Wording of a sentence", style="bold")
    if spoken.terms:
        body.append(f"  {spoken.terms}", style="dim")
    if spoken.quote:
        body.append(f"\n“{_quote(spoken.quote)}”", style="default")
    if spoken.draft:
        body.append(f"\nno rule reads it; start one: {spoken.draft}", style="dim italic")
    points = spoken.sentence.wording
    line = "title" if spoken.place == "headline" else spoken.place.removeprefix("line ").replace("character ", "@")
    table.add_row(Text(f"{points:+.1f}", style="red" if points > 0 else "green"), "", line, body)


def _remarks(cue: CueFound) -> str:
    found = [
        f"{c.kind}: “{_quote(c.cue)}” ({c.policy})" for c in cue.contexts if c.kind not in ("quoted", "attributed")
    ]
    if cue.note:
        found.append(cue.note)
    return "; ".join(found)


def _not_counted(a: Assessment) -> RenderableType:
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 1, 0, 1))
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True, style="dim")
    table.add_column(overflow="fold")
    for cue in a.not_counted[:NOT_COUNTED_SHOWN]:
        body = Text(f"“{_quote(cue.text)}”")
        body.append(f"  {cue.title}", style="dim")
        shown = [f"by “{_quote(c.cue)}”" for c in cue.contexts if c.policy in ("drop", "flip")]
        reason = ", ".join(shown) or cue.note
        if reason:
            body.append(f"  {reason}", style="dim italic")
        table.add_row(Text(cue.status, style="yellow"), "title" if cue.field == "title" else str(cue.line), body)
    rest = len(a.not_counted) - NOT_COUNTED_SHOWN
    if rest > 0:
        table.add_row("", "", Text(f"and {rest} more (see --format json)", style="dim"))
    return Padding(table, (0, 0, 0, 1))


def _terms(a: Assessment) -> Padding:
    return Padding(Text(", ".join(f"{t.term} {t.points:+.1f}" for t in a.terms)), (0, 0, 0, 2))


def _dyads(a: Assessment) -> Padding:
    shown = [f"{_dyad(d.source, d.target)} {d.score:+.1f} ({d.cues})" for d in a.actors[:8]]
    return Padding(Text(", ".join(shown), style="cyan"), (0, 0, 0, 2))


def _uncued(pairs: Sequence[UncuedPair]) -> Padding:
    shown = [f"{pair.who} ({pair.sentences})" for pair in pairs[:UNCUED_SHOWN]]
    rest = len(pairs) - UNCUED_SHOWN
    if rest > 0:
        shown.append(f"and {rest} more (see escalate actors)")
    return Padding(Text(f"no cue counted: {', '.join(shown)}", style="dim"), (0, 0, 0, 2))


def _dyad(source: str | None, target: str | None) -> str:
    return f"{source or '?'} → {target or '?'}" if source or target else ""


def _foot(a: Assessment) -> Text:
    rules, model = a.provenance["rules"], a.provenance["model"]
    text = f"escalate {a.provenance['version']}, rules {rules['pack']} {rules['sha256'][:12]}, "
    text += f"overlay {rules['overlay']['sha256'][:12]}, " if "overlay" in rules else ""
    text += f"model {model['name']} {model['sha256'][:12]}" if model else "no model"
    return Text(f"{text}. The tool measures what is reported, not what is true.", style="dim")


def _quote(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= MAX_QUOTE else flat[: MAX_QUOTE - 1] + "…"
