"""Reads the actors named in a sentence as parties: what stands before the name, and what the name is part of.

No parser is at hand in the score path, so a party is told by the few words around its name: a preposition ("against
Belmora"), a hyphen ("Belmora-backed"), an office ("the president of Belmora"), a dateline.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from escalate.actors.verbs import AUXILIARIES, WORDS, is_verb_like
from escalate.find.document import Document
from escalate.find.names import Mention
from escalate.pack.actor_names import PLACES
from escalate.read.words import BRACKET, COLON, COMMA, DASHED

PLACE_WORDS = WORDS["place_words"]
PREPOSITIONS = PLACE_WORDS | WORDS["prepositions"]
DIPLOMATS = WORDS["diplomats"]
# "The president of Belmora" is Belmora's; "the shelling of Belmora" is done to it.
OFFICES = DIPLOMATS | WORDS["offices"]
# "Police in Belmora" are Belmora's; "troops in Belmora" may be anyone's.
AT_HOME = WORDS["at_home"]
# What a body lends its name to without being a side.
NAMED_AFTER = WORDS["named_after"]
# "Belmora's Islamist group Alif": the group is the side.
GROUP_WORDS = WORDS["group_words"]
REGIONS = WORDS["regions"]
# Words that may stand between a preposition and the name it governs.
MODIFIERS = WORDS["modifiers"]
NOT_THE_ACTOR = WORDS["not_the_actor"]
# "Backed by Belmora", "brokered by Belmora": not who does it.
BACKED = WORDS["backed"]
# "A Belmora-flagged tanker" does nothing in Belmora's name, but what is done to it is done to Belmora.
FLAGGED = frozenset(["flagged", "registered"])
WATERS = frozenset(["sea", "gulf", "bay", "strait", "straits", "channel"])
RELATIONS = frozenset(["relations", "ties", "border", "borders", "frontier"])
DATELINE_WORDS = 9


@dataclass(frozen=True, slots=True)
class Party:
    """An actor in its sentence.

    Attributes
    ----------
    first, last : int
        Tokens of the phrase from its article or office to the end of the name, the last one not included.
    governed : str
        The preposition or conjunction right before the phrase; empty where there is none.
    linked : bool
        Whether "and", "or" or a comma joins it to the party before.
    possessive : bool
        Whether the name has "'s".
    mute : bool
        Whether it can be neither source nor target: a border, a backer, a name after "pro-".
    host : bool
        Whether it is where the diplomat just named is posted.
    only_target : bool
        Whether it stands after "anti-", or is the flag or register of a ship or aircraft.
    """

    first: int
    last: int
    actor: str
    form: str
    governed: str
    linked: bool
    possessive: bool
    mute: bool = False
    host: bool = False
    only_target: bool = False

    @property
    def is_place(self) -> bool:
        """Whether it is named as the scene and not as a side."""
        return self.form == PLACES or (self.governed in PLACE_WORDS and self.form != "adjectives")


def find_parties(document: Document, number: int) -> list[Party]:
    """The parties of a sentence, in order."""
    mentions = document.mentions(number)
    parties: list[Party] = []
    if not mentions:
        return parties
    sentence = document.segmentation.sentences[number]
    dateline = _dateline_end(document, sentence.first, sentence.last)
    for index, mention in enumerate(mentions):
        if mention.first < dateline:
            continue
        before = parties[-1] if parties else None
        low = before.last if before else dateline
        after = mentions[index + 1] if index + 1 < len(mentions) else None
        party = _party(document, mention, low, before, after, sentence.last)
        if before is not None and before.mute and before.governed and not party.governed:
            words = document.tokens.words[before.last : party.first]
            if len(words) <= 2 and BACKED.issuperset(words[:1]) and GROUP_WORDS.issuperset(words[1:]):
                # "By the Belmora-backed Alif Front": the preposition governs the group.
                party = replace(party, governed=before.governed)
        parties.append(party)
    return _without_false_lists(document, parties, sentence.first)


def find_places(document: Document, number: int) -> list[Party]:
    """The towns and regions of a sentence as parties: each may stand for the state to which something is done."""
    sentence = document.segmentation.sentences[number]
    dateline = _dateline_end(document, sentence.first, sentence.last)
    found = []
    for mention in document.places(number):
        if mention.first >= dateline:
            first, governed = _reach_left(document, mention.first, dateline)
            held = _is_held_by_others(document, mention)
            own = _is_possessive(document, mention.last - 1)
            found.append(Party(first, mention.last, mention.actor, mention.form, governed, False, own, mute=held))
    return found


def _is_held_by_others(document: Document, mention: Mention) -> bool:
    """Whether a town only says where something comes from: "the Hill Town-based group"."""
    words = document.tokens.words
    follow = words[mention.last] if mention.last < len(words) else ""
    return follow in NOT_THE_ACTOR and _gap(document, mention.last - 1) == "-"


def _without_false_lists(document: Document, parties: list[Party], start: int) -> list[Party]:
    """A comma joins two names only in a list, which "and" ends: "After A's attack on B, C mobilised" is none."""
    in_list = False
    for index in range(len(parties) - 1, 0, -1):
        party, before = parties[index], parties[index - 1]
        words = document.tokens.words[before.last : max(party.first, before.last)]
        if not party.linked:
            in_list = False
        elif "and" in words or "or" in words or not document.tokens.flags[before.last - 1] & COMMA:
            in_list = True
        elif index == 1 and before.first == start and party.first == before.last and not party.possessive:
            in_list = True  # a headline's "Ardania, Belmora pull back troops"
        elif not in_list:
            parties[index] = replace(party, linked=False, governed="")
    return parties


def _party(
    document: Document,
    mention: Mention,
    low: int,
    before: Party | None,
    after: Mention | None,
    high: int,
) -> Party:
    first, governed = _reach_left(document, mention.first, low)
    linked = False
    if before is not None:
        between = document.tokens.words[before.last : max(first, before.last)]
        comma = bool(document.tokens.flags[before.last - 1] & COMMA)
        joint = [word for word in between if word not in MODIFIERS]
        if len(joint) in (2, 3) and joint[-1] in ("and", "or") and not any(map(_is_no_noun, joint[:-1])):
            joint = joint[-1:]
        near = len(between) <= 4
        linked = (near and joint in (["and"], ["or"])) or (comma and not joint and near) or (comma and joint == ["and"])
        apart = _gap(document, before.last - 1)
        linked = linked or (
            first <= before.last and apart == " " and not before.possessive and before.form == "adjectives"
        )
        linked = linked and not before.mute
    if linked and before is not None and not governed:
        governed = before.governed
    prefix = _prefix(document, mention.first, low)
    word_after = document.tokens.words[mention.last] if mention.last < high else ""
    hyphen = _gap(document, mention.last - 1) == "-"
    flagged = hyphen and word_after in FLAGGED
    mute = prefix == "pro" or (hyphen and word_after in NOT_THE_ACTOR and not flagged)
    backer = governed == "by" and first >= 2 and document.tokens.words[first - 2] in BACKED
    mute = mute or backer or word_after in ("backed", "sponsored") or _is_border(document, mention, after, high)
    words = document.tokens.words
    # "The Sea of Belmora" is nobody's.
    mute = mute or (mention.first >= 2 and words[mention.first - 1] == "of" and words[mention.first - 2] in WATERS)
    kinds = document.pack.actor_kinds
    mute = mute or (kinds[mention.actor] == "body" and word_after in NAMED_AFTER)
    mute = mute or (after is not None and kinds[after.actor] == "group" and _is_home(document, mention, after))
    return Party(
        first=first,
        last=mention.last,
        actor=mention.actor,
        form=mention.form,
        governed=governed,
        linked=linked,
        possessive=_is_possessive(document, mention.last - 1),
        mute=mute,
        host=_is_host(document, first, governed, before),
        only_target=prefix == "anti" or flagged,
    )


def _is_no_noun(word: str) -> bool:
    """Whether a word cannot be the noun that a name describes, as in "Ardanian marines and Belmoran police"."""
    return word in PREPOSITIONS or is_verb_like(word) or word in AUXILIARIES


def _reach_left(document: Document, first: int, low: int) -> tuple[int, str]:
    """First token of the phrase around a name, and the preposition that governs it."""
    words, flags = document.tokens.words, document.tokens.flags
    token = first
    while token > low:
        word = words[token - 1]
        if flags[token - 1] & (COMMA | COLON | DASHED | BRACKET):
            return token, _town_before(document, token, low) if token == first else ""
        if word == "of" and token - 2 >= low and words[token - 2] in OFFICES | REGIONS:
            token -= 2
            while token > low and words[token - 1] in OFFICES and not flags[token - 1] & COMMA:
                token -= 1
        elif word == "in" and token - 2 >= low and words[token - 2] in AT_HOME and (low == 0 or token - 2 > low):
            token -= 2
        elif word in PREPOSITIONS and word != "of":
            return token, word
        elif word == "of":
            if token - 2 >= low and words[token - 2] in ("dozens", "hundreds", "thousands", "scores", "some", "all"):
                token -= 2
            else:
                return token, word
        elif word in MODIFIERS or word[0].isdigit() or word.endswith("ern"):
            token -= 1
        else:
            return token, ""
    return token, ""


def _town_before(document: Document, first: int, low: int) -> str:
    """The preposition of "in Hill Town, Belmora"; empty where no town stands before the comma."""
    tokens = document.tokens
    if not tokens.flags[first - 1] & COMMA or not tokens.cased[tokens.starts[first - 1]].isupper():
        return ""
    near = tokens.words[max(low, first - 3) : first - 1]
    return next((word for word in reversed(near) if word in PLACE_WORDS), "")


def _is_host(document: Document, first: int, governed: str, before: Party | None) -> bool:
    """Whether a name follows another side's diplomat: "Belmora's ambassador to Ardania"."""
    if before is None or governed not in ("to", "in", "at") or first < 2:
        return False
    words = document.tokens.words
    between = words[before.last : first - 1]
    if any(document.tokens.flags[token] & COMMA for token in range(before.last, first - 2)):
        return False
    own = before.first < before.last and (before.possessive or before.form == "adjectives" or not between)
    if words[before.first] in DIPLOMATS or "ambassador" in words[before.first : before.last]:
        return True
    return own and len(between) <= 5 and not DIPLOMATS.isdisjoint(between)


def _is_home(document: Document, mention: Mention, group: Mention) -> bool:
    """Whether a name only says where the group after it is at home."""
    between = document.tokens.words[mention.last : group.first]
    flags = document.tokens.flags[mention.last - 1 : group.first - 1]
    owns = mention.form == "adjectives" or _is_possessive(document, mention.last - 1)
    return owns and len(between) <= 4 and not any(flags) and GROUP_WORDS.issuperset(between)


def _is_border(document: Document, mention: Mention, after: Mention | None, high: int) -> bool:
    """Whether a name is half of a frontier, as in "the Ardanian-Belmoran border"."""
    words = document.tokens.words
    last = mention.last
    if last < high and words[last] in RELATIONS and mention.first > 0:
        return _gap(document, mention.first - 1) == "-"
    if after is not None and after.first == last and _gap(document, last - 1) == "-":
        return after.last < high and words[after.last] in RELATIONS
    return False


def _prefix(document: Document, first: int, low: int) -> str:
    if first <= low:
        return ""
    word = document.tokens.words[first - 1]
    return word if word in ("anti", "pro") and _gap(document, first - 1) == "-" else ""


def _gap(document: Document, token: int) -> str:
    """What stands between a token and the next one."""
    tokens = document.tokens
    if token + 1 >= len(tokens.words):
        return ""
    return document.folded.text[tokens.ends[token] : tokens.starts[token + 1]]


def _is_possessive(document: Document, token: int) -> bool:
    end = document.tokens.ends[token]
    after = document.folded.text[end : end + 2]
    return after[:1] == "'" and (after[1:] in ("s", "S") or after[1:] in (" ", ""))


def _dateline_end(document: Document, first: int, last: int) -> int:
    """The token after a dateline ("PORT ARDAN (Agency) -"), or `first` where there is none."""
    tokens = document.tokens
    bracket = False
    for token in range(first, min(first + DATELINE_WORDS, last - 1)):
        flags = tokens.flags[token]
        bracket = bracket or bool(flags & BRACKET)
        upper = tokens.cased[tokens.starts[first] : tokens.ends[first]].isupper() and tokens.ends[first] > (
            tokens.starts[first] + 3
        )
        short = token - first < 3
        if flags & DASHED and (bracket or upper or (short and tokens.cased[tokens.starts[token + 1]].isupper())):
            return token + 1
        if flags & COLON and (bracket or upper) and short:
            return token + 1
        if bracket and flags & BRACKET and ")" in _gap(document, token) and token - first < 7:
            return token + 1 if upper or token - first <= 5 else first
    return first


def joined_to(parties: list[Party], first: Party) -> list[Party]:
    """A party and those that are linked to it right after it: "X, Y and Z"."""
    joined = [first]
    for party in (other for other in parties if other.first >= first.last):  # `first` may be a changed copy of one
        if not party.linked:
            break
        joined.append(party)
    return joined
