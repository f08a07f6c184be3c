from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from escalate.service.app import create_app
from escalate.service.settings import Settings

SMALL = Settings(workers=1, max_bytes=60_000, max_batch_bytes=80_000, max_lines=20)


@pytest.fixture(scope="package")
def app() -> FastAPI:
    return create_app(SMALL)


@pytest.fixture(scope="package")
def client(app: FastAPI) -> Iterator[TestClient]:
    """The service without a token, with one process and small limits; its errors are answers, as on a server."""
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client
