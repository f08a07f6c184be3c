"""Finds the grammatical subject of words in a sentence, and the end of their clause, from words and marks alone."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from escalate.actors.parties import Party
from escalate.actors.verbs import AUXILIARIES, BE, SAY, WORDS, inflected, is_participle, is_verb_like
from escalate.find.document import Document
from escalate.read.words import CLOSING, COMMA, SEMICOLON

SUBORDINATORS = WORDS["subordinators"]
# After these a new clause tells something else than the one before.
CLAUSE_ENDS = SUBORDINATORS | WORDS["clause_ends"]
PRONOUNS = WORDS["pronouns"]
OBJECT_PRONOUNS = WORDS["object_pronouns"]
# Verbs whose object does what the next infinitive or gerund says: "urged Belmora to withdraw".
OBJECT_CONTROL = WORDS["object_control"]
SPEECH = WORDS["speech"]
ACTS = WORDS["acts"]
FILLERS = frozenset(["not", "also", "being", "been", "themselves", "itself", "himself"])
CONJUNCTIONS = frozenset(
    [
        "after",
        "before",
        "as",
        "since",
        "until",
        "when",
        "while",
        "because",
        "if",
        "although",
        "though",
        "where",
        "whereas",
    ]
)


def passive_before(document: Document, first: int, last: int, low: int) -> int:
    """The token of the be-form that makes a match passive, or -1.

    "was expelled", "has been repeatedly attacked", "being shelled"; the be-form may be the match's own first word.
    """
    words = document.tokens.words
    for token in range(max(low, first - 4), last):
        if words[token] not in BE:
            continue
        follow = token + 1
        while follow < last and (words[follow].endswith("ly") or words[follow] in FILLERS):
            follow += 1
        if first <= follow < last and is_participle(words[follow]):
            return token
    return -1


def clause_end(document: Document, last: int, high: int, stops: Iterable[str] = CLAUSE_ENDS) -> int:
    """The token where the clause of a match ends."""
    words, flags = document.tokens.words, document.tokens.flags
    for token in range(last, high):
        if token > last and words[token] in stops:
            return token
        if flags[token] & SEMICOLON:
            return token + 1
        if flags[token] & COMMA and token + 2 < high:
            follow = words[token + 1]
            if follow.endswith("ing") and len(follow) > 5:
                return token + 1
    return high


def is_attribution(document: Document, party: Party, low: int, high: int) -> bool:
    """Whether a party only says what was told before: "…, Belmora's army said", "…, said Belmora"."""
    words, flags = document.tokens.words, document.tokens.flags
    say = inflected(SAY)
    if party.governed == "to" and party.first >= low + 2 and words[party.first - 2] == "according":
        return True
    if party.first < low + 4:
        return False
    if words[party.first - 1] in say and flags[party.first - 2] & (COMMA | CLOSING):
        return True
    if not flags[party.first - 1] & (COMMA | CLOSING):
        return False
    for token in range(party.last, min(high, party.last + 8)):
        if words[token] in say:
            return token + 8 >= high or any(flag & COMMA for flag in flags[token : token + 3])
        if flags[token] & COMMA or words[token] in PRONOUNS:
            return False
    return False


def subject_of(document: Document, parties: list[Party], token: int, low: int) -> Party | None:
    """The party that is the grammatical subject of the verb at `token`, or None where that cannot be told.

    Read from right to left: the clause of the verb first, then the clause that it hangs on.
    """
    limit = token
    words = document.tokens.words
    before = [p for p in parties if p.last <= token and not p.mute and not p.host and words[p.first - 1] != "not"]
    while True:
        start, mark = _clause_start(document, limit, low)
        inside = [p for p in before if start <= p.first and p.last <= limit]
        if _has_pronoun(document, start, token, inside):
            return None
        if mark in ("who", "which", "that-relative", "whose"):
            head = [p for p in before if p.last <= start - 1]
            found = head[-1] if head and start - 1 - head[-1].last <= 5 else None
            if not inside or mark == "whose":
                return _head_of_link(found, before)
        chosen = _choose(document, inside, token, limit < token)
        if chosen is not None:
            return chosen
        if mark in ("and", "to-infinitive", "gerund") and start - 1 > low:
            limit = start - 1
            continue
        if mark == "that" and limit < token and start - 1 > low:
            limit = start - 1  # "Ardania said that the farm had burnt and accused Belmora"
            continue
        return None


def _has_pronoun(document: Document, start: int, token: int, inside: list[Party]) -> bool:
    """Whether a pronoun is the subject between the last party and the verb."""
    words = document.tokens.words
    free = [p.last for p in inside if not p.governed or p.governed in CONJUNCTIONS]
    low = max([start, *free])
    return any(word in PRONOUNS for word in words[low:token])


def _clause_start(document: Document, limit: int, low: int) -> tuple[int, str]:
    """First token of the clause that holds the token before `limit`, and what opens it."""
    words, flags = document.tokens.words, document.tokens.flags
    say = inflected(SAY)
    for token in range(limit - 1, low - 1, -1):
        word = words[token]
        if flags[token] & SEMICOLON and token < limit - 1:
            return token + 1, ";"
        if word == "that" and token > low:
            said = words[token - 1]
            if words[low] == "it" and words[low + 1] in BE and flags[token - 1] & COMMA:
                return token + 1, "that-relative"  # "it was Ardania, not Belmora, that …"
            if said in say or said in inflected(SPEECH) or said.endswith("ed") or flags[token - 1] & COMMA:
                return token + 1, "that"
            return token + 1, "that-relative"
        if word in ("who", "which", "whose"):
            return token + 1, word
        if word in SUBORDINATORS or word in ("but", "because"):
            return token + 1, "but" if word == "but" else "sub"
        if word in say and token > low and token < limit - 1 and words[token + 1] != "to":
            return token + 1, "that"
        if word == "and" and _joins_verbs(document, token, limit):
            return token + 1, "and"
    return low, ""


def _joins_verbs(document: Document, token: int, limit: int) -> bool:
    """Whether an "and" joins clauses: a verb stands right after it."""
    words = document.tokens.words
    follow = words[token + 1] if token + 1 < len(words) else ""
    while follow.endswith("ly") and token + 2 < len(words):
        token += 1
        follow = words[token + 1]
    return token + 1 >= limit or is_verb_like(follow) or follow in AUXILIARIES


def _choose(document: Document, inside: list[Party], token: int, coordinated: bool) -> Party | None:
    """The subject among the parties of a clause before its verb.

    A coordinated verb ("condemned Belmora and expelled its envoy") has the subject of the verb before it.
    """
    words, flags = document.tokens.words, document.tokens.flags
    asked = _asked(document, inside, token)
    if asked is not None:
        return asked
    free = [p for p in inside if (not p.governed or p.governed in CONJUNCTIONS) and not p.only_target]
    free = [p for p in free if not _is_object(document, p, inside[0].first)]
    if not free:
        return None
    nearest = free[-1]
    while nearest.linked and len(free) > 1 and free[-2].last <= nearest.first:
        free = free[:-1]
        nearest = free[-1]
    earlier = [p for p in free[:-1] if p.last <= nearest.first]
    if not earlier:
        return nearest
    first = earlier[-1]
    if (
        nearest.possessive
        and flags[first.last - 1] & COMMA
        and any(flags[index] & COMMA for index in range(nearest.last, token))
    ):
        return first  # "the Alif Front, Belmora's ally in the north, fired"
    between = range(first.last - 1, nearest.first)
    if any(flags[index] & COMMA for index in between) or nearest.first - first.last < 1:
        return nearest if nearest.first - first.last >= 1 else _compound(first, nearest)
    if coordinated:
        return first
    gap = words[nearest.last : token]
    if not any(is_verb_like(word) for word in gap) and not {"to", "of", "for", "from", "with"} & set(gap):
        return nearest
    verbs = words[first.last : nearest.first]
    if not inflected(OBJECT_CONTROL).isdisjoint(verbs):
        return nearest
    return first


def _is_object(document: Document, party: Party, low: int) -> bool:
    """Whether a past tense stands right before a party, whose object it then is: "gave the Belmoran junta a week"."""
    if party.first <= low:
        return False
    verb = document.tokens.words[party.first - 1]
    return verb in _past_tenses() and verb not in inflected(OBJECT_CONTROL) and verb not in inflected(SAY)


@cache
def _past_tenses() -> frozenset[str]:
    """Forms of plain verbs of doing that can be nothing else than a past tense."""
    return frozenset(form for form in inflected(ACTS) - ACTS if not form.endswith(("s", "ing")))


def _asked(document: Document, inside: list[Party], token: int) -> Party | None:
    """Who is asked to do it: "called on Belmora to withdraw"."""
    words = document.tokens.words
    last = inside[-1] if inside else None
    if last is None or last.governed not in ("on", "upon", "for") or words[token - 1] != "to":
        return None
    verb = last.first - 2
    return last if verb >= 0 and words[verb] in ("call", "calls", "called", "calling") else None


def _compound(first: Party, nearest: Party) -> Party:
    """Of "Ardania's Belmoran minority" and "Belmora's Ardanian-born envoy" the owner comes first."""
    return first if first.possessive else nearest


def _head_of_link(found: Party | None, before: list[Party]) -> Party | None:
    if found is None:
        return None
    index = before.index(found)
    while found.linked and index > 0:
        index -= 1
        found = before[index]
    return found
