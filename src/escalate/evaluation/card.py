"""Writes a model folder with its card: what it was trained on, how it does, where it fails, how to make it again."""

from __future__ import annotations

import hashlib
import shlex
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from escalate.corpus.rated import Rated, corpus_digest
from escalate.errors import InputError
from escalate.evaluation.calibration_plot import calibration_bins, calibration_svg, describe_bins
from escalate.evaluation.evaluate import (
    Comparison,
    Evaluation,
    assess,
    compare_predictions,
    evaluate_predictions,
    metrics_dict,
    predictions_of,
    ratings_of,
)
from escalate.measure.metrics import NAMES, Measured, measure, shown
from escalate.model import MODEL_FILE
from escalate.pack.compiled import CompiledPack
from escalate.scorer import Scorer
from escalate.training.folder import model_of, write_model
from escalate.training.prepare import Trained
from escalate.version import VERSION

CARD, PLOT = "CARD.md", "calibration.svg"
ABLATION = ("spearman", "error", "auc_30", "auc_50")
PARTS = ("spearman", "error", "level_exact", "direction_macro_f1")  # measures shown for each level and kind
SCALES = {
    "0-10": "score, 0 to 10",
    "0-100": "score, 0 to 100",
    "level": "level, 0 to 5, with the median score of the level in corpus/articles.jsonl as score",
    "yes-no": "yes or no, taken as scores 100 and 0; a score says how sure the model is of yes",
}
LIMITS = (
    "English only, and written news: headlines, articles, statements. Speech, social media and other languages are "
    "outside what it was trained on.",
    "It reads what is written, not what is true. Propaganda that reports an attack scores as an attack.",
    "Ratings follow docs/codebook.md; another notion of escalation needs other ratings.",
    "Scores of short texts rest on few words. The interval is wide there and should be read with the score.",
    "Names of states, groups and bodies are masked, so no weight depends on them; names of persons and places are not.",
)


@dataclass(frozen=True, slots=True)
class Making:
    """How a model was made, for its card.

    Attributes
    ----------
    command : sequence of str
        The command line that makes it again.
    scale : str
        One of `LABEL_SCALES`, or several where corpora differ.
    vectors : bool
        Whether word vectors helped in training.
    dropped : int
        Texts left out because of leaks.
    """

    command: Sequence[str]
    scale: str
    vectors: bool
    dropped: int = 0


def write_trained(
    folder: Path,
    trained: Trained,
    pack: CompiledPack,
    held_out: Sequence[Rated],
    making: Making,
    jobs: int = 1,
) -> str:
    """Write model.json, arrays.npz, CARD.md and calibration.svg; the digest of model.json comes back.

    Parameters
    ----------
    held_out : sequence of Rated
        Texts never trained on; measured by the finished model, corpus by corpus.
    """
    scorer = Scorer(pack, model_of(trained.info, trained.arrays))
    whole = evaluate_predictions(trained.rated, trained.held.both)
    held: dict[str, Evaluation] = {}
    for group in sorted({r.group for r in held_out}):
        some = [r for r in held_out if r.group == group]
        held[group] = evaluate_predictions(some, predictions_of(assess(scorer, some, jobs)), scorer.model)
    trained.info["training"]["corpora"] = [
        {"name": n, "texts": len(t), "sha256": corpus_digest(t)} for n, t in _by_group(trained.rated)
    ]
    trained.info["metrics"] = {
        "cross_fitted": metrics_dict(whole.overall),
        "held_out": {
            group: {"texts": e.texts, "sha256": e.digest, "metrics": metrics_dict(e.overall)}
            for group, e in held.items()
        },
    }
    try:
        write_model(folder, trained.info, trained.arrays)
        digest = hashlib.sha256((folder / MODEL_FILE).read_bytes()).hexdigest()
        ratings = ratings_of(trained.rated)
        (folder / PLOT).write_text(calibration_svg(ratings.score, trained.held.both.score), encoding="utf-8")
        (folder / CARD).write_text(card_text(trained, whole, held, making, pack, digest), encoding="utf-8")
    except OSError as error:
        raise InputError(f"{folder}: cannot be written ({error.strerror}). Check folder and permissions.") from None
    return digest


def _by_group(rated: Sequence[Rated]) -> list[tuple[str, list[Rated]]]:
    return [(group, [r for r in rated if r.group == group]) for group in sorted({r.group for r in rated})]


def card_text(
    trained: Trained,
    whole: Evaluation,
    held: dict[str, Evaluation],
    making: Making,
    pack: CompiledPack,
    digest: str,
) -> str:
    """The card as Markdown."""
    info, ratings = trained.info, ratings_of(trained.rated)
    bins = calibration_bins(ratings.score, trained.held.both.score)
    lines = [
        f"# Model card: {info['name']}",
        "",
        "Rules and linear heads over the words of sentences and of the whole text; they give news articles an",
        "escalation score of 0 to 100, a level of 0 to 5 and a direction. `escalate train` wrote this card.",
        "",
        "## Identity",
        "",
        *_table(
            ("what", "value"),
            [
                ("model.json, SHA-256", f"`{digest}`"),
                ("arrays.npz, SHA-256", f"`{hashlib.sha256(_arrays_bytes(trained)).hexdigest()}`"),
                ("rule pack", f"{pack.pack.name} {pack.pack.version}, `{pack.pack.sha256}`"),
                ("escalate", VERSION),
                ("word vectors in training", "yes" if making.vectors else "no"),
            ],
        ),
        "",
        "Made by:",
        "",
        "```",
        shlex.join(making.command),
        "```",
        "",
        "## Data",
        "",
        f"Label scale: {making.scale and SCALES.get(making.scale, making.scale)}.",
        f"{len(trained.rated)} texts trained on; {making.dropped} left out for being too close to a held-out text.",
        "",
        *_data_table(trained.rated),
        "",
        "## How well it does",
        "",
        "Values with 95 % bootstrap intervals over texts.",
        "",
        *_overall_table({"cross-fitted": whole, **{f"held out: {g}": e for g, e in held.items()}}),
        "",
        "*Cross-fitted*: each text is predicted by heads, readings and decisions that were fitted without its",
        "fold; near-duplicates and texts of one source share a fold. *Held out*: texts of the",
        "splits dev and test, or named by --hold-out, scored by the finished model.",
        "",
        "### By level (cross-fitted)",
        "",
        *_parts_table("level", whole.by_level),
        "",
        "### By kind (cross-fitted)",
        "",
        *_parts_table("kind", whole.by_kind),
        "",
        "### What each part is worth (cross-fitted)",
        "",
        *_ablation_table(trained),
        "",
        "### Calibration (cross-fitted)",
        "",
        f"![Calibration plot: mean rating against mean score]({PLOT})",
        "",
        f"{describe_bins(bins)}.",
        "",
        "## Known limits",
        "",
        *(f"- {limit}" for limit in [*LIMITS, *_own_limits(trained)]),
        "",
    ]
    return "\n".join(lines)


def _arrays_bytes(trained: Trained) -> bytes:
    from escalate.training.folder import pack_arrays

    return pack_arrays(trained.arrays)


def _own_limits(trained: Trained) -> list[str]:
    limits = []
    if all(r.level is None for r in trained.rated):
        limits.append("No text had a level: levels come from the rules alone.")
    if all(r.direction is None for r in trained.rated):
        limits.append("No text had a direction: directions come from the rules alone.")
    for level, count in sorted(Counter(r.level for r in trained.rated if r.level is not None).items()):
        if count < 30:
            limits.append(f"Only {count} texts of level {level}: its measures say little.")
    return limits


def _data_table(rated: Sequence[Rated]) -> list[str]:
    rows = []
    for group, texts in _by_group(rated):
        levels = Counter(r.level for r in texts)
        counts = (
            " / ".join(str(levels[level]) for level in range(6)) if any(r.level is not None for r in texts) else "–"
        )
        rows.append((group, str(len(texts)), counts, f"`{corpus_digest(texts)}`"))
    return _table(("corpus", "texts", "levels 0 / 1 / 2 / 3 / 4 / 5", "SHA-256 of texts and ratings"), rows)


def _overall_table(columns: dict[str, Evaluation]) -> list[str]:
    heads = ("measure", *(f"{name} ({e.texts} texts)" for name, e in columns.items()))
    return _table(heads, [(NAMES[m], *(shown(e.overall[m]) for e in columns.values())) for m in NAMES])


def _parts_table(name: str, parts: dict[str, tuple[int, dict[str, Measured]]]) -> list[str]:
    if not parts:
        return [f"No text had a {name}."]
    rows = [(part, str(n), *(shown(m[key]) for key in PARTS)) for part, (n, m) in parts.items()]
    return _table((name, "texts", *(NAMES[key] for key in PARTS)), rows)


def _ablation_table(trained: Trained) -> list[str]:
    ratings, held = ratings_of(trained.rated), trained.held
    rows = []
    for name, given in (("both", held.both), ("rules only", held.rules), ("classifier only", held.classifier)):
        measured = measure(ratings, given)
        rows.append((name, *(shown(measured[key]) for key in ABLATION), "–"))
        if name != "both":
            comparison: Comparison = compare_predictions(trained.rated, held.both, given)
            differences = (shown(comparison.differences[key], signed=True) for key in ABLATION)
            rows.append((f"both less {name}", *differences, comparison.verdict))
    return _table(("part", *(NAMES[key] for key in ABLATION), "both is"), rows)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return [
        "| " + " | ".join(heads) + " |",
        "|" + " --- |" * len(heads),
        *("| " + " | ".join(row) + " |" for row in rows),
    ]


def card_digests(folder: Path) -> dict[str, Any]:
    """The digests that a card states, by file name."""
    found: dict[str, Any] = {}
    for line in (folder / CARD).read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("| ").split("|")]
        if len(cells) == 2 and cells[0].endswith(", SHA-256"):
            found[cells[0].removesuffix(", SHA-256")] = cells[1].strip("`")
    return found


__all__ = ["CARD", "Making", "card_digests", "card_text", "write_trained"]
