"""Looks for what spoils a corpus: broken records, copies, leaks between splits, lopsided labels, foreign texts."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from escalate.corpus.groups import shared_runs
from escalate.corpus.labels import detect_scale
from escalate.corpus.minhash import similar_pairs
from escalate.corpus.rated import Rated, corpus_files, rated_of, read_records, text_digest
from escalate.errors import EscalateError, InputError
from escalate.read.words import words_of

# The 25 most frequent words of English prose; of running English they are a third, of other languages under a tenth.
FREQUENT = frozenset(
    (
        *("the", "of", "and", "to", "a", "in", "that", "is", "was", "he", "for", "it", "with"),
        *("as", "his", "on", "be", "at", "by", "i", "this", "had", "not", "are", "but"),
    )
)
ENGLISH = 0.12  # share of frequent words under which a text of some length is taken for another language
LANGUAGE_WORDS = 40  # shorter texts tell too little
SHARED_RUNS = 3  # runs of six words that two texts may not share
RARE = 0.03  # share of texts under which a label is called rare
SHOWN = 3  # runs shown for a pair
MAX_WORDS = 20_000


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing wrong: what kind, where, what."""

    kind: str
    where: str
    problem: str

    def __str__(self) -> str:
        return f"{self.where}: {self.kind}: {self.problem}"


@dataclass(frozen=True, slots=True)
class Limits:
    """What is still allowed.

    Attributes
    ----------
    min_words, max_words : int
        Of a text, without its title.
    shared : int
        Runs of six words that make a pair of texts a finding.
    """

    min_words: int = 4
    max_words: int = MAX_WORDS
    shared: int = SHARED_RUNS


@dataclass(frozen=True, slots=True)
class Checked:
    """The texts that could be read, and everything found."""

    rated: list[Rated]
    findings: list[Finding]


def check_corpora(paths: Sequence[Path], limits: Limits, scale: str | None = None) -> Checked:
    """Check corpora together: a text that stands in two of them is a copy too."""
    findings: list[Finding] = []
    rated: list[Rated] = []
    places: list[str] = []
    ids: dict[str, str] = {}
    for file in [file for path in paths for file in corpus_files(path)]:
        try:
            records = read_records(file)
            found_scale = scale or detect_scale([record for _, record in records], str(file))
        except InputError as error:
            findings.append(Finding("schema", str(file), _without_place(error, str(file))))
            continue
        for where, record in records:
            identity = str(record.get("id") or "")
            if identity and ids.setdefault(identity, where) != where:
                findings.append(Finding("schema", where, f"id {identity!r} stands already at {ids[identity]}"))
            day = record.get("date")
            if day not in (None, "") and not _is_day(day):
                findings.append(Finding("schema", where, f"'date' is {day!r}, not a day as in 1999-12-31"))
            try:
                entry = rated_of(record, found_scale, where, file.stem)
            except InputError as error:
                findings.append(Finding("schema", where, _without_place(error, where)))
                continue
            rated.append(entry)
            places.append(f"{where} ({identity})" if identity else where)
    findings += _each(rated, places, limits) + _pairs(rated, places, limits) + _balance(rated)
    return Checked(rated, sorted(set(findings), key=lambda f: (f.kind, _natural(f.where), f.problem)))


def _natural(where: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", where)]


def _without_place(error: EscalateError, where: str) -> str:
    return str(error).removeprefix(f"{where}: ")


def _is_day(value: object) -> bool:
    try:
        date.fromisoformat(str(value)[:10])
    except ValueError:
        return False
    return True


def _each(rated: Sequence[Rated], places: Sequence[str], limits: Limits) -> list[Finding]:
    findings = []
    for entry, where in zip(rated, places, strict=True):
        words = words_of(entry.article.text)
        if not limits.min_words <= len(entry.article.text.split()) <= limits.max_words:
            count = len(entry.article.text.split())
            problem = f"{count} words, not {limits.min_words} to {limits.max_words}"
            findings.append(Finding("length", where, problem))
        share = sum(word in FREQUENT for word in words) / max(len(words), 1)
        if len(words) >= LANGUAGE_WORDS and share < ENGLISH:
            problem = f"does not read as English ({100 * share:.0f} % frequent English words)"
            findings.append(Finding("language", where, problem))
    return findings


def _pairs(rated: Sequence[Rated], places: Sequence[str], limits: Limits) -> list[Finding]:
    findings: list[Finding] = []
    texts = [entry.whole for entry in rated]
    first: dict[str, int] = {}
    close: dict[tuple[int, int], str] = {}
    for number, text in enumerate(texts):
        earlier = first.setdefault(text_digest(text.casefold()), number)
        if earlier != number:
            close[earlier, number] = "same text as"
    for low, high, likeness in similar_pairs(texts):
        close.setdefault((low, high), f"near-duplicate ({100 * likeness:.0f} % of runs of three words) of")
    for (low, high), problem in close.items():
        findings.append(Finding("duplicate", places[high], f"{problem} {places[low]}"))
    for (low, high), runs in shared_runs(texts).items():
        if len(runs) >= limits.shared and (low, high) not in close:
            shown = ", ".join(f"“{run}”" for run in runs[:SHOWN])
            problem = f"shares {len(runs)} runs of six words with {places[low]}: {shown}"
            findings.append(Finding("shared words", places[high], problem))
            if len(runs) >= SHARED_RUNS:
                close[low, high] = problem
    for low, high in close:
        if rated[low].split != rated[high].split:
            problem = f"split {rated[high].split!r}, but {places[low]}, much the same text, is in {rated[low].split!r}"
            findings.append(Finding("leak", places[high], problem))
    return findings


def _balance(rated: Sequence[Rated]) -> list[Finding]:
    if not rated:
        return [Finding("schema", "corpus", "no text could be read")]
    findings = []
    if len({entry.score for entry in rated}) == 1:
        findings.append(Finding("balance", "corpus", f"every text has the score {rated[0].score:g} of 100"))
    for name, values, labels in (
        ("level", [entry.level for entry in rated if entry.level is not None], range(6)),
        ("direction", [entry.direction for entry in rated if entry.direction is not None], range(-1, 2)),
    ):
        counts = Counter(values)
        for label in labels if values else ():
            if counts[label] < RARE * len(values):
                problem = f"{name} {label} has {counts[label]} of {len(values)} texts, under {100 * RARE:.0f} %"
                findings.append(Finding("balance", "corpus", problem))
    return findings


def split_leaks(rated: Sequence[Rated], groups: Sequence[int]) -> list[tuple[Rated, Rated]]:
    """Pairs of texts in one group, near-duplicates or of one source, that stand in different splits."""
    members: dict[int, list[Rated]] = defaultdict(list)
    for entry, group in zip(rated, groups, strict=True):
        members[group].append(entry)
    pairs = []
    for entries in members.values():
        other = next((entry for entry in entries if entry.split != entries[0].split), None)
        if other is not None:
            pairs.append((entries[0], other))
    return pairs
