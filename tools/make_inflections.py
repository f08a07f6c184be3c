"""Writes src/escalate/data/inflections.json: words whose forms the regular spelling rules get wrong.

usage: python tools/make_inflections.py [WORDLIST]…   (needs lemminflect)

Words are taken from the rule pack and the corpus, and from any further word lists; the table holds only exceptions,
so that a word which is not in it is spelled by rule.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import lemminflect

from escalate.read.inflections import regular_noun, regular_verb

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "src" / "escalate" / "data" / "inflections.json"
VERB_TAGS = ("VBZ", "VBD", "VBN", "VBG")


def inflected(word: str, kind: str) -> list[str]:
    """All forms of a lemma that lemminflect knows, the lemma first; empty where it is no such lemma."""
    table = lemminflect.getAllInflections(word, upos="VERB" if kind == "v" else "NOUN")
    tags = VERB_TAGS if kind == "v" else ("NNS",)
    found = {form.lower() for tag in tags for form in table.get(tag, ()) if form.isalpha()}
    return [word, *sorted(found - {word})] if found else []


def main() -> None:
    """Collect words, compare the spelling rules with lemminflect, and write the differences."""
    words: set[str] = set()
    sources = [*sorted((ROOT / "rules").glob("*.yaml")), *sorted((ROOT / "corpus").glob("*.jsonl"))]
    for path in [*sources, *(Path(name) for name in sys.argv[1:])]:
        words.update(re.findall(r"[a-z]+", path.read_text(encoding="utf-8").lower()))
    lemmas = {
        (lemma.lower(), kind)
        for word in words
        for kind, upos in (("v", "VERB"), ("n", "NOUN"))
        for lemma in (*lemminflect.getLemma(word, upos=upos), word)
        if lemma.isascii() and lemma.isalpha()
    }
    old = json.loads(TARGET.read_text(encoding="utf-8")) if TARGET.exists() else {"v": {}, "n": {}}
    table: dict[str, dict[str, list[str]]] = {"v": old["v"], "n": old["n"]}
    for lemma, kind in sorted(lemmas):
        found = inflected(lemma, kind)
        regular = regular_verb(lemma) if kind == "v" else regular_noun(lemma)
        if found and not set(found) <= set(regular):
            table[kind][lemma] = sorted(set(found))
    for kind in table:
        table[kind] = dict(sorted(table[kind].items()))
    lines = [
        f' "{kind}": {{\n' + ",\n".join(f'  "{w}": {json.dumps(f)}' for w, f in table[kind].items()) + "\n }"
        for kind in ("v", "n")
    ]
    TARGET.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
