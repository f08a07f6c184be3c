"""Who does what to whom, sentence by sentence, as a table for a terminal, JSON and CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from escalate.explain.assessment import Assessment
from escalate.explain.pairs import SCHEMA, SentenceDyad
from escalate.report.reasons import signed, who_to_whom
from escalate.report.safe import csv_cell

NO_CUE = "no cue counted"
COLUMNS = ("id", "source", "target", "act", "cues", "points", "field", "line", "start", "end", "zone", "text")
Found = tuple[Assessment, Sequence[SentenceDyad]]


def print_actors(found: Sequence[Found], names: Mapping[str, str], console: Console) -> None:
    """Print a table for each article: the pair, what tells it, where, and the rules counted for it."""
    for number, (assessment, dyads) in enumerate(found):
        if number:
            console.print()
        console.print(_article(assessment, dyads, names))


def to_json(found: Sequence[Found]) -> str:
    """One object for one article, a list for several."""
    data = [_plain(assessment, dyads) for assessment, dyads in found]
    return json.dumps(data[0] if len(data) == 1 else data, ensure_ascii=False, indent=2) + "\n"


def to_csv(found: Sequence[Found]) -> str:
    """A table with a header line; one row a pair."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for assessment, dyads in found:
        for d in dyads:
            place = (d.field, d.line, *d.sentence, d.zone)
            row = (assessment.id or "", d.source, d.target, d.act, " ".join(d.cues), d.points, *place, d.text)
            writer.writerow([csv_cell(value) for value in row])
    return out.getvalue()


def _plain(assessment: Assessment, dyads: Sequence[SentenceDyad]) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "id": assessment.id,
        "title": assessment.title,
        "dyads": [dyad.to_dict() for dyad in dyads],
        "provenance": assessment.provenance,
    }


def _article(assessment: Assessment, dyads: Sequence[SentenceDyad], names: Mapping[str, str]) -> RenderableType:
    head = Text(assessment.title or assessment.id or "Article", style="bold")
    if not dyads:
        return Group(head, Text("  No sentence tells who acts on whom among the actors known.", style="dim"))
    table = Table(box=None, show_header=True, pad_edge=False, padding=(0, 1, 0, 1), header_style="dim")
    table.add_column("line", justify="right", no_wrap=True)
    table.add_column("who → whom", overflow="fold", style="cyan")
    table.add_column("act", overflow="fold")
    table.add_column("points", justify="right", no_wrap=True)
    table.add_column("counted cues", overflow="fold")
    for dyad in dyads:
        table.add_row(
            "title" if dyad.field == "title" else str(dyad.line),
            who_to_whom(dyad.source, dyad.target, names),
            Text(f"“{dyad.act}”" if dyad.act else "–"),
            Text(signed(dyad.points) if dyad.cues else ""),
            Text(", ".join(dyad.cues)) if dyad.cues else Text(NO_CUE, style="dim"),
        )
    return Group(head, table)
