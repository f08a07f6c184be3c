"""Inputs and outputs that the batch tests share."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

TEXTS = (
    "Ardania massed thousands of troops along its border with Belmora on Monday.",
    "Belmora and Cardova agreed to a ceasefire after talks in the capital.",
    "The mayor of a town in Cardova opened a new bridge. People were pleased.",
)


def records(number: int) -> list[dict[str, Any]]:
    """Good records with ids r0, r1, …"""
    return [{"id": f"r{n}", "title": f"News {n}", "text": TEXTS[n % len(TEXTS)]} for n in range(number)]


def write_jsonl(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def read_output(path: Path) -> list[dict[str, Any]]:
    """Records of an output, its values as they are in JSON."""
    if path.suffix == ".parquet":
        import pyarrow.parquet as pq

        rows: list[dict[str, Any]] = pq.read_table(path).to_pylist()
        return rows
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def read_rejects(output: Path) -> list[dict[str, Any]]:
    path = output.with_name(output.name + ".rejects.jsonl")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
