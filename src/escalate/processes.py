"""Work spread over processes: results lazily, in the order of the input, with a bounded look-ahead.

concurrent.futures and not joblib: both take about the same time (benchmarks/parallel.py), but joblib's
generator reads its input to the end whether or not anyone takes the results, so it cannot hold memory flat, and it
has no place for state that each worker gets once.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from escalate.errors import EscalateError

Item = TypeVar("Item")
Result = TypeVar("Result")
State = TypeVar("State")

# Per worker: one in work, the others ready, so that a worker never waits for the reader or the writer.
LOOK_AHEAD = 4


class WorkerError(EscalateError):
    """A worker process died: out of memory, killed, or unable to start."""


def map_in_order(
    task: Callable[[State, Item], Result], state: State, items: Iterable[Item], workers: int
) -> Generator[Result, None, None]:
    """Yield `task(state, item)` for each item, in order.

    Parameters
    ----------
    task : callable
        A function of a module, so that workers can import it.
    state : object
        Sent to each worker once, by pickle.
    items : iterable
        Read as results are taken, at most `LOOK_AHEAD` items a worker ahead.
    workers : int
        1 works in this process.

    Raises
    ------
    WorkerError
        A worker process died.
    ValueError
        `workers` is below 1.
    """
    if workers < 1:
        raise ValueError(f"workers is {workers}; give 1 or more")
    if workers == 1:
        return (task(state, item) for item in items)
    return _map_with_processes(task, state, items, workers)


def _map_with_processes(
    task: Callable[[State, Item], Result], state: State, items: Iterable[Item], workers: int
) -> Generator[Result, None, None]:
    # Spawn: forking a process that holds threads (a progress bar, Polars, Arrow) can hang, and Windows has no fork.
    executor = ProcessPoolExecutor(
        workers,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_start_worker,
        initargs=(pickle.dumps((task, state), pickle.HIGHEST_PROTOCOL),),
    )
    waiting: deque[Future[Any]] = deque()
    try:
        with _interrupts_held():
            for _ in range(workers):
                executor.submit(_ready)
        for item in items:
            waiting.append(executor.submit(_work, item))
            if len(waiting) >= workers * LOOK_AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool:
        raise WorkerError(
            "a worker process died. Where memory is short use fewer workers; in a script of your own, "
            "start the work under: if __name__ == '__main__':"
        ) from None
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


@contextlib.contextmanager
def _interrupts_held() -> Iterator[None]:
    """Start processes with Ctrl-C blocked, which they inherit: only this process answers it, and none prints traces."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_worker: dict[str, Any] = {}  # of a worker process: its task and state, set once when it starts


def _start_worker(pickled: bytes) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _worker["task"], _worker["state"] = pickle.loads(pickled)


def _end_with_parent() -> None:
    """A killed parent cannot end its workers, and they would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _ready() -> None:
    """Does nothing; starts a worker."""


def _work(item: Any) -> Any:
    return _worker["task"](_worker["state"], item)
