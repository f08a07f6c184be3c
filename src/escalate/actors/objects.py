"""Finds to whom an act is done: the first side after a match, or the side that does it with its subject."""

from __future__ import annotations

from escalate.actors.around import MEDIATION, Around
from escalate.actors.clauses import CONJUNCTIONS, OBJECT_PRONOUNS, clause_end, is_attribution
from escalate.actors.parties import Party, joined_to
from escalate.actors.sentence_sides import RECIPROCAL
from escalate.actors.verbs import AUXILIARIES, is_verb_like
from escalate.read.words import COMMA

SPOKEN = ("verbal",)
# Where the scene of an act ("raids in Belmora") is its target if no other side is named; a city may be one too.
CITY_COUNTS = ("force", "war", "military", "incident", "nuclear")
# Where a town or region stands for its state.
TOWN_COUNTS = ("force", "war", "insurgency", "incident")
COUNTRY_COUNTS = (*CITY_COUNTS, "verbal", "relief", "withdrawal", "unrest", "economic", "legal", "cyber")
# Where two sides that "agreed to" do it do it to each other.
AGREED = ("withdrawal", "relief", "diplomatic")
FROM_COUNTS = ("withdrawal", "diplomatic")
NEVER_TARGETS = frozenset(
    ["by", "like", "alongside", "including", "amid", "since", "during", "per", "via", "than", "between"]
)
REACH = 16


class Objects(Around):
    """One sentence around one match, and what stands after it."""

    def _is_fronted(self) -> bool:
        """Whether a participle opens the sentence: "Citing raids on its farms, Ardania …"."""
        word = self.words[self.low]
        return word.endswith("ing") and len(word) > 4 and self.first > self.low

    def _object(self, category: str, source: Party | None) -> Party | None:
        """The first side named after the match, in its clause or inside the match."""
        end = clause_end(self.document, self.last, self.high)
        if self.last < self.high and self.words[self.last] in CONJUNCTIONS:
            end = self.last  # "signed a pact as Belmora fumed"
        elif self.words[self.low] in CONJUNCTIONS or self._is_fronted():
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
            and (p.governed not in NEVER_TARGETS or (p.governed == "between" and self._mediates()))
            and (p.governed != "from" or category in FROM_COUNTS or self._are_from(p, category))
            and not (p.first > 1 and self.words[p.first - 2] in ("exile", "asylum"))
            and p.first - self.last <= REACH
            and not is_attribution(self.document, p, self.low, self.high)
            and not (p.governed == "to" and kinds[p.actor] == "body")  # "complained to the United Nations"
        ]
        scenes = category in CITY_COUNTS or category in TOWN_COUNTS
        side = next((p for p in usable if not p.is_place or (p.governed == "at" and category in SPOKEN)), None)
        scene = next((p for p in usable if p.is_place), None) if scenes else None
        if side is not None and (scene is None or side.first < scene.first or not self._apart(scene, side)):
            return side
        if scenes:
            return scene
        return next((p for p in usable if p.form == "names" and category in COUNTRY_COUNTS), None)

    def _are_from(self, party: Party, category: str) -> bool:
        """Whether people or firms hit by a measure are a side's: "sanctioned two firms from Belmora"."""
        return category in ("economic", "legal") and self.words[party.first - 2].endswith("s")

    def _mediates(self) -> bool:
        """Whether the match tells of a mediator."""
        return any(word.startswith(MEDIATION) for word in self.words[self.first : self.last])

    def _apart(self, scene: Party, side: Party) -> bool:
        """Whether a side after the scene of an act belongs to something else that is told."""
        between = self.words[scene.last : side.first]
        comma = self._comma_between(scene.last - 1, side.first + 1)
        return comma or any(is_verb_like(word) or word in AUXILIARIES for word in between)

    def _partner(self, source: Party, category: str) -> Party | None:
        """The side joined to the subject where both do something to each other."""
        joined = joined_to(self.parties, source)
        if category == "withdrawal" and len(joined) == len(self.parties) == 2 and joined[1].last <= self.first:
            return joined[1] if joined[1].actor != source.actor else None
        start = min(self.first, joined[-1].last) if category in AGREED else self.first
        if category != "talks" and RECIPROCAL.isdisjoint(self.words[start : self.last + 2]):
            return None
        return next((p for p in joined if p.actor != source.actor and p.last <= self.first), None)
