"""Assessments as JSON, JSON lines and CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable

from escalate.explain.assessment import Assessment
from escalate.report.safe import csv_cell

CSV_COLUMNS = (
    "id", "title", "score", "band", "level", "level_name", "direction", "interval_low", "interval_high", "review",
    "baseline_points", "rule_points", "classifier_points", "cues", "not_counted", "top_reasons", "warnings",
)  # fmt: skip
TOP_REASONS = 3


def top_reasons(assessment: Assessment) -> str:
    """The weightiest cues in one line: rule, signed points and words."""
    return "; ".join(
        f"{cue.rule} {cue.points:+.1f} “{' '.join(cue.text.split())}”" for cue in assessment.cues[:TOP_REASONS]
    )


def warnings_of(assessment: Assessment) -> str:
    """Why the article may be none that can be read, in one line; empty for most."""
    return "; ".join(assessment.warnings)


def to_json(assessments: list[Assessment]) -> str:
    """One object for one article, a list for several."""
    data = [assessment.to_dict() for assessment in assessments]
    return json.dumps(data[0] if len(data) == 1 else data, ensure_ascii=False, indent=2) + "\n"


def to_jsonl(assessments: Iterable[Assessment]) -> str:
    """One object on each line."""
    return "".join(assessment.to_json(indent=None) + "\n" for assessment in assessments)


def to_csv(assessments: Iterable[Assessment]) -> str:
    """A table with a header line; one row an article. Text that a spreadsheet would run gets an apostrophe before."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    for a in assessments:
        writer.writerow(
            [
                csv_cell(a.id or ""), csv_cell(a.title or ""), a.score, a.band, a.level, a.level_name, a.direction,
                *a.interval, str(a.review).lower(), a.parts.baseline, a.parts.rules, a.parts.classifier, len(a.cues),
                len(a.not_counted), csv_cell(top_reasons(a)), csv_cell(warnings_of(a)),
            ]
        )  # fmt: skip
    return out.getvalue()
