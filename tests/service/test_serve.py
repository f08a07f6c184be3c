from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import time
from pathlib import Path

import httpx2
import pytest
from click.testing import CliRunner

from escalate.cli.main import main
from escalate.cli.serve import _is_loopback, command
from tests.serving import serving

pytestmark = pytest.mark.slow

WAIT = 300  # seconds: machines that run tests may be slow
TEXT = "Ardania shelled the Belmoran town of Oster on Monday, the army said."


def test_the_service_answers_and_says_nothing_of_the_text() -> None:
    with serving("--workers", "1", "--no-model") as server:
        assert server.url.startswith("http://127.0.0.1:"), "loopback unless told"
        with httpx2.Client(base_url=server.url, timeout=WAIT) as client:
            answer = client.post("/v1/score", json={"text": TEXT})
            assert answer.status_code == 200 and "server" not in answer.headers
            client.post("/v1/score", json={"text": 7, "title": "Oster"})
            form = {"content-type": "multipart/form-data; boundary=x"}
            assert client.post("/report", content=b"--Oster", headers=form).status_code == 400
            client.post("/v1/batch", content=b"Oster {")
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(WAIT) in (0, 130, -signal.SIGINT)
        output = server.output()
    assert len(output.splitlines()) == 1, output
    assert "Oster" not in output and "Traceback" not in output


def test_scoring_leaves_the_event_loop_free() -> None:
    """With the only process busy for seconds, other answers come at once."""
    with (
        serving("--workers", "1", "--no-model", "--seconds", "300") as server,
        httpx2.Client(base_url=server.url, timeout=WAIT) as client,
    ):
        client.get("/static/page.css")
        long = {"text": "\n\n".join(f"{TEXT} It was report {n}." for n in range(2500))}
        done = threading.Event()
        status = 0

        def score() -> None:
            nonlocal status
            with httpx2.Client(base_url=server.url, timeout=WAIT) as own:
                status = own.post("/v1/score", json=long).status_code
            done.set()

        thread = threading.Thread(target=score)
        started = time.perf_counter()
        thread.start()
        times = []
        while not done.is_set() and len(times) < 20:
            began = time.perf_counter()
            assert client.get("/static/page.css").status_code == 200
            assert client.get("/healthz").json()["status"] in ("busy", "ok")
            times.append(time.perf_counter() - began)
        thread.join()
        long_time = time.perf_counter() - started
    assert status == 200
    # In the event loop, the first of them would have waited for the whole of it.
    assert len(times) >= 5 and max(times) < long_time / 2


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks at processes in /proc")
def test_scoring_processes_end_with_a_killed_server() -> None:
    with serving("--workers", "2", "--no-model") as server:
        children = _children(server.process.pid)
        assert len(children) >= 2
        server.process.kill()
        server.process.wait()
        for _ in range(600):
            if not any(_runs(child) for child in children):
                return
            time.sleep(0.1)
        raise AssertionError("scoring processes outlive their server")


def _children(process: int) -> list[int]:
    return [
        int(child)
        for task in Path(f"/proc/{process}/task").iterdir()
        for child in (task / "children").read_text().split()
    ]


def _runs(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_taken_port_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SystemExit) as stop:
            main(["serve", "--port", str(port), "--no-model"])
    assert stop.value.code == 2
    assert f"127.0.0.1:{port}: cannot listen there" in capsys.readouterr().err


@pytest.mark.parametrize(("content", "words"), [(None, "cannot be read"), ("  \n", "is empty")])
def test_a_bad_token_file_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str | None, words: str
) -> None:
    path = tmp_path / "token"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(SystemExit) as stop:
        main(["serve", "--token-file", str(path)])
    assert stop.value.code == 2
    assert words in capsys.readouterr().err


def test_faults_in_the_rules_are_told_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["serve", "--rules", str(tmp_path / "none"), "--port", "0"])
    assert stop.value.code == 2
    assert "no such folder of rules" in capsys.readouterr().err


def test_a_missing_library_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    with pytest.raises(SystemExit) as stop:
        main(["serve"])
    assert stop.value.code == 2
    assert "pip install 'escalation-signals[serve]'" in capsys.readouterr().err


def test_help_names_the_defaults() -> None:
    shown = CliRunner().invoke(command, ["--help"]).output
    assert "127.0.0.1" in shown and "8000" in shown and "ESCALATE_TOKEN" in " ".join(shown.split())


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.1.2.3", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("host", False),
    ],
)
def test_what_is_loopback(host: str, loopback: bool) -> None:
    assert _is_loopback(host) is loopback


def test_only_the_running_process_is_left() -> None:
    """A guard against this file leaving servers behind."""
    if Path("/proc").is_dir():
        commands = [Path(f"/proc/{child}/cmdline").read_bytes() for child in _children(os.getpid()) if _runs(child)]
        assert not any(b"serve" in command for command in commands)


def test_the_operators_overlay(tmp_path: Path) -> None:
    overlay = tmp_path / "escalate.yaml"
    overlay.write_text(
        "format: escalate-overlay/1\n"
        "disable: [{id: threat.war-fears, reason: our columnists fear war every week}]\n"
        "change: [{id: verbal.quarrel, set: {severity: 1}, reason: our papers call everything a quarrel}]\n"
        "filters: [{rules: [verbal.*], near: [poem~n], reason: the festival, until: 2031-05-31}]\n",
        encoding="utf-8",
    )
    options = ("--workers", "2", "--no-model", "--overlay", str(overlay), "--today", "2031-06-01")
    with serving(*options) as server, httpx2.Client(base_url=server.url, timeout=WAIT) as client:
        rules = client.get("/v1/rules/verbal.quarrel").json()
        gone = client.get("/v1/rules/threat.war-fears")
        found = client.post("/v1/score", json={"text": "A quarrel broke out, and many fear war."}).json()
        page = client.post("/report", data={"text": "A quarrel broke out."}).text
        output = server.output()
    assert (rules["severity"], gone.status_code) == (1, 404)
    assert found["provenance"]["rules"]["overlay"]["expired_filters"] == 1
    assert "threat.war-fears" not in {cue["rule"] for cue in [*found["cues"], *found["not_counted"]]}
    assert "Digest of the overlay" in page and "Filters expired" in page
    assert output.count("expired on 2031-05-31; not applied.") == 1


def test_a_faulty_overlay_is_told_at_the_start(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    overlay = tmp_path / "escalate.yaml"
    overlay.write_text("format: escalate-overlay/1\nfilter: []\n", encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["serve", "--port", "0", "--overlay", str(overlay)])
    assert ended.value.code == 2
    assert "'filter'" in capsys.readouterr().err
