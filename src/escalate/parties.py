"""Reads the actors named in a sentence as parties: what stands before the name, and what the name is part of.

No parser is at hand in the score path, so a party is told by the few words around its name: a preposition ("against
Belmora"), a hyphen ("Belmora-backed"), an office ("the president of Belmora"), a dateline.
"""

from __future__ import annotations

from dataclasses import dataclass

from escalate.document import Document, Mention
from escalate.tokens import BRACKET, COLON, COMMA, DASHED

PLACE_WORDS = frozenset("in at near inside outside around across within throughout off along through above".split())
PREPOSITIONS = PLACE_WORDS | frozenset(
    """to from by with against between among of on over for into onto toward towards upon about under via per than
    like unlike after before following amid during despite since until besides versus alongside without behind
    beyond including given when while as if because although though where whether whereas""".split()
)
DIPLOMATS = frozenset(
    """ambassador ambassadors envoy envoys diplomat diplomats consul consuls attache attaches representative
    representatives affaires embassy consulate mission emissary""".split()
)
# "The president of Belmora" is Belmora's; "the shelling of Belmora" is done to it.
OFFICES = DIPLOMATS | frozenset(
    """president presidents leader leaders government governments premier minister ministers secretary king queen
    emir sultan chancellor parliament senate army armies navy military forces force troops soldiers police ministry
    authorities officials official spokesman spokeswoman head heads chief chiefs ruler rulers people citizens
    republic kingdom state states side regime junta rulers council delegation representatives presidents
    defence defense affairs chairman chairwoman chair commander general prosecutor prosecutors judge lawmakers court
    courts members""".split()
)
# "Police in Belmora" are Belmora's; "troops in Belmora" may be anyone's.
AT_HOME = frozenset("police court courts authorities officials government prosecutors judges lawmakers".split())
# What a body lends its name to without being a side.
NAMED_AFTER = frozenset("peacekeeping summit headquarters charter resolution resolutions convention meeting".split())
# "Belmora's Islamist group Alif": the group is the side.
GROUP_WORDS = frozenset(
    """islamist islamic group militant militants movement rebel militia militias organisation organization armed based
    shiite shia sunni leftist communist terrorist terror insurgent paramilitary political party the""".split()
)
REGIONS = frozenset(
    """city town capital village port province region regions part parts north south east west border coast areas
    area territory districts district island airspace waters swathes rest outskirts most""".split()
)
# Words that may stand between a preposition and the name it governs.
MODIFIERS = frozenset(
    """the a an its his her their this that these those both all several many some two three four five six seven
    eight nine ten hundreds dozens thousands scores of more other senior top former then ex new late high ranking
    acting interim visiting outgoing visiting incoming deputy prime rebel northern southern eastern western central
    northeast northwest southeast southwest northeastern northwestern southeastern southwestern north south east west
    neighbouring neighboring nearby occupied suspected alleged armed war torn besieged mainland nuclear key rival
    any no each any certain least about around unnamed foreign jailed detained captured fellow fleeing local major
    state owned private young captive wounded unarmed civilian ethnic""".split()
)
NOT_THE_ACTOR = frozenset(
    """backed based born made occupied controlled held speaking style sponsored funded supplied built trained allied
    owned language mediated brokered hosted designed administered annexed registered flagged bound educated run
    supported aligned
    """.split()
)
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
        Whether it can be neither source nor target: a dateline, a border, a backer, a name after "pro-".
    host : bool
        Whether it is where the diplomat just named is posted.
    only_target : bool
        Whether it stands after "anti-".
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
        return self.governed in PLACE_WORDS and self.form != "adjectives"


def find_parties(document: Document, number: int) -> list[Party]:
    """The parties of a sentence, in order."""
    mentions = document.mentions(number)
    parties: list[Party] = []
    if not mentions:
        return parties
    sentence = document.segmentation.sentences[number]
    dateline = _dateline_end(document, sentence.first, sentence.last)
    for index, mention in enumerate(mentions):
        before = parties[-1] if parties else None
        low = before.last if before else sentence.first
        after = mentions[index + 1] if index + 1 < len(mentions) else None
        parties.append(_party(document, mention, low, before, after, sentence.last, dateline))
    return parties


def _party(
    document: Document,
    mention: Mention,
    low: int,
    before: Party | None,
    after: Mention | None,
    high: int,
    dateline: int,
) -> Party:
    first, governed = _reach_left(document, mention.first, low)
    linked = False
    if before is not None:
        between = document.tokens.words[before.last : max(first, before.last)]
        comma = bool(document.tokens.flags[before.last - 1] & COMMA)
        joint = [word for word in between if word not in MODIFIERS]
        near = len(between) <= 4
        linked = (near and joint in (["and"], ["or"])) or (comma and not joint and near) or (comma and joint == ["and"])
        apart = _gap(document, before.last - 1)
        linked = linked or (first <= before.last and apart == " " and not before.possessive and before.form == "adjectives")
        linked = linked and not before.mute
    if linked and before is not None and not governed:
        governed = before.governed
    prefix = _prefix(document, mention.first, low)
    word_after = document.tokens.words[mention.last] if mention.last < high else ""
    hyphen = _gap(document, mention.last - 1) == "-"
    mute = mention.first < dateline or prefix == "pro" or (hyphen and word_after in NOT_THE_ACTOR)
    mute = mute or word_after in ("backed", "sponsored") or _is_border(document, mention, after, high)
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
        only_target=prefix == "anti",
    )


def _reach_left(document: Document, first: int, low: int) -> tuple[int, str]:
    """First token of the phrase around a name, and the preposition that governs it."""
    words, flags = document.tokens.words, document.tokens.flags
    token = first
    while token > low:
        word = words[token - 1]
        if flags[token - 1] & (COMMA | COLON | DASHED | BRACKET):
            return token, ""
        if word == "of" and token - 2 >= low and words[token - 2] in OFFICES | REGIONS:
            token -= 2
            while token > low and words[token - 1] in OFFICES and not flags[token - 1] & COMMA:
                token -= 1
        elif word == "in" and token - 2 >= low and words[token - 2] in AT_HOME and (low == 0 or token - 2 > low):
            token -= 2
        elif word in ("to", "in") and token - 2 >= low and words[token - 2] in DIPLOMATS:
            return token, word
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
        joined = _gap(document, mention.first - 1) == "-"
        return joined
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
