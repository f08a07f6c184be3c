from __future__ import annotations

from collections.abc import Iterator

import pytest

from escalate import Article, InputError, Scorer
from escalate.processes import LOOK_AHEAD, WorkerError, map_in_order

TEXTS = [f"Ardania massed {n} thousand troops along its border with Belmora." for n in range(2, 60)]


def _add(state: int, item: int) -> int:
    return state + item


def _die(state: int, item: int) -> int:
    import os

    if item == 5:
        os._exit(9)
    return item


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_results_come_in_order(workers: int) -> None:
    assert list(map_in_order(_add, 100, range(50), workers)) == list(range(100, 150))


@pytest.mark.parametrize("workers", [1, 2])
def test_the_input_is_read_as_results_are_taken(workers: int) -> None:
    read = 0

    def items() -> Iterator[int]:
        nonlocal read
        for n in range(10_000):
            read += 1
            yield n

    results = map_in_order(_add, 0, items(), workers)
    assert read == 0
    assert [next(results) for _ in range(5)] == list(range(5))
    assert 5 <= read <= 5 + LOOK_AHEAD * workers
    results.close()


@pytest.mark.slow
def test_a_worker_that_dies_is_told() -> None:
    with pytest.raises(WorkerError, match="a worker process died"):
        list(map_in_order(_die, 0, range(50), 2))


def test_no_workers() -> None:
    with pytest.raises(ValueError, match="workers is 0"):
        map_in_order(_add, 0, [1], 0)


@pytest.mark.slow
def test_score_many_is_the_same_with_workers(scorer: Scorer) -> None:
    articles: list[str | Article] = [*TEXTS, Article(TEXTS[0], title="Ardania", id="x")]
    one = [a.to_json() for a in scorer.score_many(articles)]
    assert [a.to_json() for a in scorer.score_many(iter(articles), workers=2)] == one
    assert one == [scorer.score(article).to_json() for article in articles]


@pytest.mark.parametrize("workers", [1, 2])
def test_score_many_raises_at_the_bad_article(workers: int, rules_only: Scorer) -> None:
    results = rules_only.score_many([*TEXTS[:11], "", *TEXTS], workers=workers)
    assert len([next(results) for _ in range(11)]) == 11
    with pytest.raises(InputError, match="the text is empty"):
        next(results)
