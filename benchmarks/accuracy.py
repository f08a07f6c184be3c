"""Accuracy of both parts together, of the rules alone and of the classifier alone, with paired bootstrap intervals.

usage: python benchmarks/accuracy.py [CORPUS…] [--model DIR] [--rules DIR]
Without CORPUS: the held-out articles of corpus/, and the rated texts of ../shared/data where they are there.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from escalate.corpus import Rated, read_corpus
from escalate.evaluation.evaluate import assess, compare_predictions, predictions_of, ratings_of, score_alone
from escalate.measure.metrics import NAMES, Predictions, measure, shown
from escalate.scorer import Scorer

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data"
ALONE = ("spearman", "error", "auc_30", "auc_50")


def default_sets() -> list[tuple[str, list[Rated]]]:
    sets = [("corpus/, split test", [r for r in read_corpus(ROOT / "corpus") if r.split == "test"])]
    if (SHARED / "dev.jsonl").is_file():
        sets.append(("dev.jsonl", read_corpus(SHARED / "dev.jsonl")))
        sentences = read_corpus(SHARED / "sentences.jsonl")
        sets.append(("sentences.jsonl, split test", [r for r in sentences if r.split == "test"]))
    return sets


def report(name: str, rated: list[Rated], scorer: Scorer) -> None:
    assert scorer.model is not None
    both = predictions_of(assess(scorer, rated))
    alone = score_alone(scorer.pack, scorer.model, rated)
    columns: list[tuple[str, Predictions]] = [("rules only", alone.rules), ("classifier only", alone.classifier)]
    print(f"\n{name}: {len(rated)} texts")
    print(f"  {'measure':34s} {'both':24s} " + " ".join(f"{label:24s}" for label, _ in columns))
    values = measure(ratings_of(rated), both)
    others = [measure(ratings_of(rated), given) for _, given in columns]
    for key, title in NAMES.items():
        cells = [shown(other[key]) if key in ALONE else "–" for other in others]
        print(f"  {title:34s} {shown(values[key]):24s} " + " ".join(f"{cell:24s}" for cell in cells))
    for label, given in columns:
        comparison = compare_predictions(rated, both, given)
        for key in ("spearman", "error"):
            print(f"  both less {label}, {NAMES[key]}: {shown(comparison.differences[key], signed=True)}")
        print(f"  both against {label}: {comparison.verdict}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("corpora", nargs="*", type=Path)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--rules", type=Path)
    options = parser.parse_args()
    scorer = Scorer.load(options.rules, options.model)
    sets = [(str(path), read_corpus(path)) for path in options.corpora] or default_sets()
    for name, rated in sets:
        report(name, rated, scorer)


if __name__ == "__main__":
    main()
