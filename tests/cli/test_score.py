import csv
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from escalate.pack.pack import shipped

from ..conftest import ARTICLE


def run(*arguments: str, text: str | None = None, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "escalate", *arguments], input=text, capture_output=True, text=True, cwd=cwd, check=False
    )


def test_text_shows_score_reasons_and_what_was_not_counted() -> None:
    done = run("score", str(ARTICLE))
    assert done.returncode == 0
    for part in ("/ 100", "Why", "baseline", "Not counted, and why", "classifier's strongest terms", "no accident"):
        assert part in done.stdout


def test_json_jsonl_and_csv() -> None:
    data = json.loads(run("score", "--format", "json", str(ARTICLE)).stdout)
    lines = run("score", "--format", "jsonl", str(ARTICLE), str(ARTICLE)).stdout.splitlines()
    rows = list(csv.DictReader(io.StringIO(run("score", "--format", "csv", str(ARTICLE)).stdout)))
    assert [json.loads(line)["score"] for line in lines] == [data["score"]] * 2
    assert float(rows[0]["score"]) == data["score"]


def test_standard_input_title_and_threshold() -> None:
    text = "Ardania shelled two villages and declared war."
    assert run("score", "-", "--format", "json", text=text).returncode == 0
    assert run("score", "-", "--fail-over", "1", text=text).returncode == 1
    assert run("score", "-", "--fail-over", "99.9", text="The choir sang.").returncode == 0
    titled = json.loads(run("score", "-", "--format", "json", "--title", "War declared", text=text).stdout)
    assert titled["title"] == "War declared"


def test_output_file_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    assert run("score", str(ARTICLE), "--format", "json", "-o", str(target)).returncode == 0
    assert json.loads(target.read_text(encoding="utf-8"))["schema"] == "escalate-assessment/1"
    assert list(tmp_path.iterdir()) == [target]


def _broken_model(folder: Path, change: str) -> Path:
    target = folder / "model"
    shutil.copytree(shipped("models") / "default", target)
    if change == "arrays":
        data = bytearray((target / "arrays.npz").read_bytes())
        data[len(data) // 2] ^= 255
        (target / "arrays.npz").write_bytes(data)
    elif change == "missing":
        (target / "arrays.npz").unlink()
    else:
        (target / "model.json").write_text("{}", encoding="utf-8")
    return target


@pytest.mark.parametrize("case", ["missing", "folder", "empty", "binary", "json", "rules", "norules", "option"])
def test_bad_input_is_one_clear_line_and_exit_code_two(tmp_path: Path, case: str) -> None:
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)) * 8)
    (tmp_path / "bad.json").write_text('{"text": ', encoding="utf-8")
    broken = tmp_path / "rules"
    broken.mkdir()
    (broken / "own.yaml").write_text("format: escalate-rules/1\npack: x\nrules: 5\n", encoding="utf-8")
    arguments, words = {
        "missing": (["nothing.txt"], "no such file"),
        "folder": ([str(tmp_path)], "is a folder"),
        "empty": (["empty.txt"], "empty"),
        "binary": (["binary.txt"], "binary"),
        "json": (["bad.json"], "not valid JSON"),
        "rules": ([str(ARTICLE), "--rules", "rules"], "own.yaml:3: "),
        "norules": ([str(ARTICLE), "--rules", "nowhere"], "no such folder"),
        "option": ([str(ARTICLE), "--fail-over", "lots"], "not a valid float"),
    }[case]
    done = run("score", *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("change", "words"), [("arrays", "do not match their digest"), ("missing", "is missing"), ("format", "not a model")]
)
def test_a_broken_model_is_refused(tmp_path: Path, change: str, words: str) -> None:
    done = run("score", str(ARTICLE), "--model", str(_broken_model(tmp_path, change)))
    assert done.returncode == 2
    assert words in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_scoring_loads_no_heavy_library() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "escalate", "score", str(ARTICLE)],
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in done.stderr.splitlines() if "|" in line}
    assert "numpy" in loaded
    heavy = {"sklearn", "pandas", "scipy", "joblib", "pyarrow", "jinja2", "fastapi", "starlette", "trafilatura"}
    assert not loaded & heavy


GERMAN = (
    "Die Regierung in Ardania hat am Montag ihren Botschafter aus Belmora zurückgerufen, nachdem Soldaten an der "
    "Grenze das Feuer eröffnet hatten und drei Menschen in einem Dorf verletzt worden waren."
)


@pytest.mark.parametrize("kind", ["text", "json", "csv", "html"])
def test_strict_refuses_what_is_no_article_in_english(kind: str) -> None:
    done = run("score", "-", "--strict", "--format", kind, text=GERMAN)
    assert done.returncode == 2 and done.stdout == ""
    assert "does not look like English" in done.stderr and "--strict" in done.stderr


def test_strict_lets_articles_pass_and_names_the_one_that_is_none(tmp_path: Path) -> None:
    assert run("score", "--strict", str(ARTICLE)).returncode == 0
    other = tmp_path / "german.txt"
    other.write_text(GERMAN, encoding="utf-8")
    done = run("score", "--strict", str(ARTICLE), str(other))
    assert done.returncode == 2 and done.stdout == "" and "german.txt: " in done.stderr


def test_without_strict_the_warning_has_its_column() -> None:
    (row,) = csv.DictReader(io.StringIO(run("score", "-", "--format", "csv", text=GERMAN).stdout))
    assert "English" in row["warnings"] and row["review"] == "true"
