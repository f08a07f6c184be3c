"""Finds the sides around one match: who it is done by, who tells it, and the pair that it is between."""

from __future__ import annotations

from itertools import pairwise

from escalate.actors.clauses import CONJUNCTIONS, is_attribution, subject_of
from escalate.actors.parties import Party
from escalate.actors.verbs import AUXILIARIES, BE, SAY, WORDS, inflected, is_participle, is_verb_like
from escalate.find.document import Document
from escalate.read.inflections import forms
from escalate.read.words import COLON, COMMA, DASHED

# A subject carries out the noun after these verbs: "Ardania launched an attack".
SUPPORT = WORDS["support"]
# What may follow a headline's participle: "Town shelled as talks stall". An object would make it a past tense.
AFTER_PARTICIPLE = CONJUNCTIONS | frozenset(
    ["by", "in", "near", "during", "again", "overnight", "for", "from", "with", "amid", "despite", "and", "at"]
)
MEDIATION = ("mediat", "broker", "facilitat", "arbitrat", "peacemak")
BETWEEN_WHAT = WORDS["between_what"]
ORDERS = frozenset(["order", "orders", "instruction", "instructions", "behalf", "command", "behest", "bidding"])
ANNOUNCE = frozenset(forms("announce", "v")) | frozenset(forms("declare", "v"))


class Around:
    """One sentence, looked at from one match."""

    def __init__(
        self, document: Document, parties: list[Party], towns: list[Party], sentence: int, first: int, last: int
    ) -> None:
        found = document.segmentation.sentences[sentence]
        self.document = document
        self.parties = parties
        self.victims = sorted([*parties, *towns], key=lambda p: p.first) if towns else parties
        self.words = document.tokens.words
        self.low, self.high = found.first, found.last
        self.first, self.last = first, last

    def _takes_object(self) -> bool:
        """Whether a noun phrase follows, so that a participle is a past tense: "the post shelled the town"."""
        if self.last >= self.high or self.document.tokens.flags[self.last - 1] & (COMMA | COLON | DASHED):
            return False
        follow = self.words[self.last]
        return not (follow in AFTER_PARTICIPLE or follow.endswith("ly") or self.words[self.last - 1] == "by")

    def _inside(self) -> Party | None:
        """The subject of a relative clause inside the match: "tanker, which Ardania had seized"."""
        for party in self.parties:
            if self.first < party.first and party.last < self.last and not (party.governed or party.mute):
                rest = self.words[party.last : self.last]
                linked = self.words[party.first - 1] in ("which", "that", "whom") or self._comma_between(
                    self.first, party.first + 1
                )
                if linked and (is_participle(rest[-1]) or is_verb_like(rest[-1])):
                    return party
        return None

    def _agent(self, *markers: str) -> Party | None:
        """The party after "by" within a few words of the match, or inside it."""
        for party in self.parties:
            if party.governed in (markers or ("by",)) and not (party.mute or party.linked):
                after = party.first - self.last
                reach = 7 if party.governed == "by" else 2
                between = self.words[self.last : party.first]
                if party.governed == "by" and not any(map(is_verb_like, between)):
                    reach = 12
                if party.first < self.last and self._tells_more(party):
                    continue
                # "dropped its bombs had been held by Belmora": the party belongs to another verb.
                other = not (AUXILIARIES - {"to"}).isdisjoint(between) and not inflected(SUPPORT) & set(between)
                comma = self._comma_between(self.last, party.first)
                if self.first <= party.first and after <= reach and not comma and not other:
                    return party
        return None

    def _ordered_by(self) -> Party | None:
        """Whose order an act is done on: "was murdered on Belmoran orders", "was shot on the orders of Belmora"."""
        for party in self.parties:
            if party.mute or party.first < self.last or self._comma_between(self.last, party.first):
                continue
            if not ORDERS.isdisjoint(self.words[party.last : party.last + 1]):
                near = party.governed in ("on", "at", "under") and party.first - self.last <= 6
            else:
                near = party.governed == "of" and self.words[party.first - 2] in ORDERS
            if near and not any(map(is_verb_like, self.words[self.last : party.first])):
                return party
        return None

    def _tells_more(self, party: Party) -> bool:
        """Whether a match runs on into another clause before a party: "dropped its bombs had been held by"."""
        inside = self.words[self.first : party.first]
        return any(word in BE and any(map(is_verb_like, inside[:at])) for at, word in enumerate(inside))

    def _comma_between(self, low: int, high: int) -> bool:
        flags = self.document.tokens.flags
        return any(flags[token] & COMMA for token in range(low, max(low, high - 1)))

    def _announcer(self) -> Party | None:
        """The side that announces what was told before: "…, the Ardanian minister announced"."""
        for party in self.parties:
            told = party.first >= self.last and is_attribution(self.document, party, self.low, self.high)
            if told and not ANNOUNCE.isdisjoint(self.words[party.first - 1 : party.last + 6]):
                return party
        return None

    def _speaker(self) -> Party | None:
        """Who says what the match reports: before it ("X said that …") or after it ("…, X said")."""
        say = inflected(SAY)
        for token in range(self.first - 1, self.low, -1):
            if self.words[token] in say:
                return subject_of(self.document, self.parties, token, self.low)
        after = (
            p for p in self.parties if p.first >= self.last and is_attribution(self.document, p, self.low, self.high)
        )
        return next(after, None)

    def _nearest_before(self, other: Party | None) -> Party | None:
        own = other.actor if other else None
        near = [p for p in self.parties if p.last <= self.first and p.actor != own and not p.mute and not p.is_place]
        return near[-1] if near and self.first - near[-1].last <= 8 else None

    def _both(self) -> tuple[str, str] | None:
        """The two sides that "both" or "the two sides" means: the pair named last before it."""
        start = max(self.low, self.first - 5)
        for token in range(self.first - 1, start - 1, -1):
            if is_verb_like(self.words[token]) and self.words[token] not in inflected(SUPPORT):
                return None
            if self.words[token] == "both" or tuple(self.words[token - 1 : token + 1]) == ("the", "two"):
                before = [pair for pair in pairwise(self.parties) if pair[1].linked and pair[1].last <= token]
                pairs = [(one.actor, two.actor) for one, two in before if one.actor != two.actor]
                return pairs[-1] if pairs else None
        return None

    def _between(self) -> tuple[str, str] | None:
        """Both sides of "between X and Y" near the match, in the order named; a mediator is the source instead."""
        if any(word.startswith(MEDIATION) for word in self.words[self.first : self.last]):
            return None
        for party, follow in pairwise(self.parties):
            if party.governed != "between" or not follow.linked or party.actor == follow.actor:
                continue
            if not BETWEEN_WHAT.isdisjoint(self.words[max(self.low, party.first - 3) : party.first]):
                continue
            if -8 <= party.first - self.last <= 4 or self.first <= party.first < self.last:
                return party.actor, follow.actor
        return None
