"""An article laid out: folded, tokenised, cut into blocks and sentences; no rule is known here."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from escalate.read.article import Article
from escalate.read.blocks import Block, split_blocks
from escalate.read.fold import Folded, fold
from escalate.read.sentences import Segmentation, segment
from escalate.read.words import Tokens, tokenize

CASE_SAMPLE = 4_000  # characters that tell whether a text is all capitals

_CAPITALS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SMALL = b"abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Layout:
    """Title and text as one run of words.

    Attributes
    ----------
    title_length : int
        Characters of the title and the break after it, before the text begins in `folded`.
    shouting : bool
        Whether the text is all capitals, so that case tells nothing.
    block_tokens : list of (int, int)
        First token and token after the last, by block.
    """

    folded: Folded
    title_length: int
    tokens: Tokens
    blocks: list[Block]
    segmentation: Segmentation
    shouting: bool
    block_tokens: list[tuple[int, int]]

    def has_capital(self, token: int) -> bool:
        """Whether a token begins with a capital."""
        return self.tokens.cased[self.tokens.starts[token]].isupper()


def lay_out(article: Article) -> Layout:
    """Lay an article out."""
    title = " ".join((article.title or "").split("\n"))
    combined = f"{title}\n\n{article.text}" if title else article.text
    if "\r" in combined:
        combined = combined.replace("\r", "\n" if "\n" not in article.text else " ")
    folded = fold(combined)
    tokens = tokenize(folded.text)
    blocks = split_blocks(folded.text)
    return Layout(
        folded=folded,
        title_length=len(title) + 2 if title else 0,
        tokens=tokens,
        blocks=blocks,
        segmentation=segment(tokens, blocks),
        shouting=_is_shouting(folded.text),
        block_tokens=_block_tokens(tokens, blocks),
    )


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
