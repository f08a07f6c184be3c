"""An article laid out for reading: folded, tokenised, cut into sentences, each with its zone."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import Any

from escalate.find.zones import classify_blocks, zones_of
from escalate.pack.actor_names import COMMON, PLACES
from escalate.pack.compiled import ActorName, CompiledPack
from escalate.phrases.index import PatternIndex
from escalate.phrases.pattern import UNKNOWN, TokenView
from escalate.read.article import Article
from escalate.read.blocks import Block, split_blocks
from escalate.read.fold import Folded, fold
from escalate.read.sentences import segment, word_lists
from escalate.read.words import Tokens, tokenize

# Names of days and months are capitalised as places are: "shelled the town last March".
CALENDAR = frozenset((
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
))  # fmt: skip
CASE_SAMPLE = 4_000  # characters that tell whether a text is all capitals

_CAPITALS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SMALL = b"abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Mention:
    """An actor's name in the text: tokens `first` up to, not including, `last`."""

    first: int
    last: int
    actor: str
    form: str


_NO_MENTIONS: list[Mention] = []


class Document(TokenView):
    """An article in the form that matching works on.

    Attributes
    ----------
    title_length : int
        Characters of the title and the break after it, before the text begins in `folded`.
    shouting : bool
        Whether the text is all capitals, so that case tells nothing.
    block_tokens : list of (int, int)
        First token and token after the last, by block.
    block_kind : list of str
        "headline", "body", "furniture" or "repeated", by block.
    block_rule : list of str
        Why a block is furniture: a furniture rule's id, or the position that shows it.
    zones : list of str
        Zone of every sentence: headline, lead, body, furniture or repeated.
    repeated : list of (int, int)
        Token ranges that give the headline a second time.
    parties : dict
        What `parties.find_parties` found, by sentence.
    """

    def __init__(self, article: Article, pack: CompiledPack, folded: Folded, title_length: int) -> None:
        text = folded.text
        tokens = tokenize(text)
        blocks = split_blocks(text)
        segmentation = segment(tokens, blocks)
        get = pack.vocabulary.get
        super().__init__(
            [get(word, UNKNOWN) for word in tokens.words],
            segmentation.segment,
            tokens.flags,
            [(sentence.first, sentence.last) for sentence in segmentation.sentences],
        )
        self.article = article
        self.pack = pack
        self.folded = folded
        self.title_length = title_length
        self.tokens = tokens
        self.blocks = blocks
        self.segmentation = segmentation
        self.shouting = _is_shouting(text)
        self.block_tokens = _block_tokens(tokens, blocks)
        self.block_kind = ["body"] * len(blocks)
        self.block_rule = [""] * len(blocks)
        self.zones: list[str] = []
        self.repeated: list[tuple[int, int]] = []
        self.parties: dict[int, list[Any]] = {}
        self._bounds_of: dict[str, list[tuple[int, int]]] = {}
        self._first_in: dict[tuple[int, str], str] = {}
        self._years: list[int] | None = None
        self._mentions: dict[int, list[Mention]] | None = None
        self._places: dict[int, list[Mention]] = {}
        classify_blocks(self)
        self.zones = zones_of(self)

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

    def mentions(self, sentence: int) -> list[Mention]:
        """Actors named in a sentence, in order."""
        if self._mentions is None:
            self._mentions, self._places = _find_mentions(self)
        return self._mentions.get(sentence, _NO_MENTIONS)

    def places(self, sentence: int) -> list[Mention]:
        """Towns and regions named in a sentence, in order, each with the state in which it lies."""
        if self._mentions is None:
            self._mentions, self._places = _find_mentions(self)
        return self._places.get(sentence, _NO_MENTIONS)

    def bounds_of(self, zone: str) -> list[tuple[int, int]]:
        """The sentences of a zone, or all but page furniture where it is ""."""
        if zone not in self._bounds_of:
            self._bounds_of[zone] = [
                bound
                for bound, own in zip(self.bounds, self.zones, strict=True)
                if (own == zone if zone else own != "furniture")
            ]
        return self._bounds_of[zone]

    def first_of(self, index: PatternIndex, ranges: list[tuple[int, int]]) -> str:
        """The words of the first match in some ranges of tokens; empty where there is none."""
        for low, high in ranges:
            found = index.find(self, low, high)
            if found:
                return self.words(found[0].first, found[0].last)
        return ""

    def first_in(self, index: PatternIndex, zone: str) -> str:
        """The words of the first match in a zone (see `bounds_of`), looked for once and not for every hit."""
        key = (id(index), zone)  # the pack holds the index as long as there is a document
        if key not in self._first_in:
            self._first_in[key] = self.first_of(index, self.bounds_of(zone))
        return self._first_in[key]

    def spelled(self, token: int) -> str:
        """A token in its original case; nothing fits an exact spelling in a text that is all capitals."""
        if self.shouting and not self.flags[token]:
            return ""
        return self.tokens.cased[self.tokens.starts[token] : self.tokens.ends[token]]

    def has_year(self, low: int, high: int) -> bool:
        """Whether a year stands in a range of tokens."""
        if self._years is None:
            self._years = [token for token, word in enumerate(self.tokens.words) if len(word) == 4 and is_year(word)]
        return bisect_left(self._years, low) < bisect_left(self._years, high)

    def has_capital(self, token: int) -> bool:
        """Whether a token begins with a capital."""
        return self.tokens.cased[self.tokens.starts[token]].isupper()

    def slot(self, name: str, token: int) -> int:
        """The token after a slot that begins at `token`, or 0."""
        word = self.tokens.words[token]
        if name == "number":
            return token + 1 if word[0].isdigit() or word in word_lists()["numbers"] else 0
        if name == "year":
            return token + 1 if is_year(word) else 0
        for mention in self.mentions(self.sentence_of(token)):
            if mention.first == token or (mention.first == token + 1 and word == "the"):
                return mention.last
        return token + 1 if name == "place" and self._may_be_place(token) else 0

    def slot_back(self, name: str, token: int) -> int:
        """The first token of a slot that ends with `token`, or -1."""
        if name in ("number", "year"):
            return token if self.slot(name, token) else -1
        for mention in self.mentions(self.sentence_of(token)):
            if mention.last == token + 1:
                return mention.first
        return token if name == "place" and self._may_be_place(token) else -1

    def _may_be_place(self, token: int) -> bool:
        return (self.shouting or self.has_capital(token)) and self.tokens.words[token] not in CALENDAR


def read_document(article: Article, pack: CompiledPack) -> Document:
    """Lay an article out."""
    title = " ".join((article.title or "").split("\n"))
    combined = f"{title}\n\n{article.text}" if title else article.text
    if "\r" in combined:
        combined = combined.replace("\r", "\n" if "\n" not in article.text else " ")
    return Document(article, pack, fold(combined), len(title) + 2 if title else 0)


def _is_shouting(text: str) -> bool:
    """Whether capitals outnumber small letters by far in what the text begins with."""
    start = text[:CASE_SAMPLE].encode("ascii", "ignore")
    capitals = len(start) - len(start.translate(None, _CAPITALS))
    small = len(start) - len(start.translate(None, _SMALL))
    return capitals > 2 * small


def _block_tokens(tokens: Tokens, blocks: list[Block]) -> list[tuple[int, int]]:
    bounds = [bisect_left(tokens.starts, block.start) for block in blocks]
    return list(
        zip(bounds, [*bounds, len(tokens.words)][1:], strict=True)
    )  # no block where only control characters are


# --- actors -------------------------------------------------------------------------------------------


def is_year(word: str) -> bool:
    """Whether a word is a year of 1800 to 2099."""
    return len(word) == 4 and word.isdigit() and word[:2] in ("18", "19", "20")


def _find_mentions(document: Document) -> tuple[dict[int, list[Mention]], dict[int, list[Mention]]]:
    """The actors named in a text, by sentence, and apart from them the towns and regions."""
    names, seconds = document.pack.actors, document.pack.actor_seconds
    ids = document.ids
    mentions: dict[int, list[Mention]] = {}
    places: dict[int, list[Mention]] = {}
    number, low, high, free = -1, 0, 0, 0
    for token in [token for token, word in enumerate(ids) if word in names]:
        while token >= high:
            number += 1
            sentence = document.segmentation.sentences[number]
            low, high = sentence.first, sentence.last
        if token < free or (ids[token] in seconds and (token + 1 >= high or ids[token + 1] not in seconds[ids[token]])):
            continue
        for name in names[ids[token]]:
            last = token + len(name.words)
            if last <= high and _is_named(ids, name.words, token) and _is_actor(document, name, token, last, low, high):
                found = places if name.form == PLACES else mentions
                found.setdefault(number, []).append(Mention(token, last, name.actor, name.form))
                free = last
                break
    return mentions, places


def _is_named(ids: list[Any], words: tuple[int, ...], first: int) -> bool:
    return len(words) == 1 or tuple(ids[first : first + len(words)]) == words


def _is_actor(document: Document, name: ActorName, first: int, last: int, low: int, high: int) -> bool:
    """Whether a name is written as a name, and, for an ambiguous one, whether the context makes it the actor."""
    cased = document.tokens.cased
    start = document.tokens.starts[first]
    if not document.shouting:
        if not cased[start].isupper() and name.form != COMMON:
            return False
        short = document.tokens.ends[last - 1] - start
        if last == first + 1 and short <= 3 and not cased[start : start + short].isupper():
            return False
    elif document.tokens.words[first] == "us" and not document.tokens.flags[first]:
        return False
    ids = document.ids
    if name.form == PLACES:
        return not _follows_a_name(document, first, low)
    if (name.unless or name.needs) and _is_part_of_name(document, name, first, last, low, high):
        return False
    if name.unless and not name.unless.isdisjoint(ids[max(low, first - 4) : min(high, last + 4)]):
        return False
    return not name.needs or not name.needs.isdisjoint(ids[low:high])


def _follows_a_name(document: Document, first: int, low: int) -> bool:
    """Whether a town's name is likely a person's: a capital stands right before it, but not at the sentence's head."""
    return first > low + 1 and not document.shouting and _is_capital_neighbour(document, first, first - 1)


def _is_part_of_name(document: Document, name: ActorName, first: int, last: int, low: int, high: int) -> bool:
    """Whether an ambiguous name is half of another one: "Michael Jordan", "Jordan Peele", "the Washington Post".

    A capital right before or after it shows that, but not in a headline where most words have one.
    """
    if name.form == "adjectives" or document.shouting:
        return False
    starts = document.tokens.starts
    after = last < high and _is_capital_neighbour(document, last - 1, last)
    before = first > low and _is_capital_neighbour(document, first, first - 1)
    if first == low + 1:  # the first word of a sentence has a capital anyway
        before = before and document.tokens.words[low] in word_lists()["before_name"]
    if not after and not before:
        return False
    capitals = sum(document.tokens.cased[starts[token]].isupper() for token in range(low, high))
    return 2 * capitals <= high - low + 2


def _is_capital_neighbour(document: Document, inner: int, outer: int) -> bool:
    """Whether the word beside a name has a capital, belongs to it, and is no title, day or actor of its own."""
    tokens = document.tokens
    one, two = min(inner, outer), max(inner, outer)
    if document.folded.text[tokens.ends[one] : tokens.starts[two]] != " ":
        return False
    word = tokens.words[outer]
    if not tokens.cased[tokens.starts[outer]].isupper() or word in word_lists()["beside_actors"]:
        return False
    if outer < inner and (word.endswith("ern") or (outer and tokens.flags[outer - 1])):
        return False
    return document.ids[outer] not in document.pack.actors
