"""The house as it is built: sizes, names, public face, and what may stand where.

A list that is called KNOWN holds what is not yet as it should be. It can only become shorter: a new entry is a fault
of the change, an entry that no longer holds is taken off.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import escalate
from escalate import Assessment, EscalateError, Scorer

from .conftest import ROOT

HOUSE = ROOT / "src" / "escalate"
MODULES = sorted(path.relative_to(HOUSE).as_posix() for path in HOUSE.rglob("*.py"))

LONGEST, MEDIAN = 400, 150  # lines of a module
MOST_IN_A_FOLDER = 16  # modules, besides __init__.py

MAY_ROUND = ("explain/", "training/", "measure/", "evaluation/", "authoring/", "corpus/", "report/", "timeline/")

KNOWN_TOO_LONG: set[str] = set()
KNOWN_NAMESAKES = {"Reason": 2}
KNOWN_ROUNDING = {
    "batch/tally.py": 2,  # seconds and rates of a run
    "batch/work.py": 1,  # seconds of an article
    "cli/rules.py": 1,
}
# Memories of a worker process, set once when it starts.
KNOWN_MEMORIES = {
    "integrations/spark.py: _unpacked",
    "processes.py: _worker",
    "service/worker.py: _tools",
}
KNOWN_UNEXPORTED_ERRORS = {"Refusal"}  # the service's own, with all its kinds: a client sees their HTTP status

WRITES = {
    "add", "append", "appendleft", "clear", "discard", "extend", "insert", "pop", "popitem", "remove", "setdefault",
    "update",
}  # fmt: skip


def _text(module: str) -> str:
    return (HOUSE / module).read_text(encoding="utf-8")


@cache
def _tree(module: str) -> ast.Module:
    return ast.parse(_text(module))


def test_modules_are_small() -> None:
    lines = {module: _text(module).count("\n") for module in MODULES if not module.endswith("__init__.py")}
    assert {module for module, count in lines.items() if count > LONGEST} == KNOWN_TOO_LONG
    assert statistics.median(lines.values()) < MEDIAN


def test_folders_are_small() -> None:
    held = Counter(Path(module).parent.as_posix() for module in MODULES if not module.endswith("__init__.py"))
    assert {folder: count for folder, count in held.items() if count > MOST_IN_A_FOLDER} == {}


def test_no_two_classes_have_one_name() -> None:
    names = Counter(
        node.name
        for module in MODULES
        for node in _tree(module).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert {name: count for name, count in names.items() if count > 1} == KNOWN_NAMESAKES


def test_the_public_names_are_those_that_the_package_shows() -> None:
    held = {
        name
        for name, value in vars(escalate).items()
        if not name.startswith("_") and str(getattr(value, "__module__", "")).startswith("escalate.")
    }
    assert sorted(escalate.__all__) == escalate.__all__
    assert set(escalate.__all__) == held | set(escalate._ON_USE) | {"__version__"}
    assert all(getattr(escalate, name).__name__ == name for name in escalate.__all__ if name != "__version__")


def test_every_error_can_be_caught_by_name() -> None:
    for module in pkgutil.walk_packages(escalate.__path__, "escalate."):
        if module.name not in ("escalate.__main__", "escalate.integrations.spark"):
            importlib.import_module(module.name)
    errors, ahead = set(), [EscalateError]
    while ahead:
        kind = ahead.pop()
        if kind.__module__.startswith("escalate."):  # not those that tests make
            errors.add(kind.__name__)
        ahead += [] if kind.__name__ in KNOWN_UNEXPORTED_ERRORS else kind.__subclasses__()
    assert errors - set(escalate.__all__) == KNOWN_UNEXPORTED_ERRORS


def test_only_the_rooms_of_figures_round() -> None:
    found = {
        module: count
        for module in MODULES
        if not module.startswith(MAY_ROUND)
        and (count := sum(_is_call_of(node, "round") for node in ast.walk(_tree(module))))
    }
    assert found == KNOWN_ROUNDING


def _is_call_of(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name


def test_nothing_at_module_level_is_written_to_later() -> None:
    assert {f"{module}: {name}" for module in MODULES for name in _memories(_tree(module))} == KNOWN_MEMORIES


def _memories(tree: ast.Module) -> set[str]:
    """Names of a module's own values that one of its functions changes, or that fill themselves when asked."""
    values = {name for node in tree.body for name in _assigned(node)}
    filling = {
        node.name
        for node in tree.body
        if isinstance(node, ast.ClassDef) and any(getattr(part, "name", "") == "__missing__" for part in node.body)
    }
    found = {
        name
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        and isinstance(node.value, ast.Call)
        and getattr(node.value.func, "id", "") in filling
        for name in _assigned(node)
    }
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            declared = {name for node in ast.walk(function) if isinstance(node, ast.Global) for name in node.names}
            own = {argument.arg for argument in ast.walk(function.args) if isinstance(argument, ast.arg)}
            own |= {name for node in ast.walk(function) for name in _assigned(node)}
            found |= declared & values
            found |= {name for node in ast.walk(function) for name in _changed(node)} & (values - (own - declared))
    return found


def _assigned(node: ast.AST) -> Iterator[str]:
    """Names that a statement gives a value."""
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    if isinstance(node, ast.Assign | ast.AnnAssign | ast.For | ast.comprehension | ast.NamedExpr):
        for target in targets:
            if target is not None:
                yield from (part.id for part in ast.walk(target) if _is_stored(part))


def _is_stored(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


def _changed(node: ast.AST) -> Iterator[str]:
    """Names whose value a piece of code changes in place."""
    if isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del):
        if isinstance(node.value, ast.Name):
            yield node.value.id
    elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
        yield node.target.id
    elif isinstance(node, ast.Attribute) and node.attr in WRITES and isinstance(node.value, ast.Name):
        yield node.value.id


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("A = {}\ndef f():\n    A['x'] = 1", {"A"}),
        ("A = []\ndef f():\n    A.append(1)", {"A"}),
        ("A = None\ndef f():\n    global A\n    A = 1", {"A"}),
        ("class M(dict):\n    def __missing__(self, key): ...\nA = M()", {"A"}),
        ("A = {}\ndef f():\n    A = {}\n    A['x'] = 1", set()),
        ("A = {}\ndef f(A):\n    A['x'] = 1", set()),
        ("A = {}\nA['x'] = 1\ndef f():\n    return A['x']", set()),
    ],
)
def test_memories_are_seen(code: str, names: set[str]) -> None:
    assert _memories(ast.parse(code)) == names


def test_the_service_describes_every_key_of_an_assessment(scorer: Scorer, article: str) -> None:
    pytest.importorskip("fastapi")
    from escalate.service.schemas import AssessmentOut

    schema = AssessmentOut.model_json_schema()
    data = scorer.score(article).to_dict()
    data["not_counted"] = data["not_counted"] or data["cues"]
    places = list(_described(data, schema, schema["$defs"], "assessment"))
    assert len(places) >= 8  # the assessment, and each kind of value in it
    for place, keys, described in places:
        assert keys == described, place


def _described(data: Any, schema: dict[str, Any], defs: dict[str, Any], at: str) -> Iterator[tuple[str, set, set]]:
    """Each object of the data with its keys and those that the schema gives it."""
    if "$ref" in schema:
        schema = defs[schema["$ref"].rsplit("/", 1)[1]]
    if isinstance(data, list):
        for one in data:
            yield from _described(one, schema.get("items", {}), defs, f"{at}[]")
    elif isinstance(data, dict) and "properties" in schema:
        yield at, set(data), set(schema["properties"])
        for key, value in data.items():
            yield from _described(value, schema["properties"].get(key, {}), defs, f"{at}.{key}")


def test_an_assessment_has_a_key_for_each_field(scorer: Scorer, article: str) -> None:
    seen = defaultdict(set)
    assessment = scorer.score(article)
    ahead: list[Any] = [assessment]
    while ahead:
        value = ahead.pop()
        if isinstance(value, tuple):
            ahead += value
        elif is_dataclass(value):
            names = [field.name for field in fields(value)]
            seen[type(value)] |= set(value.to_dict()) ^ set(names)  # type: ignore[attr-defined]
            ahead += [getattr(value, name) for name in names]
    assert {kind.__name__: keys for kind, keys in seen.items() if keys} == {"Assessment": {"schema"}}
    assert Assessment in seen


def test_the_page_on_the_house_is_current() -> None:
    from tools.make_architecture import PAGE, page

    assert PAGE.read_text(encoding="utf-8") == page(), "run: python tools/make_architecture.py"
