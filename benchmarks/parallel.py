"""joblib and concurrent.futures side by side: rates, and how far each reads ahead of a consumer that has stopped.

python benchmarks/parallel.py [--workers 2] [--rounds 3] [--articles 2000]

Both score the same chunks of articles in turn; medians of several rounds, worker start included.
"""

from __future__ import annotations

import argparse
import pickle
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import joblib
from joblib.externals.loky import get_reusable_executor
from joblib_task import score as joblib_score

from escalate import Scorer
from escalate.processes import map_in_order

_SENTENCE = "Ardania summoned the ambassador of Belmora over report {n}. Cardova moved troops to the border. "
_SECONDS_STOPPED = 5.0


def chunks_of(articles: int, sentences: int, size: int) -> list[list[str]]:
    texts = [_SENTENCE.format(n=n) * sentences for n in range(articles)]
    return [texts[start : start + size] for start in range(0, articles, size)]


def task(scorer: Scorer, texts: list[str]) -> list[float]:
    return [scorer.score(text).score for text in texts]


def with_futures(scorer: Scorer, chunks: Iterable[list[str]], workers: int) -> Iterator[list[float]]:
    yield from map_in_order(task, scorer, chunks, workers)


def with_joblib(path: str, chunks: Iterable[list[str]], workers: int) -> Iterator[list[float]]:
    parallel = joblib.Parallel(workers, return_as="generator", batch_size=1, pre_dispatch="4*n_jobs")
    yield from parallel(joblib.delayed(joblib_score)(path, chunk) for chunk in chunks)
    get_reusable_executor().shutdown(wait=True)  # or the next round would find its workers warm


def read_ahead(run: Callable[[Iterable[list[str]]], Iterator[list[float]]], chunks: list[list[str]]) -> int:
    """Chunks read while one result was taken and no more."""
    read = 0

    def counted() -> Iterator[list[str]]:
        nonlocal read
        for chunk in chunks:
            read += 1
            yield chunk

    results = run(counted())
    next(results)
    time.sleep(_SECONDS_STOPPED)
    count = read
    for _ in results:
        pass
    return count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--articles", type=int, default=2000)
    options = parser.parse_args()
    scorer = Scorer.load()
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "scorer")
        Path(path).write_bytes(pickle.dumps(scorer))
        ways: dict[str, Callable[[Iterable[list[str]]], Iterator[list[float]]]] = {
            "one process": lambda chunks: (task(scorer, chunk) for chunk in chunks),
            "concurrent.futures": lambda chunks: with_futures(scorer, chunks, options.workers),
            "joblib": lambda chunks: with_joblib(path, chunks, options.workers),
        }
        print(f"{'':<20} {'articles':<18} {'a second':>10}")
        kinds = (("short", options.articles, 1, 100), ("long", options.articles // 10, 40, 8))
        for kind, articles, sentences, size in kinds:
            chunks = chunks_of(articles, sentences, size)
            seconds: dict[str, list[float]] = {name: [] for name in ways}
            for _ in range(options.rounds):
                for name, run in ways.items():
                    start = time.perf_counter()
                    for _ in run(chunks):
                        pass
                    seconds[name].append(time.perf_counter() - start)
            for name, times in seconds.items():
                print(f"{name:<20} {kind:<18} {articles / statistics.median(times):>10,.0f}")
        many = chunks_of(max(400, options.articles), 1, 2)
        for name in ("concurrent.futures", "joblib"):
            ahead = read_ahead(ways[name], many)
            print(f"{name:<20} read {ahead:,} of {len(many):,} chunks while one result was taken")


if __name__ == "__main__":
    main()
