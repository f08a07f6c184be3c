"""What is made from the rules is current, and the schemas that editors use agree with the loader."""

import importlib.util
import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from escalate.authoring.pages import index, pages
from escalate.authoring.schema import overlay_schema, rules_schema
from escalate.authoring.template import new_rule_file
from escalate.pack.pack import SPECIAL

from ..conftest import ROOT
from ..pack.test_rule_file import BROKEN, RULE

RULE_FILES = sorted(path for path in (ROOT / "rules").glob("*.yaml") if path.name not in SPECIAL)


class Core(yaml.SafeLoader):
    """YAML as editors read it: the core schema of YAML 1.2, where `no` and `on` are texts."""


Core.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag.rsplit(":", 1)[1] in ("int", "float", "null")]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@cache
def _made() -> dict[Path, str]:
    path = ROOT / "tools" / "make_rule_docs.py"
    found = importlib.util.spec_from_file_location("make_rule_docs", path)
    assert found and found.loader
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    made: dict[Path, str] = module.made()
    return made


def test_generated_pages_and_schemas_are_current() -> None:
    made = _made()
    stale = [str(path) for path, text in made.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    assert not stale, "run: python tools/make_rule_docs.py"


def test_the_index_names_every_rule(rules_only: Any) -> None:
    rows = [line for line in index(rules_only.pack.pack).splitlines() if line.startswith("| `")]
    assert [row.split("`")[1] for row in rows] == sorted(
        (rule.id for rule in rules_only.pack.pack.rules), key=lambda name: (name.split(".")[0], name)
    )


def test_the_pages_show_every_rule_with_its_examples(rules_only: Any) -> None:
    shown = "\n".join(pages(rules_only.pack.pack).values())
    for rule in rules_only.pack.pack.rules:
        assert f"\n## {rule.id}\n" in shown
        assert all(f"\n- `{phrase.text}`\n" in shown for phrase in rule.phrases)


@pytest.mark.parametrize("path", RULE_FILES, ids=lambda path: path.stem)
def test_shipped_files_fit_the_schema(path: Path) -> None:
    jsonschema.validate(yaml.load(path.read_text(encoding="utf-8"), Core), rules_schema())


@pytest.mark.parametrize("path", RULE_FILES, ids=lambda path: path.stem)
def test_shipped_files_name_the_schema(path: Path) -> None:
    first = path.read_text(encoding="utf-8").split("\n", 1)[0]
    assert first == "# yaml-language-server: $schema=rules.schema.json"
    json.loads((path.parent / "rules.schema.json").read_text(encoding="utf-8"))


def test_the_schemas_are_schemas_and_take_what_the_loader_takes() -> None:
    for schema in (rules_schema(), overlay_schema()):
        jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(yaml.load(RULE, Core), rules_schema())
    jsonschema.validate(yaml.load(new_rule_file("own.trial", "x"), Core), rules_schema())
    overlay = (
        "format: escalate-overlay/1\ndisable: [{id: a.b, reason: r}]\nfilters: [{rules: [a.*], near: [x], reason: r}]"
    )
    jsonschema.validate(yaml.load(overlay, Core), overlay_schema())


IN_PHRASES = (
    "unknown list",
    "gap",
    "regular",
    "raw string",
    "unclosed",
    "tab",
    "key twice",
    "marks",
    "a YAML tag",
    "an anchor",
)
REFUSED = [row[:3] for row in BROKEN if not row[0].startswith(IN_PHRASES)]


@pytest.mark.parametrize(("what", "old", "new"), REFUSED, ids=[row[0] for row in REFUSED])
def test_the_schema_refuses_what_the_loader_refuses(what: str, old: str, new: str) -> None:
    assert len(REFUSED) >= 10
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(yaml.load(RULE.replace(old, new), Core), rules_schema())


def test_the_schema_refuses_a_wrong_overlay() -> None:
    for text in ("disable: [{id: a.b}]", "filter: []", "change: [{id: a.b, set: {phrases: []}, reason: r}]"):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(yaml.load(f"format: escalate-overlay/1\n{text}", Core), overlay_schema())
