import time
from pathlib import Path

import pytest
import yaml

from escalate.errors import RuleErrors
from escalate.pack.yaml_file import parse_yaml, read_yaml


def test_scalars_stay_text_and_know_their_line() -> None:
    data = parse_yaml("a: no\nb: 1.10\nc: [on, 2020-01-01]\n", "f.yaml")
    assert data == {"a": "no", "b": "1.10", "c": ["on", "2020-01-01"]}
    assert data.lines == {"a": 1, "b": 2, "c": 3}
    assert data["c"][1].line == 3


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("a: 1\na: 2\n", 2, "stands twice"),
        ("a: !!python/object:os.system x\n", 1, "tag"),
        ("a: &x 1\nb: *x\n", 1, "anchors"),
        ("a:\n\tb: 1\n", 2, "tab"),
        ("a: [1, 2\n", 2, "not valid YAML"),
        ("- a\n- b\n", 1, "not a mapping"),
        ("a: 1\n---\nb: 2\n", 2, "second document"),
        ("? [a]\n: b\n", 1, "key is not plain text"),
        ("a: " + "[" * 40 + "]" * 40 + "\n", 1, "nested"),
        ("", 1, "not a mapping"),
    ],
)
def test_faults_have_a_line(text: str, line: int, problem: str) -> None:
    with pytest.raises(RuleErrors) as error:
        parse_yaml(text, "f.yaml")
    (fault,) = error.value.errors
    assert fault.line == line
    assert problem in fault.problem
    assert fault.hint


def test_an_anchor_bomb_and_a_huge_file_are_refused_fast(tmp_path: Path) -> None:
    bomb = "a: &a [x,x]\n" + "".join(f"b{n}: &b{n} [*a,*a]\n" for n in range(50))
    huge = tmp_path / "huge.yaml"
    huge.write_text("a: " + "x" * 10_000_000, encoding="utf-8")
    began = time.perf_counter()
    with pytest.raises(RuleErrors, match="anchors"):
        parse_yaml(bomb, "bomb.yaml")
    with pytest.raises(RuleErrors, match="over the limit"):
        read_yaml(huge)
    assert time.perf_counter() - began < 1.0


def test_bytes_that_are_not_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "binary.yaml"
    path.write_bytes(b"\xff\xfe\x00bad")
    with pytest.raises(RuleErrors, match="UTF-8"):
        read_yaml(path)


@pytest.mark.parametrize(
    "path", sorted((Path(__file__).parents[2] / "rules").glob("*.yaml")), ids=lambda path: path.stem
)
def test_shipped_files_are_plain_yaml_for_either_loader_of_the_library(path: Path) -> None:
    # The library's own parser in Python, which stands in where its C parser was not built, takes less than the C one.
    events = list(yaml.parse(path.read_text(encoding="utf-8"), Loader=yaml.Loader))
    assert len(events) > 10
