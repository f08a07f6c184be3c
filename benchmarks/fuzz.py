"""Tries what must hold of any assessment on many made-up articles; the shortest that breaks something is shown.

python -m benchmarks.fuzz [--examples 10000] [--no-model] [--seed 1]

The properties themselves are in tests/fuzz.py.
"""

from __future__ import annotations

import argparse

from hypothesis import HealthCheck, given, seed, settings
from tests.fuzz import can_be_scored, check, texts, titles

from escalate import Article, Scorer


def main() -> None:
    """Print how many articles were tried; AssertionError at the first that breaks something."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--examples", type=int, default=10_000)
    parser.add_argument("--no-model", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    scorer = Scorer.load(use_model=not options.no_model, whole=False)

    @seed(options.seed)
    @settings(max_examples=options.examples, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(texts, titles)
    def run(text: str, title: str | None) -> None:
        article = Article(text, title)
        if can_be_scored(article):
            check(scorer, article)

    run()
    print(f"{options.examples:,} articles: all holds")


if __name__ == "__main__":
    main()
