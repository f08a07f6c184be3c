"""Speed of scoring beside what people use otherwise, all in one run on the same articles.

usage: python benchmarks/speed.py [--rounds N]   (needs: pip install spacy vaderSentiment)

Articles of 900 to 1,000 words are made by joining articles of corpus/. Prints one table: the median time for an article
over several rounds, and the rate as a multiple of each of the others. Rounds go through all tools in turn, so that a
machine that slows down slows all of them.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from benchmarks_common import batch_rates, tenfold_rules
from rich.console import Console
from rich.table import Table

from escalate import Scorer
from escalate.pack.compiled import compile_pack
from escalate.pack.pack import read_pack
from escalate.pack.store import load_compiled

ROOT = Path(__file__).resolve().parent.parent
LOW, HIGH = 900, 1000
EXAMPLE = ROOT / "examples" / "border_incident.txt"


def articles() -> list[str]:
    """Texts of 900 to 1,000 words, made of corpus articles one after the other."""
    texts: list[str] = []
    words: list[str] = []
    with (ROOT / "corpus" / "articles.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            for paragraph in json.loads(line)["text"].split("\n\n"):
                count = sum(len(p.split()) for p in words)
                if count + len(paragraph.split()) <= HIGH:
                    words.append(paragraph)
                elif count >= LOW:
                    texts.append("\n\n".join(words))
                    words = [paragraph]
                else:
                    words = [paragraph]
    return texts


def own_scorer() -> Callable[[str], Any]:
    """Full assessments with every reason, shipped rules and model."""
    scorer = Scorer.load(whole=False)
    return scorer.score


def sklearn_pipeline(texts: list[str]) -> Callable[[str], Any]:
    """TF-IDF of words and pairs with logistic regression, one text at a time."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    pipeline = make_pipeline(TfidfVectorizer(ngram_range=(1, 2), min_df=1), LogisticRegression(max_iter=200))
    pipeline.fit(texts, [number % 2 for number in range(len(texts))])
    return lambda text: pipeline.predict_proba([text])


def spacy_matcher() -> Callable[[str], Any]:
    """A blank English pipeline with a PhraseMatcher of as many phrases as the pack has."""
    import spacy
    from spacy.matcher import PhraseMatcher

    language = spacy.blank("en")
    matcher = PhraseMatcher(language.vocab, attr="LOWER")
    phrases = [" ".join(re.findall(r"[a-z]+", p.text)) for rule in read_pack().rules for p in rule.phrases]
    for number, phrase in enumerate(phrases):
        matcher.add(str(number), [language.make_doc(phrase or "x")])
    return lambda text: matcher(language(text))


def vader() -> Callable[[str], Any]:
    """VADER's polarity scores."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyzer = SentimentIntensityAnalyzer()
    return lambda text: analyzer.polarity_scores(text)


def measure(tools: Mapping[str, Callable[[str], Any]], texts: list[str], rounds: int) -> dict[str, float]:
    """Median milliseconds for an article, by tool."""
    times: dict[str, list[float]] = {name: [] for name in tools}
    for number in range(rounds + 1):
        for name, tool in tools.items():
            sample = texts if name != "VADER" else texts[:8]
            began = time.perf_counter()
            for text in sample:
                tool(text)
            if number:  # the first round warms up
                times[name].append(1000 * (time.perf_counter() - began) / len(sample))
    return {name: statistics.median(values) for name, values in times.items()}


def process_ratio(rounds: int) -> float:
    """Median over pairs of `escalate score` as a process against importing sklearn.linear_model."""
    ours = [sys.executable, "-m", "escalate", "score", str(EXAMPLE)]
    theirs = [sys.executable, "-c", "import sklearn.linear_model"]
    ratios = []
    for number in range(rounds + 1):
        elapsed = []
        for command in (ours, theirs):
            began = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True)
            elapsed.append(time.perf_counter() - began)
        if number:
            ratios.append(elapsed[0] / elapsed[1])
    return statistics.median(ratios)


def length_growth(score: Callable[[str], Any], texts: list[str], rounds: int) -> float:
    """Time for articles ten times as long over the time for those they are made of."""
    long = ["\n\n".join(texts[start : start + 10]) for start in range(0, 40, 10)]
    ratios = []
    for number in range(rounds + 1):
        elapsed = []
        for sample in (texts[:40], long):
            began = time.perf_counter()
            for text in sample:
                score(text)
            elapsed.append(time.perf_counter() - began)
        if number:
            ratios.append(10 * elapsed[1] / elapsed[0])
    return statistics.median(ratios)


def rule_growth(texts: list[str], rounds: int) -> float:
    """Time with ten times the rules over time with the shipped ones, rules alone."""
    small, large = load_compiled(), compile_pack(tenfold_rules())
    tools = {"one": Scorer(small, None).score, "ten": Scorer(large, None).score}
    times = measure(tools, texts[:20], rounds)
    return times["ten"] / times["one"]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    texts = articles()[:40]
    splitter = re.compile(r"\w+")
    tools: dict[str, Callable[[str], Any]] = {
        "escalate, full explanation": own_scorer(),
        "scikit-learn TF-IDF + logistic regression": sklearn_pipeline(texts),
        "spaCy blank + PhraseMatcher": spacy_matcher(),
        "VADER": vader(),
        "re word splitting": splitter.findall,
    }
    times = measure(tools, texts, rounds)
    own = times["escalate, full explanation"]
    words = sum(len(text.split()) for text in texts) // len(texts)
    table = Table(title=f"{len(texts)} articles of {words} words on average, medians of {rounds} rounds")
    for column in ("tool", "ms an article", "rate of escalate over it", "aim"):
        table.add_column(column, justify="left" if column == "tool" else "right")
    aims = ("", "1.5", "2", "25", "0.15")
    for (name, value), aim in zip(times.items(), aims, strict=True):
        table.add_row(name, f"{value:.2f}", f"{value / own:.2f}", aim)
    console = Console()
    console.print(table)
    longer = length_growth(own_scorer(), texts, rounds)
    console.print(f"an article ten times as long takes {longer:.1f} times the time (aim: at most 11)")
    console.print(f"ten times the rules take {rule_growth(texts, rounds):.2f} times the time (aim: at most 2)")
    one, two = batch_rates(texts, (1, 2))
    console.print(f"two workers of escalate batch do {two / one:.2f} times what one does (aim: at least 1.7)")
    console.print(f"escalate score / import sklearn.linear_model: {process_ratio(rounds):.2f} (aim: at most 0.35)")


if __name__ == "__main__":
    main()
