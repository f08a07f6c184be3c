"""The API holds what its own description promises, whatever is sent."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from openapi_spec_validator import validate
from schemathesis import GenerationMode

from escalate.service.api import NDJSON
from tests.serving import Server, serving

BAD_REQUESTS = 1000
EXAMPLES = 60
PATHS = ("/v1/score", "/v1/batch", "/report", "/compare")
TYPES = ("application/json", NDJSON, "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "")
PIECES = (b"{", b"}", b"[", b'"text"', b":", b'"title"', b",", b"null", b"1e999", b"--x", b"\r\n", b"\n", b"tex=", b"&",
          b"%ff", b"\xff", b"\x00", b'"\\ud800"',
          b"Content-Disposition: form-data; name=", b'"file"; filename="a.json"')  # fmt: skip


def test_the_description_is_valid(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    validate(described)
    assert sorted(described["paths"]) == [
        "/healthz",
        "/metrics",
        "/v1/batch",
        "/v1/rules",
        "/v1/rules/{id}",
        "/v1/score",
    ]


GOOD, BAD = GenerationMode.POSITIVE, GenerationMode.NEGATIVE
CASES = [
    ("POST", "/v1/score", GOOD),
    ("POST", "/v1/score", BAD),
    ("POST", "/v1/batch", GOOD),
    ("GET", "/v1/rules", GOOD),
    ("GET", "/v1/rules", BAD),
    ("GET", "/v1/rules/{id}", GOOD),
    ("GET", "/v1/rules/{id}", BAD),
    ("GET", "/metrics", GOOD),
    ("GET", "/healthz", GOOD),
]


@schemathesis.serializer(NDJSON)
def lines_as_bytes(context: schemathesis.SerializationContext, value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving("--workers", "1", "--no-model", "--max-bytes", "60000") as running:
        yield running


@pytest.mark.slow
@pytest.mark.parametrize(("method", "path", "mode"), CASES)
def test_answers_are_as_described(server: Server, method: str, path: str, mode: GenerationMode) -> None:
    operation = schemathesis.openapi.from_url(f"{server.url}/openapi.json")[path][method]
    tried = 0

    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def run(case: schemathesis.Case) -> None:
        nonlocal tried
        tried += 1
        case.call_and_validate()

    run()
    assert tried > 0


@pytest.mark.slow
def test_bad_bodies_never_break_the_server(client: TestClient) -> None:
    source = random.Random(20260105)
    seen: dict[int, int] = {}
    for _ in range(BAD_REQUESTS):
        if source.random() < 0.5:
            body = source.randbytes(source.randrange(200))
        else:
            body = b"".join(source.choices(PIECES, k=source.randrange(1, 20)))
        path = source.choice(PATHS)
        answer = client.post(path, content=body, headers={"content-type": source.choice(TYPES)})
        if path == "/v1/batch" and answer.status_code == 200:
            # The lines of a batch are refused one by one, since the rest of it may be good.
            assert all(list(json.loads(line)) == ["line", "error"] for line in answer.text.splitlines()), body
        else:
            assert 400 <= answer.status_code < 500, (path, body)
        seen[answer.status_code] = seen.get(answer.status_code, 0) + 1
    assert seen[422] > 100 and seen[400] > 100
    assert sum(seen.values()) == BAD_REQUESTS
