"""Connections that cannot be held: a bound on the bytes of headers, on their time, and on how many are open at once.

h11 and not httptools, which puts no bound on headers. What this cannot know (how many connections one client has, how
fast its bodies should come) is a reverse proxy's part: see docs/security.md.
"""

from __future__ import annotations

import asyncio
from typing import cast

from uvicorn.protocols.http.h11_impl import H11Protocol

MAX_HEADERS = 65_536  # bytes of a request before its body
HEADER_SECONDS = 10.0  # for the headers of a request to arrive
MAX_CONNECTIONS = 1_000  # open at once; a process may often have no more than 1,024 files


class BoundedProtocol(H11Protocol):
    """One connection."""

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Turn a connection away where there are too many, and give others a time by which they must ask."""
        super().connection_made(cast(asyncio.Transport, transport))
        if len(self.connections) > MAX_CONNECTIONS:
            transport.close()
            return
        self._late = self.loop.call_later(HEADER_SECONDS, self._give_up)

    def data_received(self, data: bytes) -> None:
        """Give a request that has begun, but not with all its headers, a time as well: also the second of a connection.

        The server's own time between requests ends with the first byte of the next one.
        """
        super().data_received(data)
        if self._waits():
            if self._late is None:
                self._late = self.loop.call_later(HEADER_SECONDS, self._give_up)
        elif self._late is not None:
            self._late.cancel()
            self._late = None

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the time."""
        if self._late is not None:
            self._late.cancel()
        super().connection_lost(exc)

    def _waits(self) -> bool:
        """Whether no request is being served: none has come, or the one before is answered."""
        return self.cycle is None or self.cycle.response_complete

    def _give_up(self) -> None:
        self._late = None
        if self._waits() and not self.transport.is_closing():
            self.transport.close()
