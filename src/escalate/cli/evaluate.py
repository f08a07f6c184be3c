"""`escalate evaluate`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from escalate.cli.options import corpora_argument, label_scale_option, rules_option, table_or_json_option
from escalate.cli.streams import print_json, print_table, stdout_console
from escalate.errors import InputError

if TYPE_CHECKING:
    from escalate.evaluation.evaluate import Comparison, Evaluation


@click.command(name="evaluate")
@corpora_argument
@click.option("--model", type=click.Path(path_type=Path), help="Folder of a model; the shipped one by default.")
@click.option(
    "--against", type=click.Path(path_type=Path), help="Folder of a model to compare with, on the same texts."
)
@rules_option
@click.option("--no-model", is_flag=True, help="Evaluate the rules alone.")
@click.option("--split", help="Only texts of this split, such as test.")
@click.option("--errors", "errors", type=click.IntRange(0), default=0, metavar="N", help="Show the N worst cases.")
@label_scale_option
@table_or_json_option
@click.option("--jobs", "-j", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes.")
def command(
    corpora: tuple[Path, ...],
    model: Path | None,
    against: Path | None,
    rules: Path | None,
    no_model: bool,
    split: str | None,
    errors: int,
    label_scale: str | None,
    kind: str,
    jobs: int,
) -> None:
    """Measure how well scores agree with rated texts, alone or against another model."""
    from escalate.corpus.rated import read_corpora
    from escalate.evaluation.evaluate import assess, compare_predictions, evaluate_predictions, predictions_of, worst
    from escalate.scorer import Scorer

    if no_model and model:
        raise click.UsageError("--no-model and --model exclude each other. Give one of them.")
    rated = [r for r in read_corpora(corpora, label_scale) if split is None or r.split == split]
    if not rated:
        raise InputError(f"no text is of split {split!r}. Leave --split out, or name another.")
    scorer = Scorer.load(rules, model, use_model=not no_model, whole=False)
    other = Scorer.load(rules, against, whole=False) if against else None
    assessments = assess(scorer, rated, jobs)
    evaluation = evaluate_predictions(rated, predictions_of(assessments), scorer.model)
    comparison = None
    if other:
        theirs = predictions_of(assess(other, rated, jobs))
        comparison = compare_predictions(rated, predictions_of(assessments), theirs)
    cases = worst(rated, assessments, errors)
    if kind == "json":
        print_json(_plain(evaluation, comparison, cases))
    else:
        _print(evaluation, comparison, cases)


def _plain(evaluation: Evaluation, comparison: Comparison | None, cases: list[dict[str, Any]]) -> dict[str, Any]:
    from escalate.evaluation.evaluate import metrics_dict

    result = {"schema": "escalate-evaluation/1", **evaluation.to_dict()}
    if comparison:
        result["against"] = {"differences": metrics_dict(comparison.differences), "verdict": comparison.verdict}
    return {**result, "errors": cases}


def _print(evaluation: Evaluation, comparison: Comparison | None, cases: list[dict[str, Any]]) -> None:
    from rich.markup import escape

    from escalate.evaluation.card import PARTS
    from escalate.measure.metrics import NAMES, shown

    console = stdout_console()
    heads = ["Measure", "Value [95 % interval]", *(["Less the other model"] if comparison else [])]
    rows = [[NAMES[key], shown(measured)] for key, measured in evaluation.overall.items()]
    if comparison:
        for row, measured in zip(rows, comparison.differences.values(), strict=True):
            row.append(shown(measured, signed=True))
    print_table(heads, rows, title=f"{evaluation.texts} texts")
    for name, parts in (("Level", evaluation.by_level), ("Kind", evaluation.by_kind)):
        if parts:
            short = [[part, str(n), *(_short(m[key].value) for key in PARTS)] for part, (n, m) in parts.items()]
            numbers = ["Texts", *(NAMES[key] for key in PARTS)]
            console.print()
            print_table([name, *numbers], short, right=numbers)
    if evaluation.seen:
        console.print(f"{evaluation.seen} of these texts were trained on: on them the model looks better than it is.")
    if comparison:
        console.print(f"Against the other model: {comparison.verdict}.", style="bold")
    for case in cases:
        console.rule()
        console.print(escape(f"{case['id'] or '–'}  {case['title'] or ''}"), style="bold")
        console.print(f"rated {_verdict(case['rated'])}; given {_verdict(case['given'])}")
        for cue in case["cues"]:
            console.print(escape(f"  {cue['points']:+.1f}  {cue['rule']}: “{cue['text']}”"))
        for term in case["terms"]:
            console.print(escape(f"  {term['points']:+.1f}  term: {term['term']}"))


def _verdict(given: dict[str, Any]) -> str:
    return f"{given['score']:.0f}, level {_dash(given['level'])}, direction {_dash(given['direction'])}"


def _dash(value: int | None) -> str:
    return "–" if value is None else str(value)


def _short(value: float | None) -> str:
    """Without its interval, for tables with many columns; JSON has them all."""
    return "–" if value is None else f"{value:.3f}"
