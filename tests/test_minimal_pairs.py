"""Pairs of sentences that differ in little and mean much: the rules alone must tell them apart."""

from collections import Counter
from typing import NamedTuple

from escalate import Assessment, Scorer
from escalate.pack.yaml_file import read_yaml

from .conftest import ROOT

AT_LEAST = 200
SHARE = 0.97
KINDS = {
    "accident", "averted", "claim", "contested", "denial", "exercise", "foiled", "history", "hypothesis", "idiom",
    "intent", "ladder", "mitigated", "negation", "pseudo-cue", "question", "request", "restraint", "scope", "time",
    "truce",
}  # fmt: skip


class Pair(NamedTuple):
    """Two sentences of which the first must score higher; `quiet`: the second holds no counted escalation cue."""

    kind: str
    higher: str
    lower: str
    quiet: bool
    known: bool


def _pairs() -> tuple[float, list[Pair]]:
    data = read_yaml(ROOT / "tests" / "minimal_pairs.yaml")
    pairs = [
        Pair(
            str(entry["kind"]),
            str(entry["higher"]),
            str(entry["lower"]),
            str(entry.get("quiet", "")) == "true",
            str(entry.get("known", "")) == "true",
        )
        for entry in data["pairs"]
    ]
    return float(data["margin"]), pairs


def _told_apart(higher: Assessment, lower: Assessment, pair: Pair, margin: float) -> bool:
    loud = any(cue.polarity == "escalation" for cue in lower.cues)
    return higher.score - lower.score >= margin and not (pair.quiet and loud)


def test_the_rules_tell_the_pairs_apart(rules_only: Scorer) -> None:
    margin, pairs = _pairs()
    failed = [p for p in pairs if not _told_apart(rules_only.score(p.higher), rules_only.score(p.lower), p, margin)]
    assert [pair for pair in failed if not pair.known] == []
    assert [pair for pair in pairs if pair.known and pair not in failed] == []  # mended: take the mark off
    assert 1 - len(failed) / len(pairs) >= SHARE


def test_the_table_is_large_and_even() -> None:
    margin, pairs = _pairs()
    assert margin >= 1
    assert len(pairs) >= AT_LEAST
    assert len({(pair.higher, pair.lower) for pair in pairs}) == len(pairs)
    kinds = Counter(pair.kind for pair in pairs)
    assert set(kinds) == KINDS
    for kind in ("negation", "hypothesis", "history", "request", "denial", "intent", "truce", "idiom", "ladder"):
        assert kinds[kind] >= 10, kind
