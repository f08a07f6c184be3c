"""`escalate rules try`: a phrase in a corpus, each hit in the middle of its line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from escalate.corpus.texts import Text
from escalate.errors import InputError
from escalate.find.document import Document, read_document
from escalate.find.hits import Hit, find_hits
from escalate.judge.judge import judge
from escalate.pack.compiled import CompiledPack, compile_pack
from escalate.pack.pack import Pack
from escalate.pack.rule import Rule
from escalate.phrases.language import Phrase, PhraseError, expand, list_names, parse

CONTEXT = 45  # characters shown on either side


@dataclass(frozen=True, slots=True)
class Line:
    """A hit with what stands around it.

    Attributes
    ----------
    status : str
        "counted", or what the contexts make of it ("negated", "historical", …).
    why : str
        The words that show the context; empty where it counts in full.
    """

    where: str
    left: str
    found: str
    right: str
    status: str
    why: str


def phrase_pack(text: str, pack: Pack) -> CompiledPack:
    """A pack whose one rule is the phrase, with the lists, contexts and actors of another.

    Raises
    ------
    InputError
        The phrase is not of the phrase language, or names an unknown list.
    """
    lists = {name: tuple(p.nodes for p in phrases) for name, phrases in pack.lists.items()}
    try:
        nodes = parse(text)
        unknown = sorted(list_names(nodes) - set(lists))
        if unknown:
            raise PhraseError(f"the list ${unknown[0]} is not known", f"Known: {', '.join(sorted(lists)) or 'none'}.")
        expand(nodes, lists)
    except PhraseError as error:
        raise InputError(f"phrase '{text[:60]}': {error.problem}. {error.hint}".rstrip()) from None
    rule = Rule(
        "try.phrase", "The phrase tried", "", "test", "verbal", "escalation", 1, 3, "medium", (Phrase(text, nodes, 1),),
        "command line", 1,
    )  # fmt: skip
    return compile_pack(replace(pack, rules=(rule,)))


def concordance(text: str, pack: Pack, corpus: Iterable[Text]) -> Iterator[Line]:
    """Every hit of a phrase in a corpus, in order."""
    compiled = phrase_pack(text, pack)
    for entry in corpus:
        document = read_document(entry.article, compiled)
        for item in judge(document, find_hits(document)):
            left, found, right = _around(document, item.hit)
            shown = [f"{c.kind} by '{c.cue}'" for c in item.contexts if c.policy != "keep"]
            yield Line(entry.where, left, found, right, item.status, "; ".join(shown))


def _around(document: Document, hit: Hit) -> tuple[str, str, str]:
    field, start, end = document.span(hit.first, hit.last)
    text = (document.article.title or "") if field == "title" else document.article.text
    left, right = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    return _flat(left), _flat(text[start:end]), _flat(right)


def _flat(text: str) -> str:
    return " ".join(text.split())
