"""What several benchmarks share."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from escalate.pack.pack import Pack, read_pack
from escalate.phrases.language import Phrase, parse


def tenfold_rules() -> Pack:
    """The shipped pack with nine made variants of each rule: the same phrases, each ending in a made-up word.

    The variants share their first words with the rules, as rules of a growing pack do, and hardly ever match.
    """
    pack = read_pack()
    rules = list(pack.rules)
    for number in range(1, 10):
        for rule in pack.rules:
            phrases = tuple(_variant(phrase, number) for phrase in rule.phrases)
            rules.append(replace(rule, id=f"{rule.id}-v{number}", phrases=phrases))
    return replace(pack, rules=tuple(sorted(rules, key=lambda rule: rule.id)))


def _variant(phrase: Phrase, number: int) -> Phrase:
    ending = parse(f"x ...2 (variant{number}word|variant{number}other)")[1:]
    return Phrase(f"{phrase.text} …", (*phrase.nodes, *ending), phrase.line)


def batch_rates(texts: Sequence[str], numbers: Sequence[int], articles: int = 3_200) -> list[float]:
    """Articles a second of `escalate batch` by number of workers; what a run of a tenth of them takes is taken off.

    So neither the start of the processes nor the rules and words that each meets for the first time count.
    """
    with tempfile.TemporaryDirectory() as folder:
        seconds: dict[tuple[int, int], float] = {}
        for count in (articles // 10, articles):
            source = Path(folder) / f"{count}.jsonl"
            with source.open("w", encoding="utf-8") as file:
                for number in range(count):
                    file.write(json.dumps({"id": str(number), "text": texts[number % len(texts)]}) + "\n")
            for workers in numbers:
                command = [sys.executable, "-m", "escalate", "batch", str(source), "-q", "--workers", str(workers)]
                began = time.perf_counter()
                output = str(Path(folder) / f"{count}-{workers}.jsonl")
                subprocess.run([*command, "-o", output], check=True, capture_output=True)
                seconds[count, workers] = time.perf_counter() - began
    done = articles - articles // 10
    return [done / (seconds[articles, n] - seconds[articles // 10, n]) for n in numbers]
