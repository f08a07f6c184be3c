"""Scoring off the event loop, in processes, with limits on how much and how long."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import ParamSpec, TypeVar

from escalate.service import worker
from escalate.service.errors import Busy, TooSlow
from escalate.service.settings import Settings

Given = ParamSpec("Given")
Result = TypeVar("Result")


class ScoringPool:
    """Processes that score; threads would share one core, because scoring is Python."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.busy = 0
        self.executor = self._executor()

    def _executor(self) -> ProcessPoolExecutor:
        s = self.settings
        # "spawn": a server has threads, and forking those can deadlock.
        chosen = (s.rules, s.model, s.use_model, s.overlay, s.today)
        return ProcessPoolExecutor(s.workers, get_context("spawn"), initializer=worker.start, initargs=chosen)

    async def start(self) -> None:
        """Start all processes and wait until they have loaded."""
        jobs = [self.executor.submit(worker.ready) for _ in range(self.settings.workers)]
        await asyncio.gather(*map(asyncio.wrap_future, jobs))

    def stop(self) -> None:
        """Drop what waits and end the processes."""
        self.executor.shutdown(wait=True, cancel_futures=True)

    async def run(self, function: Callable[Given, Result], *arguments: Given.args, **named: Given.kwargs) -> Result:
        """Run a function of `worker` in a process.

        Raises
        ------
        Busy
            Too much is being scored, or a process died.
        TooSlow
            It took longer than the limit.
        """
        if self.busy >= self.settings.max_waiting:
            raise Busy("Too many articles at once. Try again in a moment.")
        executor = self.executor
        try:
            job = executor.submit(function, *arguments, **named)
        except (BrokenProcessPool, RuntimeError):
            self._replace(executor)
            raise Busy("The scoring processes are starting again. Try again in a moment.") from None
        self.busy += 1
        loop = asyncio.get_running_loop()
        # A job that is given up still runs: its place stays taken until the process is done with it.
        job.add_done_callback(lambda done: self._release(loop, done))
        try:
            return await asyncio.wait_for(asyncio.wrap_future(job), self.settings.seconds)
        except TimeoutError:
            raise TooSlow(f"Not scored within {self.settings.seconds:g} seconds. Send a shorter text.") from None
        except BrokenProcessPool:
            self._replace(executor)
            raise Busy("A scoring process died; another is starting. Try again in a moment.") from None

    def _release(self, loop: asyncio.AbstractEventLoop, _: Future[Result]) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(self._free)

    def _free(self) -> None:
        self.busy -= 1

    def _replace(self, broken: ProcessPoolExecutor) -> None:
        if self.executor is broken:
            broken.shutdown(wait=False, cancel_futures=True)
            self.executor = self._executor()
