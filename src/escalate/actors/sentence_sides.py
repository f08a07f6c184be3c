"""Who does what to whom in a whole sentence: the reading where no cue is counted."""

from __future__ import annotations

from itertools import pairwise

from escalate.actors.clauses import is_attribution
from escalate.actors.parties import Party, joined_to
from escalate.actors.verbs import BE, WORDS, is_participle
from escalate.find.document import Document

RECIPROCAL = WORDS["reciprocal"]
MUTUAL = WORDS["mutual"]
RECEIVE = WORDS["receive"]


def sides_of_sentence(document: Document, parties: list[Party], low: int, high: int) -> tuple[str | None, str | None]:
    """The first side and the next one that is not joined to it, the sides changed in the passive voice.

    Parameters
    ----------
    parties : list of Party
        All parties of the sentence, in their order.
    low, high : int
        The tokens of the sentence.
    """
    words = document.tokens.words
    usable = [p for p in parties if not p.mute and not p.host and not is_attribution(document, p, low, high)]
    free = [p for p in usable if not p.governed and not p.only_target]
    agent = next((p for p in usable if p.governed == "by"), None)
    if not free:
        pair = _between(parties)
        if pair is not None:
            return pair
        free = [agent] if agent else [p for p in usable if not p.is_place and not p.only_target]
    if not free or _has_hidden_actor(document, parties, free[0]):
        return None, None
    first = free[0]
    joined = joined_to(parties, first)
    partner = next((p for p in joined if p.actor != first.actor), None)
    if partner is not None and not MUTUAL.isdisjoint(words[joined[-1].last : joined[-1].last + 8]):
        return first.actor, partner.actor
    names = {party.actor for party in joined}
    others = [p for p in usable if p.actor not in names and (p.first >= first.last or first is agent)]
    giver = next((p for p in others if _gives(words, first, p)), None)
    if giver is not None:
        return giver.actor, first.actor
    target = next((p for p in others if not p.is_place), None) or next(iter(others), None) or partner
    if target is partner and RECIPROCAL.isdisjoint(words[low:high]):
        target = None
    return first.actor, target.actor if target else None


def _has_hidden_actor(document: Document, parties: list[Party], first: Party) -> bool:
    """Whether someone not named acts before the first side does: "Ardania-backed rebels shelled Belmora"."""
    hidden = any(party.mute and party.last < first.first for party in parties)
    return hidden and document.pack.actor_kinds[first.actor] != "group"


def _gives(words: list[str], first: Party, other: Party) -> bool:
    """Whether the second party does it to the first: "was shelled by Y", "received aid from Y"."""
    gap = words[first.last : max(first.last, other.first - 1)]
    if other.governed == "from":
        return len(gap) <= 10 and not RECEIVE.isdisjoint(gap)
    if other.governed != "by" or len(gap) > 14:
        return False
    return any(
        word in BE and any(is_participle(follow) for follow in gap[index + 1 : index + 4])
        for index, word in enumerate(gap)
    )


def _between(parties: list[Party]) -> tuple[str, str] | None:
    for party, follow in pairwise(parties):
        if party.governed == "between" and follow.linked and party.actor != follow.actor:
            return party.actor, follow.actor
    return None
