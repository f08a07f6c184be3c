"""Compiles the shipped rules while the wheel is built, so that an installed package need not."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent.parent


class CompileRules(BuildHookInterface):  # type: ignore[type-arg]
    """Adds escalate/data/compiled.json to the wheel; an editable install compiles on first use instead."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the pack and name the file for inclusion."""
        if version == "editable":
            return
        sys.path.insert(0, str(ROOT / "src"))
        from escalate.pack.compiled import compile_pack
        from escalate.pack.pack import read_pack
        from escalate.pack.store import write_compiled

        target = Path(tempfile.mkdtemp()) / "compiled.json"
        write_compiled(compile_pack(read_pack(ROOT / "rules")), target)
        build_data["force_include"][str(target)] = "escalate/data/compiled.json"
