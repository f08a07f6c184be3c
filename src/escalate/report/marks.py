"""Cuts an article's text into blocks and marked stretches, so that every cue can be shown where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from escalate.explain.assessment import Assessment
from escalate.read.blocks import split_blocks
from escalate.report.reasons import Reason
from escalate.report.wording import Spoken


@dataclass(frozen=True, slots=True)
class Piece:
    """Words under the same cues; `reason` is the weightiest of them, None for plain words."""

    text: str
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive words: plain, or covered by cues that overlap.

    Attributes
    ----------
    reasons : tuple of Reason
        Cues told of here, in the order of their numbers; empty for plain words.
    begins : bool
        False where the cues began in the block before.
    """

    pieces: tuple[Piece, ...]
    reasons: tuple[Reason, ...]
    begins: bool = True


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive stretches of one sentence whose wording speaks, or of others.

    Attributes
    ----------
    spoken : Spoken or None
    begins, ends : bool
        False where the sentence began in the block before, or goes on in the next.
    """

    spoken: Spoken | None
    stretches: tuple[Stretch, ...]
    begins: bool = True
    ends: bool = True


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A paragraph. `kind` is headline, body, furniture or repeated; `why` says what shows it."""

    kind: str
    why: str
    runs: tuple[Run, ...]


def lay_out(
    text: str, assessment: Assessment, reasons: Sequence[Reason], spoken: Sequence[Spoken] = ()
) -> tuple[TextBlock, ...]:
    """Blocks of the article's text with the cues and sentences of its field "text" marked."""
    here = [reason for reason in reasons if reason.cue.field == "text"]
    said = [one for one in spoken if one.sentence.field == "text"]
    blocks = []
    for block in split_blocks(text.replace("\r", " " if "\n" in text else "\n")):
        kind, why = _kind(block.start, block.end, assessment)
        blocks.append(TextBlock(kind, why, _runs(text, block.start, block.end, here, said)))
    return tuple(blocks)


def lay_out_title(title: str, reasons: Sequence[Reason], spoken: Sequence[Spoken] = ()) -> TextBlock:
    """The separate headline with its cues and sentences marked."""
    here = [reason for reason in reasons if reason.cue.field == "title"]
    said = [one for one in spoken if one.sentence.field == "title"]
    return TextBlock("headline", "", _runs(title, 0, len(title), here, said))


def _kind(start: int, end: int, assessment: Assessment) -> tuple[str, str]:
    for part in assessment.layout:
        if part.start < end and start < part.end:
            return part.kind, part.why
    return "body", ""


def _runs(text: str, start: int, end: int, reasons: Sequence[Reason], spoken: Sequence[Spoken]) -> tuple[Run, ...]:
    """Stretches gathered by sentence; cues that overlap are not torn, so they go with the sentence they begin in."""
    here = [one for one in spoken if one.sentence.start < end and start < one.sentence.end]
    cuts = {edge for one in here for edge in (one.sentence.start, one.sentence.end) if start < edge < end}
    groups: list[tuple[Spoken | None, list[Stretch]]] = []
    position = start
    for stretch in _stretches(text, start, end, reasons):
        for part, length in _cut(stretch, position, cuts):
            owner = next((one for one in here if one.sentence.start <= position < one.sentence.end), None)
            if not groups or groups[-1][0] is not owner:
                groups.append((owner, []))
            groups[-1][1].append(part)
            position += length
    return tuple(
        Run(
            owner,
            tuple(parts),
            owner is None or start <= owner.sentence.start,
            owner is None or owner.sentence.end <= end,
        )
        for owner, parts in groups
    )


def _cut(stretch: Stretch, start: int, cuts: set[int]) -> list[tuple[Stretch, int]]:
    """A plain stretch cut at places, each part with its length; one under cues whole."""
    length = sum(len(piece.text) for piece in stretch.pieces)
    if stretch.reasons:
        return [(stretch, length)]
    text = stretch.pieces[0].text
    bounds = [0, *sorted(cut - start for cut in cuts if start < cut < start + length), length]
    return [(Stretch((Piece(text[low:high], None),), ()), high - low) for low, high in pairwise(bounds)]


def _stretches(text: str, start: int, end: int, reasons: Sequence[Reason]) -> tuple[Stretch, ...]:
    inside = sorted(
        (r for r in reasons if r.cue.start < end and start < r.cue.end),
        key=lambda r: (r.cue.start, -r.cue.end, r.number),
    )
    stretches: list[Stretch] = []
    position = start
    while inside:
        group = [inside.pop(0)]
        low, high = max(start, group[0].cue.start), min(end, group[0].cue.end)
        while inside and inside[0].cue.start < high:
            group.append(inside.pop(0))
            high = min(end, max(high, group[-1].cue.end))
        if low > position:
            stretches.append(Stretch((Piece(text[position:low], None),), ()))
        shown = tuple(sorted((r for r in group if start <= r.cue.start), key=lambda r: r.number))
        stretches.append(Stretch(_pieces(text, low, high, group), shown or tuple(group), bool(shown)))
        position = high
    if position < end:
        stretches.append(Stretch((Piece(text[position:end], None),), ()))
    return tuple(stretches)


def _pieces(text: str, low: int, high: int, group: Sequence[Reason]) -> tuple[Piece, ...]:
    bounds = {low, high}
    for reason in group:
        bounds |= {min(high, max(low, reason.cue.start)), min(high, max(low, reason.cue.end))}
    pieces = []
    for first, last in pairwise(sorted(bounds)):
        over = [r for r in group if r.cue.start < last and first < r.cue.end]
        # Cues are numbered by weight, the counted ones first, so the smallest number is the one to show.
        pieces.append(Piece(text[first:last], min(over, key=lambda r: r.number) if over else None))
    return tuple(pieces)
