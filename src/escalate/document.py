"""An article laid out for reading: folded, tokenised, cut into sentences, each with its zone."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import Any

from escalate.actors import COMMON
from escalate.article import Article
from escalate.compile import ActorName, CompiledPack
from escalate.fold import Folded, fold
from escalate.layout import Block, split_blocks
from escalate.match import UNKNOWN, TokenView
from escalate.sentences import segment, word_lists
from escalate.tokens import QUESTION, STOP, Tokens, tokenize

LEAD_SENTENCES = 2
BODY_WORDS = 20  # a block of this many words is prose
SENTENCE_WORDS = 9  # and so is one of this many that ends in a full stop
MENU_WORDS = 12  # a longer line is not a menu entry
CAPTION_WORDS = 5  # shorter lines between headline and body are captions or labels
DUPLICATE_WORDS = 4  # shorter lines may well be said twice
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
        self._years: list[int] | None = None
        self._mentions: dict[int, list[Mention]] | None = None
        _classify_blocks(self)
        self.zones = _zones(self)

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
            self._mentions = _find_mentions(self)
        return self._mentions.get(sentence, _NO_MENTIONS)

    def bounds_of(self, zone: str) -> list[tuple[int, int]]:
        """The sentences of a zone, or all but page furniture where it is ""."""
        if zone not in self._bounds_of:
            self._bounds_of[zone] = [
                bound
                for bound, own in zip(self.bounds, self.zones, strict=True)
                if (own == zone if zone else own != "furniture")
            ]
        return self._bounds_of[zone]

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
        return token + 1 if name == "place" and (self.shouting or self.has_capital(token)) else 0

    def slot_back(self, name: str, token: int) -> int:
        """The first token of a slot that ends with `token`, or -1."""
        if name in ("number", "year"):
            return token if self.slot(name, token) else -1
        for mention in self.mentions(self.sentence_of(token)):
            if mention.last == token + 1:
                return mention.first
        return token if name == "place" and (self.shouting or self.has_capital(token)) else -1


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


# --- page furniture, headline, repeats -------------------------------------------------------------------------


def _classify_blocks(document: Document) -> None:
    """Set the kind of every block: by furniture rule first, then by position, then by repetition."""
    kinds, why = document.block_kind, document.block_rule
    has_title = bool(document.title_length)
    if has_title and kinds:
        kinds[0] = "headline"
    _by_rule(document)
    prose = [i for i, kind in enumerate(kinds) if kind == "body" and _is_prose(document, i)]
    first_prose = prose[0] if prose else len(kinds)
    if not has_title:
        _find_headline(document, first_prose)
    headline = kinds.index("headline") if "headline" in kinds else -1
    for index in range(first_prose if prose else 0):
        if kinds[index] != "body":
            continue
        words = _length(document, index)
        if (index < headline and words <= MENU_WORDS) or (words < CAPTION_WORDS and not _has_stop(document, index)):
            kinds[index], why[index] = "furniture", "position.top"
    if prose:
        tail = [i for i in range(prose[-1] + 1, len(kinds)) if kinds[i] == "body"]
        if len(tail) >= 2 and all(_length(document, i) <= MENU_WORDS + 4 and not _has_stop(document, i) for i in tail):
            for index in tail:
                kinds[index], why[index] = "furniture", "position.end"
    _mark_repeats(document, headline)


def _by_rule(document: Document) -> None:
    rules = document.pack.pack.furniture.rules
    kinds, why = document.block_kind, document.block_rule
    count = len(kinds)
    rest_from = count
    prose = [_is_prose(document, index) for index in range(count)]
    first_prose = prose.index(True) if True in prose else count
    tail = max(1, (2 * count) // 3)
    # The longest block that a rule may mark: a line, a line near the end, and so for prose.
    longest = {
        (is_prose, is_end): max(
            [
                rule.max_words
                for rule in rules
                if (rule.prose or rule.colon or not is_prose) and (is_end or rule.position != "end")
            ],
            default=0,
        )
        for is_prose in (False, True)
        for is_end in (False, True)
    }
    for index in range(count):
        low, high = document.block_tokens[index]
        if kinds[index] == "headline" or not low < high <= low + longest[prose[index], index >= tail]:
            continue
        for found in document.pack.furniture.find(document, low, high):
            rule = rules[found.owner]
            if high - low > rule.max_words:
                continue
            if rule.where != "anywhere" and found.first != low:
                continue
            if rule.where == "whole" and found.last != high:
                continue
            if not rule.prose and not rule.colon and prose[index]:
                continue
            if rule.colon and not _colon_after(document, found.last - 1):
                continue
            if rule.position == "top" and index > first_prose:
                continue
            if rule.position == "end" and index < tail:
                continue
            kinds[index], why[index] = "furniture", rule.id
            if rule.rest:
                rest_from = min(rest_from, index + 1)
            break
    for index in range(rest_from, count):
        if kinds[index] == "body":
            kinds[index], why[index] = "furniture", why[rest_from - 1]


def _colon_after(document: Document, token: int) -> bool:
    after = document.folded.text[document.tokens.ends[token] : document.tokens.ends[token] + 2]
    return after.lstrip()[:1] in (":", "|")


def _length(document: Document, block: int) -> int:
    low, high = document.block_tokens[block]
    return high - low


def _has_stop(document: Document, block: int, question: bool = True) -> bool:
    low, high = document.block_tokens[block]
    flags = document.tokens.flags[high - 1] if high > low else 0
    return bool(flags & STOP) and (question or not flags & QUESTION)


def _is_prose(document: Document, block: int) -> bool:
    words = _length(document, block)
    return words >= BODY_WORDS or (words >= SENTENCE_WORDS and _has_stop(document, block, question=False))


def _find_headline(document: Document, first_prose: int) -> None:
    """Take the last line of five words or more before the first paragraph as the headline."""
    if first_prose >= len(document.block_kind):
        return
    for index in range(first_prose - 1, -1, -1):
        if document.block_kind[index] == "body" and _length(document, index) >= CAPTION_WORDS:
            document.block_kind[index] = "headline"
            return


def _mark_repeats(document: Document, headline: int) -> None:
    """Mark blocks given before, word by word, and the headline where a block begins with it again."""
    words = document.tokens.words
    head: list[str] = []
    if headline >= 0:
        low, high = document.block_tokens[headline]
        head = words[low:high]
    seen: dict[tuple[str, ...], int] = {}
    for index, (low, high) in enumerate(document.block_tokens):
        if document.block_kind[index] not in ("body", "headline"):
            continue
        content = tuple(words[low:high])
        if len(content) >= DUPLICATE_WORDS and seen.setdefault(content, index) != index:
            document.block_kind[index] = "repeated"
        elif index != headline and len(head) >= DUPLICATE_WORDS and words[low : low + len(head)] == head:
            document.repeated.append((low, low + len(head)))


def _zones(document: Document) -> list[str]:
    zones: list[str] = []
    lead = 0
    for sentence in document.segmentation.sentences:
        kind = document.block_kind[sentence.block]
        if kind == "body" and lead < LEAD_SENTENCES:
            lead += 1
            kind = "lead"
        zones.append(kind)
    return zones


# --- actors -------------------------------------------------------------------------------------------


def is_year(word: str) -> bool:
    """Whether a word is a year of 1800 to 2099."""
    return len(word) == 4 and word.isdigit() and word[:2] in ("18", "19", "20")


def _find_mentions(document: Document) -> dict[int, list[Mention]]:
    """The actors named in a text, by sentence."""
    names, seconds = document.pack.actors, document.pack.actor_seconds
    ids = document.ids
    mentions: dict[int, list[Mention]] = {}
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
                mentions.setdefault(number, []).append(Mention(token, last, name.actor, name.form))
                free = last
                break
    return mentions


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
    if (name.unless or name.needs) and _is_part_of_name(document, name, first, last, low, high):
        return False
    if name.unless and not name.unless.isdisjoint(ids[max(low, first - 4) : min(high, last + 4)]):
        return False
    return not name.needs or not name.needs.isdisjoint(ids[low:high])


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
