"""Writes what is made from the rule files and their format: docs/rules.md and the JSON Schemas, which are committed.

usage: python tools/make_rule_docs.py [--pages FOLDER]

With --pages, also a page for each theme that shows its rules whole, as `escalate rules show` does, into a folder of
built documentation.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from escalate.authoring.pages import index, pages
from escalate.authoring.schema import overlay_schema, rules_schema
from escalate.pack.pack import read_pack

ROOT = Path(__file__).resolve().parent.parent


def made() -> dict[Path, str]:
    """Every generated file that is committed, with its text."""
    files = {ROOT / "docs" / "rules.md": index(read_pack(ROOT / "rules"))}
    for name, schema in (("rules", rules_schema()), ("overlay", overlay_schema())):
        text = json.dumps(schema, ensure_ascii=False, indent=1)
        files[ROOT / "rules" / f"{name}.schema.json"] = text + "\n"
    return files


def main() -> None:
    """Write the files, and the pages where they are asked for."""
    parser = argparse.ArgumentParser(description="Writes docs/rules.md and the JSON Schemas.")
    parser.add_argument("--pages", type=Path, metavar="FOLDER", help="write rules.md and rules/THEME.md there, too")
    folder: Path | None = parser.parse_args().pages
    files = made()
    if folder:
        files |= {folder / name: text for name, text in pages(read_pack(ROOT / "rules")).items()}
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
