"""Who does what to whom: the source and target of a cue, from the actors named around it.

The source of an act is the subject of the verb that reports it, in the passive voice the party after "by"; its target
is the first side named after it. "X said Y had shelled the town" is Y's act; an accusation is the sayer's. Where the
sentence does not tell, the answer is None: pronouns are not resolved. "Between X and Y" is read in the order named,
and so are two sides that are joined by "and" and do something to each other.
"""

from __future__ import annotations

from itertools import pairwise

from escalate.clauses import (
    BE,
    OBJECT_PRONOUNS,
    SAY,
    clause_end,
    inflected,
    is_attribution,
    is_participle,
    passive_before,
    subject_of,
)
from escalate.document import Document
from escalate.judge import JudgedHit
from escalate.parties import Party, find_parties
from escalate.tokens import COMMA

SPEECH = frozenset(
    """accuse condemn blame warn denounce criticise criticize protest threaten vow demand urge call reject deny allege
    charge slam deplore decry lambast rebuke vilify pledge promise request refuse ask appeal complain object summon
    """.split()
) | frozenset(["criticize"])
# A subject carries out the noun after these verbs: "Ardania launched an attack".
SUPPORT = frozenset(
    """launch carry conduct impose order stage mount begin start make hold announce plan threaten sign agree declare
    step resume continue intensify wage open perform execute unleash commit commence extend tighten lift offer propose
    promise pledge vow accept reach undertake deliver send give issue lodge file deploy expand renew prepare slap
    introduce adopt approve run lead increase escalate suspend cancel end halt break join seek discuss
    """.split()
)
DETERMINERS = frozenset("a an the its his her their any all no new fresh more further another this these such".split())
RECIPROCAL = frozenset(
    """agree agreed agrees talks talk met meet meeting sign signed signing exchange exchanged trade traded clash
    clashed clashes fight fought fighting fire truce ceasefire cease war border each another both ties relations
    negotiate negotiated negotiations deal accord treaty resume resumed restore restored joint jointly""".split()
)
MUTUAL = frozenset(
    """talks talk met meet signed exchanged traded clash clashed clashes fight fought war negotiations negotiated each
    another joint jointly held""".split()
)
RECEIVE = frozenset("received receives receive obtained obtains secured won gained gets got".split())
MEDIATION = ("mediat", "broker", "facilitat", "arbitrat", "peacemak")
DIRECTED = ("against", "on", "at", "with", "to", "into", "of", "over", "for", "towards", "toward", "onto", "upon")
SPOKEN = ("verbal",)
# Where the scene of an act ("raids in Belmora") is its target if no other side is named; a city may be one too.
CITY_COUNTS = ("force", "war", "military", "incident", "nuclear")
COUNTRY_COUNTS = (*CITY_COUNTS, "verbal", "relief", "withdrawal", "unrest", "economic", "legal", "cyber")
FROM_COUNTS = ("withdrawal", "diplomatic")
NEVER_TARGETS = frozenset(["by", "like", "alongside", "including", "amid", "since", "during", "per", "via", "than"])
BETWEEN_WHAT = frozenset("border corridor frontier line boundary strait zone buffer road route crossing".split())
REACH = 16


def who_to_whom(document: Document, item: JudgedHit) -> tuple[str | None, str | None]:
    """Ids of source and target of a cue, each None where the sentence does not tell."""
    hit, rule = item.hit, item.rule
    parties = find_parties(document, hit.sentence)
    if not parties:
        return None, None
    reading = _Reading(document, parties, hit.sentence, hit.first, hit.last)
    return reading.of_cue(rule.category, rule.source, rule.target)


def who_to_whom_of_sentence(document: Document, sentence: int) -> tuple[str | None, str | None]:
    """Ids of source and target of what a whole sentence tells: the reading where no cue is counted."""
    parties = find_parties(document, sentence)
    if not parties:
        return None, None
    found = document.segmentation.sentences[sentence]
    return _Reading(document, parties, sentence, found.first, found.first).of_sentence()


class _Reading:
    """One sentence, read around one match."""

    def __init__(self, document: Document, parties: list[Party], sentence: int, first: int, last: int) -> None:
        found = document.segmentation.sentences[sentence]
        self.document = document
        self.parties = parties
        self.words = document.tokens.words
        self.low, self.high = found.first, found.last
        self.first, self.last = first, last

    def of_cue(self, category: str, source_side: str, target_side: str) -> tuple[str | None, str | None]:
        """Source and target of the match; the rule may name the sides on which they stand."""
        between = self._between()
        if between is not None:
            return between
        if (source_side, target_side) == ("after", "before"):
            target, source = self._active(category)
        elif self._is_noun():
            source, target = self._noun(category)
        else:
            source, target = self._verb(category)
        if source is None and source_side == "any":
            source = self._next_after(category, target)
        if target is None and target_side in ("any", "before"):
            target = self._nearest_before(source)
        if source is not None and target is None:
            target = self._partner(source, category)
        ids = (source.actor if source and source_side != "none" else None, target.actor if target else None)
        return ids[0], ids[1] if target_side != "none" and ids[1] != ids[0] else None

    def _is_noun(self) -> bool:
        """Whether the match is a noun phrase ("air strikes on") rather than a predicate."""
        head = self.words[self.first]
        if head in DETERMINERS:
            return True
        if self.first == self.low:
            return not is_participle(head)
        before = self.words[self.first - 1]
        if before in DETERMINERS or before in ("of", "after", "for", "amid", "following", "in", "over", "by", "with"):
            return not head.endswith("ing")
        owner = next((p for p in self.parties if p.last == self.first), None)
        if owner is None:
            return False
        return owner.possessive or (owner.form == "adjectives" and not is_participle(head) and not head.endswith("s")) or (
            owner.form == "adjectives" and head.endswith("s") and self._plural_owner(owner)
        )

    def _plural_owner(self, owner: Party) -> bool:
        """Whether a name like "Ardanian" can only be an adjective, so that "strikes" after it is a noun."""
        return not self.words[owner.last - 1].endswith(("s", "ese"))

    def _verb(self, category: str) -> tuple[Party | None, Party | None]:
        document = self.document
        be = passive_before(document, self.first, self.last, self.low)
        agent = self._agent()
        if be >= 0:
            target = subject_of(document, self.parties, be, self.low)
            host = next((p for p in self.parties if p.host and p.last <= be), None)
            if agent is None and host is not None and target is not None:
                agent = host
            return agent, target
        if agent is not None and any(is_participle(word) for word in self.words[self.first : self.last]):
            return agent, self._nearest_before(agent)
        return self._active(category)

    def _active(self, category: str) -> tuple[Party | None, Party | None]:
        subject = next((p for p in self.parties if self._opens(p)), None)
        if subject is None:
            subject = subject_of(self.document, self.parties, self.first, self.low)
        speech = not inflected(SPEECH).isdisjoint(self.words[self.first : self.last])
        if category in SPOKEN and not speech:
            speaker = self._speaker()
            if speaker is not None:
                return speaker, subject if subject and subject.actor != speaker.actor else self._object(category, speaker)
        return subject, self._object(category, subject)

    def _opens(self, party: Party) -> bool:
        """Whether a party stands at the beginning of the match itself, in a slot."""
        if party.mute or party.governed or party.last <= self.first or party.last >= self.last:
            return False
        skipped = max((p.last for p in self.parties if p.mute and p.first <= self.first), default=self.first)
        return party.first <= max(self.first, skipped)

    def _noun(self, category: str) -> tuple[Party | None, Party | None]:
        """Source from "X's strike", "the strike by X" or the subject of a supporting verb; target from "on Y"."""
        near = (p for p in self.parties if self.first - 2 <= p.last <= self.first and not p.mute and not p.is_place)
        owner = next(near, None)
        agent = self._agent("by", "from")
        source = agent or owner
        if owner is not None and owner.only_target:
            return agent, owner
        if source is None:
            support = inflected(SUPPORT)
            gap = range(self.first - 1, max(self.low, self.first - 6) - 1, -1)
            verb = next((token for token in gap if self.words[token] in support), -1)
            if verb >= 0 and passive_before(self.document, verb, verb + 1, self.low) < 0:
                source = subject_of(self.document, self.parties, verb, self.low)
            elif category in SPOKEN:
                source = self._speaker()
        elif source.governed == "against":
            return None, source
        return source, self._object(category, source)

    def _agent(self, *markers: str) -> Party | None:
        """The party after "by" within a few words of the match, or inside it."""
        for party in self.parties:
            if party.governed in (markers or ("by",)) and not party.mute and not party.linked:
                after = party.first - self.last
                if self.first <= party.first and after <= 7 and not self._comma_between(self.last, party.first):
                    return party
        return None

    def _comma_between(self, low: int, high: int) -> bool:
        flags = self.document.tokens.flags
        return any(flags[token] & COMMA for token in range(low, max(low, high - 1)))

    def _speaker(self) -> Party | None:
        """Who says what the match reports: before it ("X said that …") or after it ("…, X said")."""
        say = inflected(SAY)
        for token in range(self.first - 1, self.low, -1):
            if self.words[token] in say:
                return subject_of(self.document, self.parties, token, self.low)
        after = (p for p in self.parties if p.first >= self.last and is_attribution(self.document, p, self.low, self.high))
        return next(after, None)

    def _object(self, category: str, source: Party | None) -> Party | None:
        """The first side named after the match, in its clause or inside the match."""
        if self.last < self.high and self.words[self.last] in OBJECT_PRONOUNS:
            return None
        end = clause_end(self.document, self.last, self.high)
        found = [p for p in self.parties if p.first > self.first and p.last > self.first + 1 and p.first < end]
        return self._pick(found, category, source)

    def _pick(self, found: list[Party], category: str, source: Party | None) -> Party | None:
        barred = {source.actor} if source else set()
        if source is not None:
            barred |= {party.actor for party in self._joined(source)}
        usable = [
            p
            for p in found
            if p.actor not in barred
            and not p.mute
            and not p.host
            and p.governed not in NEVER_TARGETS
            and (p.governed != "from" or category in FROM_COUNTS)
            and p.first - self.last <= REACH
            and not is_attribution(self.document, p, self.low, self.high)
        ]
        side = next((p for p in usable if not p.is_place), None)
        if side is not None:
            return side
        if category in CITY_COUNTS:
            return next(iter(usable), None)
        return next((p for p in usable if p.form == "names" and category in COUNTRY_COUNTS), None)

    def _partner(self, source: Party, category: str) -> Party | None:
        """The side joined to the subject where both do something to each other."""
        if category != "talks" and RECIPROCAL.isdisjoint(self.words[self.first : self.last + 2]):
            return None
        return next((p for p in self._joined(source) if p.actor != source.actor and p.last <= self.first), None)

    def _nearest_before(self, other: Party | None) -> Party | None:
        own = other.actor if other else None
        near = [p for p in self.parties if p.last <= self.first and p.actor != own and not p.mute and not p.is_place]
        return near[-1] if near and self.first - near[-1].last <= 8 else None

    def _next_after(self, category: str, other: Party | None) -> Party | None:
        return self._object(category, other)

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

    def of_sentence(self) -> tuple[str | None, str | None]:
        """The first side and the next one that is not joined to it, the sides changed in the passive voice."""
        usable = [
            p
            for p in self.parties
            if not p.mute and not p.host and not is_attribution(self.document, p, self.low, self.high)
        ]
        free = [p for p in usable if not p.governed and not p.only_target]
        agent = next((p for p in usable if p.governed == "by"), None)
        if not free:
            pair = self._between_anywhere()
            if pair is not None:
                return pair
            free = [agent] if agent else [p for p in usable if not p.is_place]
        if not free:
            return None, None
        first = free[0]
        joined = self._joined(first)
        partner = next((p for p in joined if p.actor != first.actor), None)
        if partner is not None and not MUTUAL.isdisjoint(self.words[joined[-1].last : joined[-1].last + 8]):
            return first.actor, partner.actor
        names = {party.actor for party in joined}
        others = [p for p in usable if p.actor not in names and (p.first >= first.last or first is agent)]
        giver = next((p for p in others if self._gives(first, p)), None)
        if giver is not None:
            return giver.actor, first.actor
        target = next((p for p in others if not p.is_place), None) or next(iter(others), None) or partner
        if target is partner and RECIPROCAL.isdisjoint(self.words[self.low : self.high]):
            target = None
        return first.actor, target.actor if target else None

    def _gives(self, first: Party, other: Party) -> bool:
        """Whether the second party does it to the first: "was shelled by Y", "received aid from Y"."""
        gap = self.words[first.last : max(first.last, other.first - 1)]
        if other.governed == "from":
            return len(gap) <= 10 and not RECEIVE.isdisjoint(gap)
        if other.governed != "by" or len(gap) > 14:
            return False
        return any(
            word in BE and any(is_participle(follow) for follow in gap[index + 1 : index + 4])
            for index, word in enumerate(gap)
        )

    def _between_anywhere(self) -> tuple[str, str] | None:
        for party, follow in pairwise(self.parties):
            if party.governed == "between" and follow.linked and party.actor != follow.actor:
                return party.actor, follow.actor
        return None

    def _joined(self, first: Party) -> list[Party]:
        joined = [first]
        for party in self.parties[self.parties.index(first) + 1 :]:
            if not party.linked:
                break
            joined.append(party)
        return joined
