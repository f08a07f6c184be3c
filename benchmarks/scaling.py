"""How cost grows with the length of an article, the number of rules and the number of workers: tables and plots.

python benchmarks/scaling.py [--rounds 5] [--plots docs/images]     (needs: pip install matplotlib psutil)

Prints three tables in Markdown, as docs/scaling.md has them, and draws one plot for each. All measures of a table are
taken in turn, round by round, so that a machine that slows down slows all of them; figures are medians.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import matplotlib as mpl
from benchmarks_common import batch_rates, tenfold_rules
from matplotlib import pyplot as plt
from speed import articles

from escalate import Scorer
from escalate.pack.compiled import compile_pack
from escalate.pack.pack import read_pack

LENGTHS = (100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000)  # words
SHARES = (0.1, 0.25, 0.5, 1.0)  # of the shipped rules
ROUND_WORDS = 20_000  # scored for each length in a round


def timed(tasks: Sequence[Callable[[], object]], rounds: int) -> list[float]:
    """Median seconds of each task over rounds that go through all of them in turn; the first round warms up."""
    times: list[list[float]] = [[] for _ in tasks]
    for number in range(rounds + 1):
        for own, task in zip(times, tasks, strict=True):
            began = time.perf_counter()
            task()
            if number:
                own.append(time.perf_counter() - began)
    return [statistics.median(own) for own in times]


def by_length(rounds: int) -> list[tuple[float, float]]:
    """Words of an article, and milliseconds for one."""
    words = " \n\n".join(articles()).split(" ")
    scorer = Scorer.load(whole=False)
    samples = []
    for length in LENGTHS:
        count = max(1, min(ROUND_WORDS, len(words)) // length)
        samples.append([" ".join(words[n * length : (n + 1) * length]) for n in range(count)])
    tasks = [lambda texts=texts: [scorer.score(text) for text in texts] for texts in samples]
    return [
        (length, 1000 * seconds / len(texts))
        for length, texts, seconds in zip(LENGTHS, samples, timed(tasks, rounds), strict=True)
    ]


def by_rules(rounds: int) -> list[tuple[float, float]]:
    """Number of rules, and milliseconds for an article of 900 to 1,000 words, rules alone."""
    pack, texts = read_pack(), articles()[:20]
    packs = []
    for share in SHARES:
        step = round(1 / share)
        packs.append(replace(pack, rules=pack.rules[::step]))
    packs.append(tenfold_rules())
    scorers = [Scorer(compile_pack(own), None) for own in packs]
    tasks = [lambda scorer=scorer: [scorer.score(text) for text in texts] for scorer in scorers]
    return [
        (len(own.rules), 1000 * seconds / len(texts)) for own, seconds in zip(packs, timed(tasks, rounds), strict=True)
    ]


def by_workers(rounds: int) -> list[tuple[float, float]]:
    """Number of workers, and articles a second of `escalate batch`."""
    numbers = sorted({1, 2, os.cpu_count() or 1})
    rates = [batch_rates(articles(), numbers) for _ in range(rounds)]
    return [
        (number, statistics.median(column)) for number, column in zip(numbers, zip(*rates, strict=True), strict=True)
    ]


def plot(folder: Path, name: str, rows: list[tuple[float, float]], x: str, y: str, log: bool) -> None:
    """Draw one plot as SVG, the same bytes for the same figures."""
    mpl.rcParams["svg.hashsalt"] = "escalate"
    figure, axes = plt.subplots(figsize=(6, 3.6))
    axes.plot([a for a, _ in rows], [b for _, b in rows], marker="o", color="#1f4e79")
    if log:
        axes.set_xscale("log")
        axes.set_yscale("log")
    axes.set_ylim(bottom=None if log else 0)
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    axes.grid(True, which="major", alpha=0.3)
    figure.tight_layout()
    figure.savefig(folder / f"{name}.svg", metadata={"Date": None})
    plt.close(figure)


def table(head: tuple[str, str, str], rows: list[tuple[str, str, str]]) -> None:
    """Print a Markdown table."""
    print("| " + " | ".join(head) + " |\n| ---: | ---: | ---: |")
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print()


def main() -> None:
    """Measure, print and draw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--plots", type=Path, help="folder for the plots; none are drawn without it")
    options = parser.parse_args()
    lengths, rules, workers = by_length(options.rounds), by_rules(options.rounds), by_workers(options.rounds)
    table(
        ("words", "ms an article", "ms per 1,000 words"),
        [(f"{n:,}", f"{ms:.2f}", f"{1000 * ms / n:.2f}") for n, ms in lengths],
    )
    shipped = dict(rules)[len(read_pack().rules)]
    table(
        ("rules", "ms an article", "times the shipped pack"),
        [(f"{n:,}", f"{ms:.2f}", f"{ms / shipped:.2f}") for n, ms in rules],
    )
    table(
        ("workers", "articles a second", "times one worker"),
        [(f"{n}", f"{rate:.0f}", f"{rate / workers[0][1]:.2f}") for n, rate in workers],
    )
    if options.plots:
        plot(options.plots, "scaling-length", lengths, "words of the article", "ms an article", True)
        plot(options.plots, "scaling-rules", rules, "rules in the pack", "ms an article, rules alone", False)
        plot(options.plots, "scaling-workers", workers, "worker processes", "articles a second", False)


if __name__ == "__main__":
    main()
