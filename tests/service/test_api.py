from __future__ import annotations

import json

import pytest
from fastapi.testclient import TestClient

from escalate import Article, Scorer
from escalate.service.api import NDJSON

TEXT = "Ardania shelled the Belmoran town of Oster on Monday, the army said."
JSON = {"content-type": "application/json"}
LINES = {"content-type": NDJSON}


def test_a_score_is_the_same_as_from_the_library(client: TestClient, scorer: Scorer) -> None:
    answer = client.post("/v1/score", json={"text": TEXT, "title": "Oster hit", "id": "a-1", "date": "2026-01-05"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == scorer.score(Article(TEXT, "Oster hit", id="a-1")).to_dict()


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        (b"", 422, "Field required"),
        (b"{", 422, "JSON"),
        (b"\xff\xfe\x00", 400, "body"),
        (b"[]", 422, ""),
        (b"null", 422, ""),
        (b'"text"', 422, ""),
        (b"{}", 422, "text"),
        (b'{"text": ""}', 422, "text"),
        (b'{"text": " \\n\\t "}', 422, "text"),
        (b'{"text": 5}', 422, "text"),
        (b'{"text": null}', 422, "text"),
        (b'{"text": ["a"]}', 422, "text"),
        (b'{"text": "\\ud800"}', 422, "text"),
        (b'{"text": "a", "title": 5}', 422, "title"),
        (b'{"text": "a", "colour": "red"}', 422, "colour"),
        (b'{"text": "a", "title": "' + b"t" * 2001 + b'"}', 422, "title"),
        (b"[" * 20_000, 400, "body"),
        (b'{"text": ' + b"9" * 5000 + b"}", 400, "body"),
    ],
)
def test_bad_articles_are_refused_in_words(client: TestClient, body: bytes, status: int, words: str) -> None:
    answer = client.post("/v1/score", content=body, headers=JSON)
    assert answer.status_code == status
    assert list(answer.json()) == ["error"]
    assert words in answer.json()["error"]


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", ""])
def test_only_json_is_read(client: TestClient, content_type: str) -> None:
    headers = {"content-type": content_type}
    assert client.post("/v1/score", content=json.dumps({"text": TEXT}), headers=headers).status_code == 422


def test_a_refusal_does_not_give_the_text_back(client: TestClient) -> None:
    answer = client.post("/v1/score", json={"text": "a", "title": ["a secret"], "secret-key": "a secret"})
    assert answer.status_code == 422
    assert "a secret" not in answer.text


def test_a_batch_answers_line_by_line_in_order(client: TestClient, scorer: Scorer) -> None:
    records = [{"text": f"{TEXT} That was report {n}.", "id": f"n{n}"} for n in range(8)]
    body = "\ufeff" + "".join(json.dumps(record) + "\r\n" for record in records)
    answer = client.post("/v1/batch", content=body.encode(), headers=LINES)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(NDJSON)
    found = [json.loads(line) for line in answer.text.splitlines()]
    assert found == [scorer.score(Article(r["text"], id=r["id"])).to_dict() for r in records]


def test_a_bad_line_does_not_stop_the_batch(client: TestClient) -> None:
    lines = [
        '{"text": "Ardania shelled Oster."}',
        "{bad",
        "",
        "[1]",
        '{"a": 1}',
        "9" * 5000,
        '{"body": "Peace talks."}',
    ]
    answer = client.post("/v1/batch", content="\n".join(lines), headers=LINES)
    found = [json.loads(line) for line in answer.text.splitlines()]
    assert [line.get("line") for line in found] == [None, 2, 4, 5, 6, None]
    for line in found[1:-1]:
        assert line["error"].startswith(f"line {line['line']}: ")
    assert "score" in found[0] and "score" in found[-1]


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"", LINES, 422),
        (b"\n \n\n", LINES, 422),
        (b"\xff\xfe", LINES, 400),
        (b'{"text": "a"}\n' * 21, LINES, 413),
        (b'{"text": "a"}\n', {"content-type": "text/html"}, 422),
    ],
)
def test_bad_batches_are_refused(client: TestClient, body: bytes, headers: dict[str, str], status: int) -> None:
    answer = client.post("/v1/batch", content=body, headers=headers)
    assert (answer.status_code, list(answer.json())) == (status, ["error"])


def test_a_surrogate_in_a_batch_is_no_failure(client: TestClient) -> None:
    answer = client.post("/v1/batch", content='{"text": "a \\ud800"}\n{"text": "b"}\n', headers=LINES)
    assert answer.status_code == 200
    assert len(answer.text.splitlines()) == 2


def test_rules_are_listed_and_shown(client: TestClient, scorer: Scorer) -> None:
    pack = scorer.pack.pack
    listed = client.get("/v1/rules").json()
    assert listed["sha256"] == pack.sha256
    assert [rule["id"] for rule in listed["rules"]] == [rule.id for rule in pack.rules]
    calming = client.get("/v1/rules", params={"category": "talks", "polarity": "de-escalation"}).json()["rules"]
    assert calming and {(r["category"], r["polarity"]) for r in calming} == {("talks", "de-escalation")}
    assert client.get("/v1/rules", params={"category": "none such"}).json()["rules"] == []
    for rule in pack.rules[:5]:
        shown = client.get(f"/v1/rules/{rule.id}").json()
        assert shown["why"] == rule.why
        assert shown["phrases"] == [phrase.text for phrase in rule.phrases]


def test_an_unknown_rule_is_told_with_the_nearest(client: TestClient, scorer: Scorer) -> None:
    known = scorer.pack.pack.rules[0].id
    answer = client.get(f"/v1/rules/{known}x")
    assert answer.status_code == 404
    assert known in answer.json()["error"]


def test_health_and_figures(client: TestClient) -> None:
    assert client.get("/healthz").json()["status"] == "ok"
    client.post("/v1/score", json={"text": TEXT})
    client.get("/v1/rules/none-such-at-all")
    figures = client.get("/metrics")
    assert figures.headers["content-type"].startswith("text/plain")
    assert 'escalate_requests_total{method="POST",route="/v1/score",status="200"}' in figures.text
    assert 'route="/v1/rules/{id}",status="404"' in figures.text
    assert "none-such" not in figures.text, "paths as asked for would grow the figures without end"
    assert "escalate_articles_total" in figures.text


@pytest.mark.parametrize("path", ["/", "/v1/rules", "/openapi.json", "/static/page.js", "/none", "/v1/score"])
def test_every_answer_carries_the_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "*" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] in ("no-store", "no-cache")
    assert "access-control-allow-origin" not in headers
