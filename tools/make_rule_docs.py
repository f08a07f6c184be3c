"""Writes what is made from the rule files and their format: docs/rules.md, docs/rules/*.md and the JSON Schemas.

usage: python tools/make_rule_docs.py
"""

from __future__ import annotations

import json
from pathlib import Path

from escalate.authoring.pages import pages
from escalate.authoring.schema import overlay_schema, rules_schema
from escalate.pack.pack import read_pack

ROOT = Path(__file__).resolve().parent.parent


def made() -> dict[Path, str]:
    """Every generated file with its text."""
    docs = ROOT / "docs"
    files = {docs / name: text for name, text in pages(read_pack(ROOT / "rules")).items()}
    for name, schema in (("rules", rules_schema()), ("overlay", overlay_schema())):
        text = json.dumps(schema, ensure_ascii=False, indent=1)
        files[ROOT / "rules" / f"{name}.schema.json"] = text + "\n"
    return files


def main() -> None:
    """Write the files, and remove pages of themes that are gone."""
    files = made()
    folder = ROOT / "docs" / "rules"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.md"):
        if old not in files:
            old.unlink()
    for path, text in files.items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
