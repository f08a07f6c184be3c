"""Scoring off the event loop, in processes, with limits on how much and how long.

Each process has a pipe of its own, so that the one that takes too long can be ended without the others: the pools of
the standard library cannot end a job that runs.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from typing import Any, ParamSpec, TypeVar

from escalate.service import worker
from escalate.service.errors import Busy, TooSlow
from escalate.service.settings import Settings

Given = ParamSpec("Given")
Result = TypeVar("Result")
RETRY_SECONDS = 1.0  # until a process that could not start is tried again
log = logging.getLogger("escalate.service")


class _Process:
    """One scoring process and the pipe to it."""

    def __init__(self, settings: Settings) -> None:
        s = settings
        # "spawn": a server has threads, and forking those can deadlock.
        context = get_context("spawn")
        self.pipe, theirs = context.Pipe()
        chosen = (s.rules, s.model, s.use_model, s.overlay, s.today, s.rules_sha256, s.model_sha256)
        self.process = context.Process(target=worker.serve, args=(theirs, chosen), daemon=True)
        self.process.start()
        theirs.close()  # so that the end of the process ends the pipe

    def call(self, function: Callable[..., Any], arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
        """Run a function there and wait for its result; raises what it raises, EOFError or OSError if it dies."""
        self.pipe.send((function, arguments, named))
        fine, result = self.pipe.recv()
        if not fine:
            raise result
        return result

    def kill(self) -> None:
        """End it, whatever it does; it holds nothing that is worth a farewell."""
        self.process.kill()
        self.process.join()
        self.pipe.close()


class ScoringPool:
    """Processes that score; threads would share one core, because scoring is Python."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.busy = 0
        self._stopped = False
        self._processes: set[_Process] = set()
        self._free: asyncio.Queue[_Process] = asyncio.Queue()
        self._tasks: set[asyncio.Task[Any]] = set()
        # One thread waits for each process, and as many may start processes anew.
        self._threads = ThreadPoolExecutor(2 * settings.workers, thread_name_prefix="scoring")

    @property
    def idle(self) -> bool:
        """Whether a process is free."""
        return not self._free.empty()

    async def start(self) -> None:
        """Start all processes and wait until they have loaded."""
        for process in await asyncio.gather(*(self._begin() for _ in range(self.settings.workers))):
            self._free.put_nowait(process)

    def stop(self) -> None:
        """End the processes at once, whatever they do."""
        self._stopped = True
        for process in list(self._processes):
            process.process.kill()  # the thread that waits for it sees the end of its pipe
        self._threads.shutdown(wait=True, cancel_futures=True)
        for process in self._processes:
            process.kill()
        self._processes.clear()

    async def run(self, function: Callable[Given, Result], *arguments: Given.args, **named: Given.kwargs) -> Result:
        """Run a function of `worker` in a process.

        Raises
        ------
        Busy
            Too much is being scored, or a process died.
        TooSlow
            It took longer than the limit; its process is ended and replaced.
        """
        if self.busy >= self.settings.max_waiting:
            raise Busy("Too many articles at once. Try again in a moment.")
        self.busy += 1
        try:
            process = await asyncio.wait_for(self._free.get(), self.settings.seconds)
        except TimeoutError:
            self.busy -= 1
            raise Busy("Too many articles at once. Try again in a moment.") from None
        except BaseException:
            self.busy -= 1
            raise
        # A task of its own: a client that goes away must not leave a process that nobody waits for.
        task = asyncio.create_task(self._work(process, function, arguments, named))
        self._tasks.add(task)
        task.add_done_callback(self._finished)
        result: Result = await asyncio.shield(task)
        return result

    def _finished(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # seen, also where the client is gone

    async def _work(
        self, process: _Process, function: Callable[..., Any], arguments: tuple[Any, ...], named: dict[str, Any]
    ) -> Any:
        loop = asyncio.get_running_loop()
        job = loop.run_in_executor(self._threads, process.call, function, arguments, named)
        alive = True
        try:
            return await asyncio.wait_for(asyncio.shield(job), self.settings.seconds)
        except TimeoutError:
            alive = False
            raise TooSlow(f"Not scored within {self.settings.seconds:g} seconds. Send a shorter text.") from None
        except (EOFError, OSError):
            alive = False
            raise Busy("A scoring process died; another is starting. Try again in a moment.") from None
        except asyncio.CancelledError:
            alive = False
            raise
        finally:
            self.busy -= 1
            job.add_done_callback(lambda done: done.cancelled() or done.exception())
            if alive:
                self._free.put_nowait(process)
            else:
                process.process.kill()
                replacing = asyncio.create_task(self._replace(process))
                self._tasks.add(replacing)
                replacing.add_done_callback(self._finished)

    async def _begin(self) -> _Process:
        """A process that has loaded; raises what its loading raises."""
        loop = asyncio.get_running_loop()
        process = await loop.run_in_executor(self._threads, _Process, self.settings)
        self._processes.add(process)
        try:
            await loop.run_in_executor(self._threads, process.call, worker.ready, (), {})
        except BaseException:
            self._processes.discard(process)
            process.kill()
            raise
        return process

    async def _replace(self, process: _Process) -> None:
        self._processes.discard(process)
        with contextlib.suppress(OSError):
            process.kill()
        while not self._stopped:
            try:
                self._free.put_nowait(await self._begin())
            except Exception as error:  # memory may be short for a moment
                log.error("a scoring process cannot start (%s)", type(error).__name__)
                await asyncio.sleep(RETRY_SECONDS)
            else:
                return
