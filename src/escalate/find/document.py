"""An article read: laid out, its words looked up, with the names, slots and zones in it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Any

from escalate.find.layout import Layout, lay_out
from escalate.find.names import Mention, find_names
from escalate.find.slots import view_of
from escalate.find.zones import find_zones
from escalate.pack.compiled import CompiledPack
from escalate.phrases.pattern import UNKNOWN, TokenView
from escalate.read.article import Article

_NO_MENTIONS: list[Mention] = []


@dataclass(frozen=True, slots=True)
class Document(Layout):
    """An article in the form that rules work on, whole when `read_document` has made it.

    Attributes
    ----------
    view : TokenView
        What the matcher reads.
    ids : list of int
        Word ids.
    bounds : list of (int, int)
        Sentences: the first token, and the one after the last.
    block_kind : list of str
        "headline", "body", "furniture" or "repeated", by block.
    block_rule : list of str
        Why a block is furniture: a furniture rule's id, or the position that shows it.
    zones : list of str
        Zone of every sentence: headline, lead, body, furniture or repeated.
    repeated : list of (int, int)
        Token ranges that give the headline a second time.
    named, towns : dict
        Actors, and towns and regions, by sentence; see `mentions` and `places`.
    """

    article: Article
    pack: CompiledPack
    view: TokenView
    ids: list[Any]
    bounds: list[tuple[int, int]]
    block_kind: list[str]
    block_rule: list[str]
    zones: list[str]
    repeated: list[tuple[int, int]]
    named: dict[int, list[Mention]]
    towns: dict[int, list[Mention]]

    def span(self, first: int, last: int) -> tuple[str, int, int]:
        """Field ("title" or "text") and offsets in it, as the user gave it, of tokens `first` to `last`."""
        start = self.folded.original(self.tokens.starts[first])
        end = self.folded.original(self.tokens.ends[last - 1] - 1) + 1
        if self.article.title and start < self.title_length:
            return "title", start, min(end, len(self.article.title))
        return "text", start - self.title_length, end - self.title_length

    def words(self, first: int, last: int) -> str:
        """The words of tokens `first` to `last` as the user gave them."""
        where, start, end = self.span(first, last)
        return (self.article.title or "" if where == "title" else self.article.text)[start:end]

    def sentence_of(self, token: int) -> int:
        """Index of the sentence that holds a token."""
        return bisect_right(self.bounds, token, key=lambda bound: bound[0]) - 1

    def mentions(self, sentence: int) -> list[Mention]:
        """Actors named in a sentence, in order."""
        return self.named.get(sentence, _NO_MENTIONS)

    def places(self, sentence: int) -> list[Mention]:
        """Towns and regions named in a sentence, in order, each with the state in which it lies."""
        return self.towns.get(sentence, _NO_MENTIONS)


def read_document(article: Article, pack: CompiledPack) -> Document:
    """Read an article: lay it out, look its words up, find names, slots and zones."""
    layout = lay_out(article)
    get = pack.vocabulary.get
    ids = [get(word, UNKNOWN) for word in layout.tokens.words]
    named, towns = find_names(layout, ids, pack)
    view = view_of(layout, ids, named)
    zones = find_zones(layout, view, pack)
    return Document(
        folded=layout.folded,
        title_length=layout.title_length,
        tokens=layout.tokens,
        blocks=layout.blocks,
        segmentation=layout.segmentation,
        shouting=layout.shouting,
        block_tokens=layout.block_tokens,
        article=article,
        pack=pack,
        view=view,
        ids=ids,
        bounds=[(sentence.first, sentence.last) for sentence in layout.segmentation.sentences],
        block_kind=zones.block_kind,
        block_rule=zones.block_rule,
        zones=zones.of_sentence,
        repeated=zones.repeated,
        named=named,
        towns=towns,
    )
