"""Small steps that the commands share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from escalate.corpus.labels import detect_scale
from escalate.corpus.rated import Rated, corpus_files, read_records


def scale_of(corpora: Sequence[Path], scale: str | None) -> str:
    """The label scale of these corpora; several, with commas, where they differ."""
    if scale:
        return scale
    found = {
        detect_scale([record for _, record in read_records(file)], str(file))
        for path in corpora
        for file in corpus_files(path)
    }
    return ", ".join(sorted(found))


def without_source(rated: Sequence[Rated]) -> list[Rated]:
    """The texts as if none had a source."""
    return [replace(entry, article=replace(entry.article, source=None)) for entry in rated]
