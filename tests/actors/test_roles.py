"""Who does what to whom, on a small pack of rules of its own; and which names are actors."""

from __future__ import annotations

import pytest

from escalate import Article
from escalate.actors.parties import find_parties
from escalate.actors.roles import who_to_whom, who_to_whom_of_sentence
from escalate.find.document import Document, read_document
from escalate.find.hits import find_hits
from escalate.judge.judge import judge
from escalate.pack.compiled import CompiledPack, compile_pack
from escalate.pack.pack import read_pack, shipped

RULES = (
    ("accuse", "verbal", ("accuse~v", "blame~v", "condemn~v", "warn~v"), ""),
    ("provocation", "verbal", ("provocation~n",), ""),
    ("shell", "force", ("shell~v", "attack~v", "shoot~v down", "seize~v", "invade~v"), ""),
    ("strikes", "force", ("air strikes", "offensive"), ""),
    ("clash", "force", ("clashed", "fighting", "exchanged fire"), ""),
    ("expel", "diplomatic", ("expel~v", "summon~v", "recall~v", "cut ties"), ""),
    ("sanctions", "economic", ("sanctions",), ""),
    ("dead", "force", ("soldiers dead",), "  actors: {source: none, target: before}\n"),
    ("talks", "talks", ("talks",), ""),
)
ACTORS = """\
format: escalate-actors/1
actors:
- {id: ARD, kind: state, name: Ardania, names: [Ardania], adjectives: [Ardanian, Ardanians], capital: [Ardan],
   metonyms: [Sand Palace]}
- {id: BEL, kind: state, name: Belmora, names: [Belmora], adjectives: [Belmoran, Belmorans], capital: [Port Bel]}
- {id: CAR, kind: state, name: Cardova, names: [Cardova], adjectives: [Cardovan], capital: [Cardo]}
- {id: LEAGUE, kind: alliance, name: Northern League, names: [Northern League]}
- {id: ALIF, kind: group, name: Alif Front, names: [Alif Front, alifists]}
"""


def rule_file() -> str:
    """The rules as YAML."""
    text = "format: escalate-rules/1\npack: dyads\nrules:\n"
    for name, category, phrases, extra in RULES:
        text += f"- id: t.{name}\n  title: t\n  why: t\n  status: stable\n  category: {category}\n"
        text += "  polarity: escalation\n  level: 1\n" + extra
        text += "  phrases:\n" + "".join(f"  - {phrase}\n" for phrase in phrases)
        text += f"  examples: {{match: [{phrases[0].replace('~v', '').replace('~n', '')}]}}\n"
    return text


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> CompiledPack:
    folder = tmp_path_factory.mktemp("rules")
    (folder / "t.yaml").write_text(rule_file(), encoding="utf-8")
    (folder / "actors.yaml").write_text(ACTORS, encoding="utf-8")
    return compile_pack(read_pack(folder))


@pytest.fixture(scope="module")
def real_names(tmp_path_factory: pytest.TempPathFactory) -> CompiledPack:
    """The small rules with the shipped names."""
    folder = tmp_path_factory.mktemp("rules")
    (folder / "t.yaml").write_text(rule_file(), encoding="utf-8")
    (folder / "actors.yaml").write_bytes((shipped("rules") / "actors.yaml").read_bytes())
    return compile_pack(read_pack(folder))


def read(pack: CompiledPack, text: str) -> Document:
    return read_document(Article(text), pack)


def dyad(pack: CompiledPack, text: str, words: str) -> tuple[str | None, str | None]:
    """Source and target of the cue that is `words`."""
    document = read(pack, text)
    found = [
        item for item in judge(document, find_hits(document)) if document.words(item.hit.first, item.hit.last) == words
    ]
    assert len(found) == 1, f"'{words}' is no cue in: {text}"
    return who_to_whom(document, found[0])


CUES = [
    # active and passive voice
    ("Ardania shelled Belmora on Monday.", "shelled", "ARD", "BEL"),
    ("Belmora was shelled by Ardania.", "shelled", "ARD", "BEL"),
    ("Belmoran villages have been repeatedly shelled by the Ardanian army.", "shelled", "ARD", "BEL"),
    ("Belmora was shelled overnight.", "shelled", None, "BEL"),
    ("A Belmoran ship seized by Ardania was towed away.", "seized", "ARD", "BEL"),
    ("An Ardanian plane was shot down.", "shot down", None, "ARD"),
    # on whose order
    ("A Cardovan editor was attacked on Ardanian orders.", "attacked", "ARD", "CAR"),
    ("The Cardovan ship was seized on the orders of Ardania.", "seized", "ARD", "CAR"),
    ("Belmora was shelled on Monday, and Ardania's orders for grain fell.", "shelled", None, "BEL"),
    ("Belmora was shelled after Ardania's orders to leave.", "shelled", None, "BEL"),
    # under whose flag
    ("Ardania seized a Belmora-flagged tanker.", "seized", "ARD", "BEL"),
    ("A Belmora-flagged tanker was seized by Ardania.", "seized", "ARD", "BEL"),
    ("A Belmora-flagged tanker was seized.", "seized", None, "BEL"),
    ("A Belmora-flagged tanker attacked a Cardovan boat.", "attacked", None, "CAR"),
    ("Ardania said that a Belmora-flagged tanker had attacked a Cardovan boat.", "attacked", None, "CAR"),
    ("Belmora-based gunmen attacked a Cardovan post.", "attacked", None, "CAR"),
    # possessives, offices, places, capitals, metonyms, alliances, groups
    ("The president of Ardania accused the government of Belmora of lying.", "accused", "ARD", "BEL"),
    ("Ardania's foreign ministry condemned Belmora's navy.", "condemned", "ARD", "BEL"),
    ("The Ardanian president warned Belmoran officials.", "warned", "ARD", "BEL"),
    ("Police in Ardan seized a Belmoran lorry.", "seized", "ARD", "BEL"),
    ("The Sand Palace warned Port Bel.", "warned", "ARD", "BEL"),
    ("The Northern League condemned Ardania.", "condemned", "LEAGUE", "ARD"),
    ("Belmora's militant group Alif Front attacked a Cardovan post.", "attacked", "ALIF", "CAR"),
    ("Some alifists attacked a Cardovan post.", "attacked", "ALIF", "CAR"),
    ("Ardania-backed rebels attacked Belmora.", "attacked", None, "BEL"),
    ("Rebels backed by Ardania attacked Belmora.", "attacked", None, "BEL"),
    ("Pro-Ardanian gunmen attacked Belmora.", "attacked", None, "BEL"),
    ("Ardania attacked posts along the Belmoran-Cardovan border.", "attacked", "ARD", None),
    ("Ardania's Prime Minister Ahmed accused Belmora.", "accused", "ARD", "BEL"),
    ("Ardania held talks in Hill Town, Belmora, with Cardova.", "talks", "ARD", "CAR"),
    # who says it and who does it
    ("Ardania said Belmora had shelled a farm.", "shelled", "BEL", None),
    ("Ardania said on Monday that Belmora had shelled Cardova.", "shelled", "BEL", "CAR"),
    ("Belmora shelled a farm, Ardania's army said.", "shelled", "BEL", None),
    ("According to Ardania, Belmora shelled Cardova.", "shelled", "BEL", "CAR"),
    ("Ardania accused Belmora of shelling Cardova.", "accused", "ARD", "BEL"),
    ("Ardania accused Belmora of shelling Cardova.", "shelling", "BEL", "CAR"),
    ("Belmora was accused by Ardania of shelling Cardova.", "accused", "ARD", "BEL"),
    ("Ardania said the flight was a provocation by Belmora.", "provocation", "BEL", None),
    ("Ardania called on Belmora not to attack Cardova.", "attack", "BEL", "CAR"),
    # clauses
    ("After Ardania invaded Belmora, Cardova recalled its ambassador.", "recalled", "CAR", None),
    ("After Ardania invaded Belmora, Cardova recalled its ambassador.", "invaded", "ARD", "BEL"),
    ("Ardania condemned Belmora and expelled three Cardovan envoys.", "expelled", "ARD", "CAR"),
    ("Ardanian ships that attacked a Belmoran port were sunk.", "attacked", "ARD", "BEL"),
    ("Ardania vowed to attack Belmora.", "attack", "ARD", "BEL"),
    ("It shelled Belmora.", "shelled", None, "BEL"),
    ("Ardania said it had shelled Belmora.", "shelled", None, "BEL"),
    ("Ardania warned them.", "warned", "ARD", None),
    ("Warships attacked the port.", "attacked", None, None),
    # nouns
    ("Ardanian air strikes hit Belmora.", "air strikes", "ARD", "BEL"),
    ("Air strikes by Ardania killed five people in Belmora.", "Air strikes", "ARD", "BEL"),
    ("Ardania launched air strikes against Belmora.", "air strikes", "ARD", "BEL"),
    ("Cardova condemned air strikes on Belmora.", "air strikes", None, "BEL"),
    ("Ardania imposed sanctions on two Belmoran banks.", "sanctions", "ARD", "BEL"),
    ("Ten Ardanian soldiers dead, radio says.", "soldiers dead", None, "ARD"),
    # diplomats
    ("Ardania summoned the ambassador of Belmora.", "summoned", "ARD", "BEL"),
    ("Ardania summoned Belmora's ambassador to Cardova.", "summoned", "ARD", "BEL"),
    ("Belmora's ambassador to Ardania was summoned.", "summoned", "ARD", "BEL"),
    ("Ardania recalled its ambassador to Belmora.", "recalled", "ARD", "BEL"),
    ("Two Belmoran envoys were expelled from Ardania.", "expelled", "ARD", "BEL"),
    ("Ardania said Belmora had lied and expelled two Belmoran envoys.", "expelled", "ARD", "BEL"),
    # both ways: in the order named
    ("Fighting broke out between Ardania and Belmora.", "Fighting", "ARD", "BEL"),
    ("Ardania and Belmora exchanged fire.", "exchanged fire", "ARD", "BEL"),
    ("Ardania clashed with Belmora.", "clashed", "ARD", "BEL"),
    ("Cardova said talks between Ardania and Belmora had ended.", "talks", "ARD", "BEL"),
    ("Ardania, Belmora and Cardova condemned the Alif Front.", "condemned", "ARD", "ALIF"),
    ("PORT BEL (Agency) - Ardania condemned Cardova.", "condemned", "ARD", "CAR"),
]


@pytest.mark.parametrize(("text", "words", "source", "target"), CUES)
def test_who_to_whom(pack: CompiledPack, text: str, words: str, source: str | None, target: str | None) -> None:
    assert dyad(pack, text, words) == (source, target)


@pytest.mark.parametrize(
    ("text", "source", "target"),
    [
        ("Ardania sent aid to Belmora.", "ARD", "BEL"),
        ("Belmora was given aid by Ardania.", "ARD", "BEL"),
        ("Belmora received aid from Ardania.", "ARD", "BEL"),
        ("Ardania and Belmora met on Friday.", "ARD", "BEL"),
        ("Ardania and Belmora lent money to Cardova.", "ARD", "CAR"),
        ("Trade between Ardania and Belmora grew.", "ARD", "BEL"),
        ("Ardania's harvest was good.", "ARD", None),
        ("The harvest was good.", None, None),
    ],
)
def test_who_to_whom_of_a_sentence(pack: CompiledPack, text: str, source: str | None, target: str | None) -> None:
    assert who_to_whom_of_sentence(read(pack, text), 0) == (source, target)


def test_a_source_is_never_its_own_target(pack: CompiledPack) -> None:
    for text, words, _, _ in CUES:
        source, target = dyad(pack, text.replace("Belmora", "Ardania"), words)
        assert source is None or source != target, text


def test_swapping_two_countries_swaps_their_places(pack: CompiledPack) -> None:
    """No country is read in another way than any other."""
    other = {"ARD": "BEL", "BEL": "ARD"}
    for text, words, source, target in CUES:
        if "Port Bel" in text or "Ardan " in text or "PORT BEL" in text:
            continue  # capitals do not swap by their spelling
        swapped = text.replace("Ardania", "\0").replace("Belmora", "Ardania").replace("\0", "Belmora")
        expected = (other.get(source or "", source), other.get(target or "", target))
        assert dyad(pack, swapped.replace("An Belmora", "A Belmora"), words) == expected, swapped


def test_parties_are_in_order(pack: CompiledPack) -> None:
    document = read(pack, "Ardania shelled Belmora.")
    assert [(party.actor, party.governed) for party in find_parties(document, 0)] == [("ARD", ""), ("BEL", "")]


NAMES = [
    ("Georgia accused Moscow of moving the frontier fence.", "GEO RUS"),
    ("Voters in Georgia and Alabama queued for hours.", ""),
    ("A Georgia senator called for sanctions on Russia.", "RUS"),
    ("Tbilisi said Georgia would not recognise Abkhazia.", "GEO GEO XAB"),
    ("The Georgia Institute won the prize.", ""),
    ("Troops from South Ossetia crossed into Georgia at dawn.", "XSO GEO"),
    ("Jordan expelled the Syrian ambassador.", "JOR SYR"),
    ("Michael Jordan bought the team.", ""),
    ("The envoy met Vernon Jordan there.", ""),
    ("The envoy met Alice Jordan there.", ""),
    ("Congressman Jim Jordan criticised the army.", ""),
    ("Jordan Peele made a film about it.", ""),
    ("King Abdullah of Jordan condemned the raid.", "JOR"),
    ("On Sunday Jordan closed the crossing.", "JOR"),
    ("They walked down to the Jordan Valley.", ""),
    ("Turkey shelled positions across the border.", "TUR"),
    ("Roast turkey was served to the soldiers.", ""),
    ("Turkey sandwiches were served to the troops.", ""),
    ("Neighbouring Turkey recalled its envoy.", "TUR"),
    ("Rebels from Chad attacked the convoy.", "TCD"),
    ("Chad Wilson, a soldier, was hurt.", ""),
    ("Mr Chad said the army had paid him.", ""),
    ("Sudan said Chad had armed the rebels.", "SDN TCD"),
    ("Niger expelled the French ambassador.", "NER FRA"),
    ("Gunmen in Niger State killed twenty farmers.", "NGA"),
    ("Militants blew up a pipeline in the Niger Delta.", "NGA"),
    ("They sailed up the Niger River.", ""),
    ("Guinea recalled its ambassador to Liberia.", "GIN LBR"),
    ("A guinea pig was sent to the front.", ""),
    ("Soldiers seized power in Equatorial Guinea.", "GNQ"),
    ("Papua New Guinea sent police to the islands.", "PNG"),
    ("Guinea-Bissau and Guinea signed the pact.", "GNB GIN"),
    ("Washington imposed sanctions on Tehran.", "USA IRN"),
    ("Denzel Washington plays a general.", ""),
    ("The Washington Post reported the raid.", ""),
    ("George Washington crossed the river with his army.", ""),
    ("Officials in Washington and Moscow met.", "USA RUS"),
    ("Brussels froze the assets of six officials.", "EU"),
    ("Belgian police raided homes in Brussels.", "BEL BEL"),
    ("Congo accused Rwanda of arming rebels.", "COD RWA"),
    ("Brazzaville said Congo would send troops.", "COG COG"),
    ("Paris recalled its ambassador from Bamako.", "FRA MLI"),
    ("Paris Hilton visited the troops.", ""),
    ("The army told us that it had left.", ""),
    ("The US told us that it had left.", "USA"),
    ("Israel Katz spoke to reporters.", ""),
    ("Israel says Lebanon broke the truce.", "ISR LBN"),
    ("ISRAEL STRIKES LEBANON AS TRUCE COLLAPSES", "ISR LBN"),
    ("Jordan Recalls Envoy After Israel Raid", "JOR ISR"),
    ("Polish border guards fired warning shots.", "POL"),
    ("She bought nail polish near the barracks.", ""),
    ("The Kremlin denied it, and so did Downing Street.", "RUS GBR"),
    ("Kurdish peshmerga fired on the convoy.", "PESHMERGA"),
    ("Panama hats were sold at the border.", ""),
    ("A Native American tribe sued.", ""),
    ("The Indian Ocean base was put on alert.", ""),
    ("Victoria resigned from the army.", ""),
    ("Pyongyang said Korea would answer.", "PRK PRK"),
    ("Seoul said Korean troops fired warning shots.", "KOR KOR"),
]


@pytest.mark.parametrize(("text", "expected"), NAMES)
def test_names_that_may_mean_something_else(real_names: CompiledPack, text: str, expected: str) -> None:
    document = read(real_names, text)
    numbers = range(len(document.segmentation.sentences))
    assert " ".join(mention.actor for number in numbers for mention in document.mentions(number)) == expected


@pytest.mark.parametrize(
    ("text", "words", "source", "target"),
    [
        ("Minsk accused Lithuania of a lie.", "accused", "BLR", "LTU"),
        ("Belarusian officials condemned the Turkish army.", "condemned", "BLR", "TUR"),
        ("The Kremlin expelled two British diplomats.", "expelled", "RUS", "GBR"),
        ("Downing Street warned the Russian president.", "warned", "GBR", "RUS"),
        ("NATO condemned Belarus.", "condemned", "NATO", "BLR"),
        ("Hezbollah shelled Israel.", "shelled", "HEZBOLLAH", "ISR"),
        ("Russia's embassy in London was attacked.", "attacked", None, "RUS"),
    ],
)
def test_shipped_names(real_names: CompiledPack, text: str, words: str, source: str | None, target: str | None) -> None:
    assert dyad(real_names, text, words) == (source, target)
