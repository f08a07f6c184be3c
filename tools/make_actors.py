"""Writes rules/actors.yaml: states, alliances, bodies and armed groups by every name the news gives them.

usage: python tools/make_actors.py   (needs babel, pycountry and PyYAML)

English territory names come from CLDR through Babel, ISO 3166 alpha-3 codes from pycountry, and
everything else (adjectives, capitals, metonyms, former states, bodies, groups, ambiguous names) from
tools/actors_source.yaml. Territories without an ISO code carry an id that begins with X and give their
name in the source. Places come from tools/places_source.yaml (see tools/make_places.py), corrected and
added to by `places` in the source; a name under `no-places` is none. Accents are folded, a name written
twice for one actor is kept once, and a scalar that YAML 1.1 would not read as a string is quoted.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from pathlib import Path
from typing import Any

import pycountry
import yaml
from babel import Locale
from format_rules import formatted

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "tools" / "actors_source.yaml"
PLACES = ROOT / "tools" / "places_source.yaml"
TARGET = ROOT / "rules" / "actors.yaml"
FORMAT = "escalate-actors/1"
SECTIONS = {
    "states": "state",
    "former-states": "former-state",
    "alliances": "alliance",
    "bodies": "body",
    "groups": "group",
}
FORMS = ("names", "adjectives", "capital", "metonyms")
CONDITIONS = ("needs", "not")
HEADER = """\
# Written by tools/make_actors.py from CLDR, ISO 3166 and tools/actors_source.yaml: edit that source.
# Places are from GeoNames (https://www.geonames.org, CC BY 4.0), ISO 3166-2 and the same source.
# In `ambiguous`, a name is its actor only when no `not` word stands within four words of it and,
# where `needs` is given, the sentence holds one of `needs`.
"""


def without_accents(text: str) -> str:
    """The text with curly apostrophes straightened and accents taken off."""
    decomposed = unicodedata.normalize("NFKD", text.replace("\u2019", "'"))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def name_key(name: str) -> tuple[str, ...]:
    """What two names have in common when the matcher cannot tell them apart."""
    return tuple(re.sub(r"[.]", "", without_accents(name)).replace("-", " ").lower().split())


def scalar(text: str) -> str:
    """The text as a YAML scalar, in quotes where it would not be read back as the same string."""
    try:
        read = yaml.safe_load(f"[{text}]")
    except yaml.YAMLError:
        read = None
    if read == [text]:
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def sequence(texts: list[str]) -> str:
    """A list of scalars on one line."""
    return "[" + ", ".join(scalar(text) for text in texts) + "]"


def unique(names: list[str], taken: set[tuple[str, str]]) -> list[str]:
    """The names not yet taken, accents folded; case counts on the first letter only."""
    kept = []
    for name in (without_accents(each) for each in names):
        key = (name[0], " ".join(name_key(name)))
        if key not in taken:
            taken.add(key)
            kept.append(name)
    return kept


def places_block(key: str, names: list[str], indent: str) -> list[str]:
    """A long list of scalars under a key, wrapped."""
    text = textwrap.fill(
        f"{indent}{key}: {sequence(names)}",
        width=100,
        subsequent_indent=indent + "  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    return text.split("\n")


def make_places(source: dict[str, Any], actors: list[dict[str, Any]]) -> dict[str, list[str]]:
    """Names of places by state: those of the source over those of the data set, none of them an actor's name."""
    found = yaml.load(PLACES.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    taken = {name_key(name) for actor in actors for form in FORMS for name in actor.get(form, ())}
    taken |= {name_key(entry["name"]) for entry in source["ambiguous"]}
    taken |= {name_key(name) for name in source["no-places"]}
    own = {name_key(name): state for state, names in source["places"].items() for name in names}
    places: dict[str, list[str]] = {}
    for state in sorted({*found, *source["places"]}):
        names = [*source["places"].get(state, ()), *found.get(state, ())]
        kept = {name_key(name): without_accents(name) for name in names if own.get(name_key(name), state) == state}
        places[state] = sorted(name for key, name in kept.items() if key not in taken)
    return places


def territory_names() -> dict[str, str]:
    """CLDR's English name for each ISO 3166 alpha-3 code."""
    territories = Locale("en").territories
    return {
        country.alpha_3: territories[country.alpha_2]
        for country in pycountry.countries
        if country.alpha_2 in territories
    }


def make_actor(identifier: str, kind: str, entry: dict[str, Any], territories: dict[str, str]) -> dict[str, Any]:
    """One actor as it stands in the target: the source's name first, else CLDR's."""
    name = entry.get("name") or territories.get(identifier)
    if not name:
        raise SystemExit(f"{SOURCE.name}: {identifier} has no ISO 3166 code, so it needs a name")
    unknown = set(entry) - {"name", *FORMS}
    if unknown:
        raise SystemExit(f"{SOURCE.name}: {identifier} has unknown keys: {', '.join(sorted(unknown))}")
    actor: dict[str, Any] = {"id": identifier, "kind": kind, "name": without_accents(name)}
    taken: set[tuple[str, str]] = set()
    for form in FORMS:
        given = list(entry.get(form, ()))
        names = unique([name, *given] if form == "names" else given, taken)
        if names:
            actor[form] = names
    return actor


def make_actors(source: dict[str, Any]) -> list[dict[str, Any]]:
    """All actors of the source, sorted by id."""
    territories = territory_names()
    actors = [
        make_actor(identifier, kind, entry, territories)
        for section, kind in SECTIONS.items()
        for identifier, entry in source[section].items()
    ]
    return sorted(actors, key=lambda actor: str(actor["id"]))


def make_text() -> str:
    """The whole target file."""
    # BaseLoader reads every scalar as a string, so a name such as "No" stays one.
    source = yaml.load(SOURCE.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    lines = [f"format: {FORMAT}", "actors:"]
    actors = make_actors(source)
    places = make_places(source, actors)
    for actor in actors:
        lines.append(f"- id: {scalar(actor['id'])}")
        lines += [f"  {key}: {scalar(actor[key])}" for key in ("kind", "name")]
        lines += [f"  {form}: {sequence(actor[form])}" for form in FORMS if form in actor]
        if places.get(actor["id"]):
            lines += places_block("places", places[actor["id"]], "  ")
    lines.append("ambiguous:")
    for entry in sorted(source["ambiguous"], key=lambda entry: (name_key(entry["name"]), entry["name"])):
        lines.append(f"- name: {scalar(without_accents(entry['name']))}")
        lines.append(f"  actor: {scalar(entry['actor'])}")
        lines += [f"  {key}: {sequence(entry[key])}" for key in CONDITIONS if key in entry]
    return formatted(HEADER + "\n".join(lines) + "\n")


def main() -> None:
    """Write the target file."""
    TARGET.write_text(make_text(), encoding="utf-8")


if __name__ == "__main__":
    main()
