"""Precision and recall of the directed pair (who, to whom) on sentences coded by people.

usage: python benchmarks/dyads.py SENTENCES.jsonl [--split train|test] [--rules DIR] [--errors]

SENTENCES.jsonl holds `text` and the coders' `source` and `target` spans. The spans are resolved with the shipped
list of actors, and every sentence is used where the first states named in them differ, whether or not a rule finds a
cue in it. The first line is what `Scorer.dyads` and `escalate actors` give, of several pairs the first. Below it stand
narrower readings: the pair that most counted cues tell by themselves (what `Assessment.actors` sums up), on all these
sentences and on those with a counted cue.

A pair is right where its source is named in the source span and its target in the target span. Recall is over all
sentences used. Precision is over the sentences for which a pair of states is given; `strict` counts as wrong also a
pair with an armed group or a body in it ("Ardania struck the Alif militia in Belmora"), which the coders, who coded
states, could not have confirmed.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

from escalate import Article, Scorer
from escalate.explain.assessment import CueFound
from escalate.find.document import read_document
from escalate.pack.compiled import CompiledPack

STATES = ("state", "former-state")
PUBLIC = "1 all sentences, Scorer.dyads"
BY_CUES = "2 all sentences, by counted cues alone"
WITH_CUES = "3 sentences with a counted cue, by counted cues alone"
Pair = tuple[str, str]


def states_in(pack: CompiledPack, span: str) -> list[str]:
    """The states named in a span, in order."""
    if not span.strip():
        return []
    document = read_document(Article(span), pack)
    numbers = range(len(document.segmentation.sentences))
    named = [mention.actor for number in numbers for mention in document.mentions(number)]
    return [actor for actor in named if pack.actor_kinds[actor] in STATES]


def pairs_of_cues(cues: tuple[CueFound, ...]) -> list[Pair]:
    """A pair for every cue that tells both sides, most frequent first, then by place, each once."""
    in_order = sorted(cues, key=lambda cue: (cue.start, cue.end, cue.rule))
    found = Counter((cue.source, cue.target) for cue in in_order if cue.source and cue.target)
    return [pair for pair, _ in found.most_common()]


def line(name: str, used: int, given: int, right: int, strict: int) -> str:
    shares = [right / given if given else 0.0, right / used if used else 0.0, right / strict if strict else 0.0]
    return f"{name:<58} {used:>5} {given:>6} {right:>6} {shares[0]:>10.3f} {shares[1]:>7.3f} {shares[2]:>7.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("sentences", type=Path)
    parser.add_argument("--split", choices=("train", "test"))
    parser.add_argument("--rules", type=Path, help="a folder of rules; the shipped ones by default")
    parser.add_argument("--errors", action="store_true", help="print the ids of wrong pairs")
    arguments = parser.parse_args()
    scorer = Scorer.load(rules=arguments.rules, use_model=False)
    pack = scorer.pack
    used, given, right, strict = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    wrong: list[str] = []

    def count(name: str, pairs: list[Pair], sources: list[str], targets: list[str], identifier: str) -> None:
        used[name] += 1
        if pairs:
            hit = pairs[0][0] in sources and pairs[0][1] in targets
            strict[name] += 1
            given[name] += all(pack.actor_kinds[actor] in STATES for actor in pairs[0])
            right[name] += hit
            if not hit:
                wrong.append(f"{name}: {identifier}: {pairs[0]} for {sources} to {targets}")

    for text in arguments.sentences.read_text(encoding="utf-8").splitlines():
        row = json.loads(text)
        if arguments.split and row.get("split") != arguments.split:
            continue
        sources = states_in(pack, row.get("source") or "")
        targets = states_in(pack, row.get("target") or "")
        if not sources or not targets or sources[0] == targets[0]:
            continue
        assessment = scorer.score(row["text"])
        dyads = scorer.dyads(row["text"], assessment=assessment)
        by_cues = pairs_of_cues(assessment.cues)
        count(PUBLIC, [(dyad.source, dyad.target) for dyad in dyads], sources, targets, row["id"])
        count(BY_CUES, by_cues, sources, targets, row["id"])
        if assessment.cues:
            count(WITH_CUES, by_cues, sources, targets, row["id"])
    print(f"{'reading':<58} {'used':>5} {'given':>6} {'right':>6} {'precision':>10} {'recall':>7} {'strict':>7}")
    for name in sorted(used):
        print(line(name, used[name], given[name], right[name], strict[name]))
    if arguments.errors:
        print("\n".join(wrong))


if __name__ == "__main__":
    main()
