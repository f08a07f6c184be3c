"""rules/actors.yaml holds together, and is what tools/make_actors.py makes."""

from __future__ import annotations

import importlib.util
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "rules" / "actors.yaml"
KINDS = {"state", "former-state", "alliance", "body", "group"}
FORMS = ("names", "adjectives", "capital", "metonyms", "places")
MEMBER_CODES = """
AFG AGO ALB AND ARE ARG ARM ATG AUS AUT AZE BDI BEL BEN BFA BGD BGR BHR BHS BIH BLR BLZ BOL BRA BRB
BRN BTN BWA CAF CAN CHE CHL CHN CIV CMR COD COG COL COM CPV CRI CUB CYP CZE DEU DJI DMA DNK DOM DZA
ECU EGY ERI ESP EST ETH FIN FJI FRA FSM GAB GBR GEO GHA GIN GMB GNB GNQ GRC GRD GTM GUY HND HRV HTI
HUN IDN IND IRL IRN IRQ ISL ISR ITA JAM JOR JPN KAZ KEN KGZ KHM KIR KNA KOR KWT LAO LBN LBR LBY LCA
LIE LKA LSO LTU LUX LVA MAR MCO MDA MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG MOZ MRT MUS MWI MYS NAM
NER NGA NIC NLD NOR NPL NRU NZL OMN PAK PAN PER PHL PLW PNG POL PRK PRT PRY QAT ROU RUS RWA SAU SDN
SEN SGP SLB SLE SLV SMR SOM SRB SSD STP SUR SVK SVN SWE SWZ SYC SYR TCD TGO THA TJK TKM TLS TON TTO
TUN TUR TUV TZA UGA UKR URY USA UZB VCT VEN VNM VUT WSM YEM ZAF ZMB ZWE
"""
UN_MEMBERS = MEMBER_CODES.split()
OTHER_STATES = ["ESH", "HKG", "PSE", "TWN", "VAT", "XAB", "XKX", "XNC", "XNK", "XSL", "XSO", "XTR"]
FORMER_STATES = ["CSK", "DDR", "RHO", "SUN", "VDR", "YMD", "YUG"]


@pytest.fixture(scope="module")
def data() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(TARGET.read_text(encoding="utf-8"))
    return loaded


@pytest.fixture(scope="module")
def maker() -> Iterator[ModuleType]:
    pytest.importorskip("babel")
    pytest.importorskip("pycountry")
    spec = importlib.util.spec_from_file_location("make_actors", ROOT / "tools" / "make_actors.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "tools")  # as when the script is run
        spec.loader.exec_module(module)
        yield module


def folded(name: str) -> str:
    return name.replace(".", "").replace("-", " ").lower()


def test_format_and_keys(data: dict[str, Any]) -> None:
    assert set(data) == {"format", "actors", "ambiguous"}
    assert data["format"] == "escalate-actors/1"
    for actor in data["actors"]:
        assert set(actor) <= {"id", "kind", "name", *FORMS}
        assert {"id", "kind", "name", "names"} <= set(actor)
        assert actor["kind"] in KINDS
        assert actor["name"] in actor["names"]
        for form in FORMS:
            assert actor.get(form, ["-"]), f"{actor['id']}: {form} is empty"


def test_every_scalar_is_an_ascii_string_under_yaml_1_1(data: dict[str, Any]) -> None:
    def scalars(value: Any) -> list[Any]:
        if isinstance(value, dict):
            return [scalar for each in value.values() for scalar in scalars(each)]
        if isinstance(value, list):
            return [scalar for each in value for scalar in scalars(each)]
        return [value]

    assert [each for each in scalars(data) if not isinstance(each, str) or not each.isascii() or not each] == []


def test_ids_are_unique_and_sorted(data: dict[str, Any]) -> None:
    ids = [actor["id"] for actor in data["actors"]]
    assert [each for each, count in Counter(ids).items() if count > 1] == []
    assert ids == sorted(ids)


def test_no_name_stands_twice_in_one_actor(data: dict[str, Any]) -> None:
    for actor in data["actors"]:
        keys = [(name[0], folded(name)) for form in FORMS for name in actor.get(form, ())]
        assert [key for key, count in Counter(keys).items() if count > 1] == [], actor["id"]


def test_a_name_of_two_actors_is_ambiguous(data: dict[str, Any]) -> None:
    claims: dict[str, set[str]] = defaultdict(set)
    for actor in data["actors"]:
        for form in FORMS:
            for name in actor.get(form, ()):
                claims[folded(name)].add(actor["id"])
    ambiguous: dict[str, set[str]] = defaultdict(set)
    for entry in data["ambiguous"]:
        ambiguous[folded(entry["name"])].add(entry["actor"])
    assert {name: ids for name, ids in claims.items() if len(ids) > 1 and not ids <= ambiguous[name]} == {}


def test_ambiguous_entries(data: dict[str, Any]) -> None:
    ids = {actor["id"] for actor in data["actors"]}
    names = {folded(name) for actor in data["actors"] for form in FORMS for name in actor.get(form, ())}
    pairs = Counter((entry["name"], entry["actor"]) for entry in data["ambiguous"])
    assert [pair for pair, count in pairs.items() if count > 1] == []
    for entry in data["ambiguous"]:
        assert set(entry) <= {"name", "actor", "needs", "not"}
        assert entry["actor"] in ids
        assert folded(entry["name"]) in names, f"{entry['name']} is no actor's name"
        words = [*entry.get("needs", ()), *entry.get("not", ())]
        assert words, f"{entry['name']} has no condition"
        assert len(words) == len(set(words)), entry["name"]
        for word in words:
            assert word == word.lower() and word.replace("'", "").isalnum(), f"{entry['name']}: {word}"
        assert not set(entry.get("not", ())) & set(folded(entry["name"]).split()), entry["name"]


def test_every_state_is_there(data: dict[str, Any]) -> None:
    kinds = {actor["id"]: actor["kind"] for actor in data["actors"]}
    assert len(UN_MEMBERS) == len(set(UN_MEMBERS)) == 193
    assert [each for each in [*UN_MEMBERS, *OTHER_STATES] if kinds.get(each) != "state"] == []
    assert [each for each in FORMER_STATES if kinds.get(each) != "former-state"] == []


def test_states_carry_iso_codes(data: dict[str, Any]) -> None:
    countries = pytest.importorskip("pycountry").countries
    codes = [actor["id"] for actor in data["actors"] if actor["kind"] == "state"]
    assert [code for code in codes if countries.get(alpha_3=code) is None and not code.startswith("X")] == []


def test_the_file_is_what_the_script_makes(maker: ModuleType) -> None:
    assert TARGET.read_text(encoding="utf-8") == maker.make_text()


@pytest.mark.parametrize("text", ["No", "on", "Yes", "null", "1e3", "12:30", "a: b", "a, b", "#1", "", "~"])
def test_scalars_are_read_back_as_strings(maker: ModuleType, text: str) -> None:
    assert yaml.safe_load(f"[{maker.scalar(text)}]") == [text]
