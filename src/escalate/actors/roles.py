"""Who does what to whom: the source and target of a cue, from the actors named around it.

The source of an act is the subject of the verb that reports it, in the passive voice the party after "by"; its target
is the first side named after it. "X said Y had shelled the town" is Y's act; an accusation is the sayer's. Where the
sentence does not tell, the answer is None: pronouns are not resolved. "Between X and Y" is read in the order named,
and so are two sides that are joined by "and" and do something to each other.
"""

from __future__ import annotations

from escalate.actors.around import SUPPORT as SUPPORT
from escalate.actors.clauses import (
    SPEECH,
    passive_before,
    subject_of,
)
from escalate.actors.objects import CITY_COUNTS, SPOKEN, TOWN_COUNTS, Objects
from escalate.actors.parties import (
    DIPLOMATS,
    GROUP_WORDS,
    MODIFIERS,
    PREPOSITIONS,
    Party,
    find_parties,
    find_places,
)
from escalate.actors.sentence_sides import sides_of_sentence
from escalate.actors.verbs import WORDS, inflected, is_participle, is_verb_like
from escalate.find.document import Document
from escalate.judge.judged_hit import JudgedHit
from escalate.read.inflections import forms
from escalate.read.words import COMMA

DETERMINERS = WORDS["determiners"]
LEADING_WORDS = MODIFIERS | GROUP_WORDS
NOUN_ENDINGS = ("tion", "tions", "sion", "sions", "ment", "ments", "ship", "ity")
DONE_TO = frozenset(["on", "against", "at", "into", "of"])
OWNERS = frozenset(["their", "its", "his", "her", "own"])
GIVE = frozenset(f for verb in ("send", "hand", "give", "deal", "offer", "issue", "deliver") for f in forms(verb, "v"))
# What is thrown is no side: "Ardanian rockets were fired at the town by rebels".
THROWN = frozenset(["fired", "launched", "dropped", "lobbed", "hurled", "aimed", "lofted"])
# A state recalls its own envoy; it is called to by whoever summons it.
RECALLED = frozenset(["recalled", "recall", "home", "withdrawn"])
# A measure that a government announces is its own: "all flights have been stopped, Ardania announced".
ANNOUNCED = ("diplomatic", "economic")
OUT = frozenset(["out", "expelled", "barred", "banned", "removed", "deported", "ejected", "ousted", "evicted"])
HARMED = frozenset(["dead", "wounded", "injured"])
AFTER_HARM = frozenset(["in", "by", "when", "near", "on", "at", "during", "after", "and", "since"])


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


class _Reading(Objects):
    """One sentence, read around one match."""

    def of_cue(
        self, category: str, source_side: str, target_side: str, voice: str = ""
    ) -> tuple[str | None, str | None]:
        """Source and target of the match; the rule may name the sides on which they stand.

        `voice` is that of the form that matched, where a frame of the rule made it.
        """
        between = self._between() or self._both()
        if between is not None:
            return between
        if voice == "participle" and not self._takes_object():
            source, target = self._participle()
        else:
            of = voice == "verb" and self.words[self.first + 1] == "of"  # "bombing of Belmora"
            noun = voice == "noun" or of or (voice not in ("passive", "participle") and self._is_noun())
            source, target = self._noun(category) if noun else self._verb(category)
        if source is not None and target is None:
            target = self._partner(source, category) or self._owner_meant(source)
        if (source_side, target_side) != ("before", "after"):
            read = [party for party in (source, target) if party is not None]
            before = next((p for p in read if p.first <= self.first), None) or self._nearest_before(None)
            after = next((p for p in read if p.first > self.first), None) or self._object(category, before)
            source = _on_side(source_side, before, after)
            target = _on_side(target_side, *((after, before) if target_side == "any" else (before, after)))
        ids = (source.actor if source else None, target.actor if target else None)
        return ids[0], ids[1] if ids[1] != ids[0] else None

    def _owner_meant(self, source: Party) -> Party | None:
        """Whose "its" is: "Ardania condemned Belmora's strike on its embassy"."""
        if source.last > self.first + 2 or not self._describes_or_owns(source):
            return None
        near = range(self.first + 1, min(self.last + 2, self.high))
        if not any(self.words[t] in OWNERS and self.words[t - 1] in DONE_TO for t in near):
            return None
        meant = subject_of(self.document, self.parties, source.first, self.low)
        return meant if meant is not None and meant.actor != source.actor else None

    def _describes_or_owns(self, party: Party) -> bool:
        """Whether a name belongs to the matched noun as its adjective or owner."""
        return party.possessive or party.form == "adjectives"

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
        opener = next((p for p in self.parties if p.first <= self.first < p.last < self.last), None)
        if self._inside() is not None:
            return False
        if head in DETERMINERS or (head.endswith(NOUN_ENDINGS) and opener is None):
            return True
        if opener is not None:
            return opener.possessive or self._describes(opener)
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

    def _describes(self, opener: Party) -> bool:
        """Whether the name that opens the match is an adjective of its noun: "Ardanian raid on"."""
        if opener.form != "adjectives" or self._plural_owner(opener) is False:
            return False
        noun, follow = opener.last, opener.last + 1
        return not is_participle(self.words[noun]) and (follow >= self.last or self.words[follow] in PREPOSITIONS)

    def _plural_owner(self, owner: Party) -> bool:
        """Whether a name like "Ardanian" can only be an adjective, so that "strikes" after it is a noun."""
        return not self.words[owner.last - 1].endswith(("s", "ese"))

    def _verb(self, category: str) -> tuple[Party | None, Party | None]:
        document = self.document
        be = passive_before(document, self.first, self.last, self.low)
        agent = self._agent()
        if be >= 0:
            agent = agent or self._ordered_by()
            target = subject_of(document, self.victims, be, self.low) or self._flagged(be)
            host = next((p for p in self.parties if p.host and p.last <= be), None)
            if not THROWN.isdisjoint(self.words[be : self.last]):
                source = agent or target
                return source, self._object(category, source)
            if category == "diplomatic":
                if not RECALLED.isdisjoint(self.words[be : self.last + 1]):
                    return target, host or self._agent("from", "to", "in")
                if agent is None and "summoned" in self.words[be : self.last]:
                    agent = self._agent("to", "at")
            if target is None:
                inner = [p for p in self.parties if p.governed in ("with", "to", "on") and not p.mute]
                target = next((p for p in inner if self.first <= p.first and p.last <= be), None)
            if agent is None and host is not None and target is not None and category == "diplomatic":
                agent = host
            if agent is None and category in ANNOUNCED:
                agent = self._announcer()
            if agent is None and category == "diplomatic" and not OUT.isdisjoint(self.words[be : self.last + 1]):
                agent = self._agent("from", "of")  # "were expelled from Ardania", "thrown out of Ardania"
            return agent, target
        if agent is not None:
            if self.first == self.low and is_participle(self.words[self.first]):
                return agent, self._fronted(agent.last)  # "Refused entry by Ardania, the Belmoran envoy …"
            done = self._done_by(agent)
            return agent, self._nearest_before(agent) if done else self._object(category, agent)
        return self._active(category)

    def _fronted(self, low: int) -> Party | None:
        """The subject of the clause that follows a fronted one, after the first comma from `low` on."""
        flags = self.document.tokens.flags
        comma = next((token for token in range(low - 1, self.high) if flags[token] & COMMA), self.high)
        free = (p for p in self.parties if p.first > comma and not p.mute and not p.governed)
        found = next(free, None)
        return found if found is not None and found.first <= comma + 3 else None

    def _done_by(self, agent: Party) -> bool:
        """Whether a participle stands before "by", as in "a ship seized by Ardania"."""
        return any(map(is_participle, self.words[max(self.low, agent.first - 4) : agent.first - 1]))

    def _active(self, category: str) -> tuple[Party | None, Party | None]:
        subject = next((p for p in self.parties if self._opens(p)), None)
        if subject is None and self.words[self.low] == "to" and self.first <= self.low + 1:
            subject = self._fronted(self.last)  # "To punish Belmora, Ardania …"
            return subject, self._object(category, subject)
        if subject is None:
            subject = self._inside() or subject_of(self.document, self.parties, self.first, self.low)
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

    def _flagged(self, be: int) -> Party | None:
        """The flag of the ship right before a passive verb: "a Belmora-flagged tanker was seized"."""
        near = [p for p in self.parties if p.last <= be and not p.governed]
        only = bool(near) and near[-1].only_target and be - near[-1].last <= 5
        return near[-1] if only and not self._comma_between(near[-1].last, be + 1) else None

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
            doer = self._doer_of_its()
            return doer, self._object(category, doer)
        receiver = next((p for p in reversed(self.parties) if self._is_receiver(p)), None)
        if receiver is not None:
            giver = subject_of(self.document, self.parties, receiver.first - 1, self.low)
            return (giver if giver is not receiver else None), receiver
        source = agent or owner
        done = agent is not None and agent.governed == "by" and self._done_by(agent)
        if owner is not None and (self._is_victim() or done):
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
        elif source.governed == "against" and category not in CITY_COUNTS:
            return None, source
        return source, self._object(category, source)

    def _doer_of_its(self) -> Party | None:
        """Whose "its strike" is, by the words before: "turned on its radar", "blamed Ardania for its raid"."""
        token = self.first if self.words[self.first] in OWNERS else self.first - 1
        before = self.words[token - 1]
        if before == "for":
            return next((p for p in self.parties if p.last == token - 1 and not p.mute), None)
        verb = token - 2 if before in ("on", "up", "off", "out") else token - 1
        done = is_verb_like(self.words[verb]) or self.words[verb] in inflected(SUPPORT)
        return subject_of(self.document, self.parties, verb, self.low) if done and verb > self.low else None

    def _owns(self, party: Party) -> bool:
        """Whether a name stands right before the matched noun or, with "'s", opens the match."""
        inside = party.first <= self.first < party.last < self.last
        opens = inside and (party.possessive or self._describes(party))
        near = self.first - 2 <= party.last <= self.first and not self._comma_between(party.last, self.first + 1)
        return opens or (near and not any(is_verb_like(word) for word in self.words[party.last : self.first]))

    def _is_receiver(self, party: Party) -> bool:
        """Whether a name stands between a verb of giving and what is given: "sent Belmora a protest"."""
        if party.last > self.first or party.first <= self.low or self.words[party.first - 1] not in GIVE:
            return False
        between = self.words[party.last : self.first]
        if party.form == "adjectives" or party.possessive:
            return len(between) <= 6 and not DIPLOMATS.isdisjoint(between)  # "handed the Ardanian envoy a note"
        return len(between) <= 3 and (between or self.words[self.first :])[0] in DETERMINERS

    def _is_victim(self) -> bool:
        """Whether the match tells what befell its owner: "Ardanian troops dead", "Ardanian soldiers killed in"."""
        end = self.words[self.last - 1]
        follow = self.words[self.last] if self.last < self.high else ""
        return end in HARMED or (end == "killed" and (follow in AFTER_HARM or not follow))
