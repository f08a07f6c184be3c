"""Who does what to whom: the source and target of a cue, from the actors named around it.

The source of an act is the subject of the verb that reports it, in the passive voice the party after "by"; its target
is the first side named after it. "X said Y had shelled the town" is Y's act; an accusation is the sayer's. Where the
sentence does not tell, the answer is None: pronouns are not resolved. "Between X and Y" is read in the order named,
and so are two sides that are joined by "and" and do something to each other.
"""

from __future__ import annotations

from itertools import pairwise

from escalate.actors.clauses import (
    CONJUNCTIONS,
    OBJECT_PRONOUNS,
    SPEECH,
    clause_end,
    is_attribution,
    passive_before,
    subject_of,
)
from escalate.actors.parties import GROUP_WORDS, MODIFIERS, Party, find_parties, find_places, joined_to
from escalate.actors.sentence_sides import RECIPROCAL, sides_of_sentence
from escalate.actors.verbs import AUXILIARIES, SAY, WORDS, inflected, is_participle, is_verb_like
from escalate.find.document import Document
from escalate.judge.judged_hit import JudgedHit
from escalate.read.inflections import forms
from escalate.read.words import COLON, COMMA, DASHED

# A subject carries out the noun after these verbs: "Ardania launched an attack".
SUPPORT = WORDS["support"]
DETERMINERS = WORDS["determiners"]
LEADING_WORDS = MODIFIERS | GROUP_WORDS
NOUN_ENDINGS = ("tion", "tions", "sion", "sions", "ment", "ments", "ship", "ity")
# What may follow a headline's participle: "Town shelled as talks stall". An object would make it a past tense.
AFTER_PARTICIPLE = CONJUNCTIONS | frozenset(
    ["by", "in", "near", "during", "again", "overnight", "for", "from", "with", "amid", "despite", "and", "at"]
)
MEDIATION = ("mediat", "broker", "facilitat", "arbitrat", "peacemak")
SPOKEN = ("verbal",)
# Where the scene of an act ("raids in Belmora") is its target if no other side is named; a city may be one too.
CITY_COUNTS = ("force", "war", "military", "incident", "nuclear")
# Where a town or region stands for its state.
TOWN_COUNTS = ("force", "war", "insurgency", "incident")
COUNTRY_COUNTS = (*CITY_COUNTS, "verbal", "relief", "withdrawal", "unrest", "economic", "legal", "cyber")
FROM_COUNTS = ("withdrawal", "diplomatic")
NEVER_TARGETS = frozenset(["by", "like", "alongside", "including", "amid", "since", "during", "per", "via", "than"])
OWNERS = frozenset(["their", "its", "his", "her", "own"])
GIVE = frozenset(f for verb in ("send", "hand", "give", "deal", "offer", "issue", "deliver") for f in forms(verb, "v"))
OUT = frozenset(["out", "expelled", "barred", "banned", "removed", "deported", "ejected", "ousted", "evicted"])
HARMED = frozenset(["dead", "wounded", "injured"])
AFTER_HARM = frozenset(["in", "by", "when", "near", "on", "at", "during", "after", "and", "since"])
BETWEEN_WHAT = WORDS["between_what"]
REACH = 16


def who_to_whom(document: Document, item: JudgedHit) -> tuple[str | None, str | None]:
    """Ids of source and target of a cue, each None where the sentence does not tell."""
    hit, rule = item.hit, item.rule
    parties = find_parties(document, hit.sentence)
    towns = find_places(document, hit.sentence) if rule.category in TOWN_COUNTS else []
    if not parties and not towns:
        return None, None
    reading = _Reading(document, parties, towns, hit.sentence, hit.first, hit.last)
    return reading.of_cue(rule.category, rule.source, rule.target, document.pack.voice(hit.rule, hit.phrase))


def who_to_whom_of_sentence(document: Document, sentence: int) -> tuple[str | None, str | None]:
    """Ids of source and target of what a whole sentence tells: the reading where no cue is counted."""
    parties = find_parties(document, sentence)
    if not parties:
        return None, None
    found = document.segmentation.sentences[sentence]
    return sides_of_sentence(document, parties, found.first, found.last)


def _on_side(side: str, before: Party | None, after: Party | None) -> Party | None:
    """The party on the side that a rule names."""
    return {"before": before, "after": after, "any": before or after, "none": None}[side]


class _Reading:
    """One sentence, read around one match."""

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

    def of_cue(
        self, category: str, source_side: str, target_side: str, voice: str = ""
    ) -> tuple[str | None, str | None]:
        """Source and target of the match; the rule may name the sides on which they stand.

        `voice` is that of the form that matched, where a frame of the rule made it.
        """
        between = self._between()
        if between is not None:
            return between
        if voice == "participle" and not self._takes_object():
            source, target = self._participle()
        else:
            of = voice == "verb" and self.words[self.first + 1] == "of"  # "bombing of Belmora"
            noun = voice == "noun" or of or (voice not in ("passive", "participle") and self._is_noun())
            source, target = self._noun(category) if noun else self._verb(category)
        if source is not None and target is None:
            target = self._partner(source, category)
        if (source_side, target_side) != ("before", "after"):
            read = [party for party in (source, target) if party is not None]
            before = next((p for p in read if p.first <= self.first), None) or self._nearest_before(None)
            after = next((p for p in read if p.first > self.first), None) or self._object(category, before)
            source = _on_side(source_side, before, after)
            target = _on_side(target_side, *((after, before) if target_side == "any" else (before, after)))
        ids = (source.actor if source else None, target.actor if target else None)
        return ids[0], ids[1] if ids[1] != ids[0] else None

    def _takes_object(self) -> bool:
        """Whether a noun phrase follows, so that a participle is a past tense: "the post shelled the town"."""
        if self.last >= self.high or self.document.tokens.flags[self.last - 1] & (COMMA | COLON | DASHED):
            return False
        follow = self.words[self.last]
        return not (follow in AFTER_PARTICIPLE or follow.endswith("ly") or self.words[self.last - 1] == "by")

    def _participle(self) -> tuple[Party | None, Party | None]:
        """Of "Ardanian post shelled by rebels": who it is done to stands before, who does it after "by"."""
        agent = self._agent()
        inside = [p for p in self.victims if p.first < self.last and not p.mute and p is not agent]
        near = [p for p in inside if self.first - p.last <= 3 and not self._comma_between(p.last, self.first + 1)]
        return agent, near[-1] if near else None

    def _is_noun(self) -> bool:
        """Whether the match is a noun phrase ("air strikes on") rather than a predicate."""
        head = self.words[self.first]
        if passive_before(self.document, self.first, self.last, self.first) >= 0:
            return False
        if head in DETERMINERS or head.endswith(NOUN_ENDINGS):
            return True
        opener = next((p for p in self.parties if p.first <= self.first < p.last < self.last), None)
        if opener is not None:
            return opener.possessive
        if self.first == self.low:
            return not is_participle(head)
        before = self.words[self.first - 1]
        if before in DETERMINERS or before in ("of", "after", "for", "amid", "following", "in", "over", "by", "with"):
            return not head.endswith("ing")
        if is_verb_like(before) and not head.endswith("ing"):
            return True
        owner = next((p for p in self.parties if p.last == self.first and not p.mute), None)
        if owner is None:
            return False
        return (
            owner.possessive
            or (owner.form == "adjectives" and not is_participle(head) and not head.endswith("s"))
            or (owner.form == "adjectives" and head.endswith("s") and self._plural_owner(owner))
        )

    def _plural_owner(self, owner: Party) -> bool:
        """Whether a name like "Ardanian" can only be an adjective, so that "strikes" after it is a noun."""
        return not self.words[owner.last - 1].endswith(("s", "ese"))

    def _verb(self, category: str) -> tuple[Party | None, Party | None]:
        document = self.document
        be = passive_before(document, self.first, self.last, self.low)
        agent = self._agent()
        if be >= 0:
            target = subject_of(document, self.victims, be, self.low)
            host = next((p for p in self.parties if p.host and p.last <= be), None)
            if agent is None and host is not None and target is not None and category == "diplomatic":
                agent = host
            if agent is None and category == "diplomatic" and not OUT.isdisjoint(self.words[be : self.last + 1]):
                agent = self._agent("from")  # "were expelled from Ardania"
            return agent, target
        if agent is not None:
            done = self._done_by(agent)
            return agent, self._nearest_before(agent) if done else self._object(category, agent)
        return self._active(category)

    def _done_by(self, agent: Party) -> bool:
        """Whether a participle stands before "by", as in "a ship seized by Ardania"."""
        return any(map(is_participle, self.words[max(self.low, agent.first - 4) : agent.first - 1]))

    def _active(self, category: str) -> tuple[Party | None, Party | None]:
        subject = next((p for p in self.parties if self._opens(p)), None)
        if subject is None:
            subject = subject_of(self.document, self.parties, self.first, self.low)
        if category == "diplomatic" and subject is not None:
            # "X said Y had done it and expelled Y's envoys": a state does not expel its own.
            near = range(self.first, self.last + 2)
            told = any(p.first in near and p.actor == subject.actor for p in self.parties)
            speaker = self._speaker() if told else None
            if speaker is not None and speaker.actor != subject.actor and speaker.last <= self.first:
                return speaker, subject
        speech = not inflected(SPEECH).isdisjoint(self.words[self.first : self.last])
        if category in SPOKEN and not speech:
            speaker = self._speaker()
            if speaker is not None:
                return speaker, subject if subject and subject.actor != speaker.actor else self._object(
                    category, speaker
                )
        return subject, self._object(category, subject)

    def _opens(self, party: Party) -> bool:
        """Whether a party stands at the beginning of the match itself, in a slot."""
        if party.mute or party.governed or party.last <= self.first or party.last >= self.last:
            return False
        if LEADING_WORDS.issuperset(self.words[self.first : party.first]):
            return True
        skipped = max((p.last for p in self.parties if p.mute and p.first <= self.first), default=self.first)
        return party.first <= max(self.first, skipped)

    def _noun(self, category: str) -> tuple[Party | None, Party | None]:
        """Source from "X's strike", "the strike by X" or the subject of a supporting verb; target from "on Y"."""
        near = [p for p in self.parties if not p.mute and not p.is_place and self._owns(p)]
        owner = near[-1] if near else None
        # "Rockets from Belmora" are Belmora's; an envoy recalled from Belmora is not.
        agent = self._agent("by", "from") if category in CITY_COUNTS else self._agent()
        if agent is None and not OWNERS.isdisjoint(self.words[max(self.low, self.first - 1) : self.first + 1]):
            return None, self._object(category, None)  # "their strike on Belmora": whose is told elsewhere
        if owner is not None and not owner.possessive and self._is_receiver(owner):
            giver = subject_of(self.document, self.parties, owner.first - 1, self.low)
            return (giver if giver is not owner else None), owner
        source = agent or owner
        if owner is not None and (self._is_victim() or (agent is not None and self._done_by(agent))):
            return agent, owner
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

    def _owns(self, party: Party) -> bool:
        """Whether a name stands right before the matched noun or, with "'s", opens the match."""
        opens = party.first <= self.first < party.last < self.last and party.possessive
        near = self.first - 2 <= party.last <= self.first and not self._comma_between(party.last, self.first + 1)
        return opens or (near and not any(is_verb_like(word) for word in self.words[party.last : self.first]))

    def _is_receiver(self, party: Party) -> bool:
        """Whether a name stands between a verb of giving and what is given: "sent Belmora a protest"."""
        follow = self.words[party.last] if party.last < self.high else ""
        return (
            party.form != "adjectives"
            and follow in DETERMINERS
            and party.first > self.low
            and self.words[party.first - 1] in GIVE
        )

    def _is_victim(self) -> bool:
        """Whether the match tells what befell its owner: "Ardanian troops dead", "Ardanian soldiers killed in"."""
        end = self.words[self.last - 1]
        follow = self.words[self.last] if self.last < self.high else ""
        return end in HARMED or (end == "killed" and (follow in AFTER_HARM or not follow))

    def _agent(self, *markers: str) -> Party | None:
        """The party after "by" within a few words of the match, or inside it."""
        for party in self.parties:
            if party.governed in (markers or ("by",)) and not (party.mute or party.linked):
                after = party.first - self.last
                reach = 7 if party.governed == "by" else 2
                between = self.words[self.last : party.first]
                # "dropped its bombs had been held by Belmora": the party belongs to another verb.
                other = not AUXILIARIES.isdisjoint(between) and not inflected(SUPPORT) & set(between)
                comma = self._comma_between(self.last, party.first)
                if self.first <= party.first and after <= reach and not comma and not other:
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
        after = (
            p for p in self.parties if p.first >= self.last and is_attribution(self.document, p, self.low, self.high)
        )
        return next(after, None)

    def _object(self, category: str, source: Party | None) -> Party | None:
        """The first side named after the match, in its clause or inside the match."""
        end = clause_end(self.document, self.last, self.high)
        if self.last < self.high and self.words[self.last] in CONJUNCTIONS:
            end = self.last  # "signed a pact as Belmora fumed"
        elif self.words[self.low] in CONJUNCTIONS:
            # "After Ardania seized a ship, Belmora …": the comma ends what was done first.
            flags = self.document.tokens.flags
            end = next((token + 1 for token in range(self.last - 1, end) if flags[token] & COMMA), end)
        found = [p for p in self.victims if p.first > self.first and p.last > self.first + 1 and p.first < end]
        if self.last < self.high and self.words[self.last] in OBJECT_PRONOUNS:
            found = [p for p in found if p.last <= self.last]
        return self._pick(found, category, source)

    def _pick(self, found: list[Party], category: str, source: Party | None) -> Party | None:
        kinds = self.document.pack.actor_kinds
        barred = {source.actor} if source else set()
        if source is not None:
            barred |= {party.actor for party in joined_to(self.victims, source)}
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
            and not (p.governed == "to" and kinds[p.actor] == "body")  # "complained to the United Nations"
        ]
        scenes = category in CITY_COUNTS or category in TOWN_COUNTS
        side = next((p for p in usable if not p.is_place), None)
        scene = next((p for p in usable if p.is_place), None) if scenes else None
        if side is not None and (scene is None or side.first < scene.first or not self._apart(scene, side)):
            return side
        if scenes:
            return scene
        return next((p for p in usable if p.form == "names" and category in COUNTRY_COUNTS), None)

    def _apart(self, scene: Party, side: Party) -> bool:
        """Whether a side after the scene of an act belongs to something else that is told."""
        between = self.words[scene.last : side.first]
        comma = self._comma_between(scene.last - 1, side.first + 1)
        return comma or any(is_verb_like(word) or word in AUXILIARIES for word in between)

    def _partner(self, source: Party, category: str) -> Party | None:
        """The side joined to the subject where both do something to each other."""
        if category != "talks" and RECIPROCAL.isdisjoint(self.words[self.first : self.last + 2]):
            return None
        return next(
            (p for p in joined_to(self.parties, source) if p.actor != source.actor and p.last <= self.first), None
        )

    def _nearest_before(self, other: Party | None) -> Party | None:
        own = other.actor if other else None
        near = [p for p in self.parties if p.last <= self.first and p.actor != own and not p.mute and not p.is_place]
        return near[-1] if near and self.first - near[-1].last <= 8 else None

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
