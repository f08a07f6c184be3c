"""Swaps every country in corpus/ for another at random and says how far scores move: names must not count.

usage: python benchmarks/country_swap.py [--model DIR] [--rules DIR] [--rounds N]
Names, adjectives and capitals of rules/actors.yaml are swapped alike, so that each stays one country's.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from escalate.corpus import Rated, read_corpus
from escalate.scorer import Scorer

ROOT = Path(__file__).resolve().parent.parent
FORMS = ("names", "adjectives", "capital")
MEAN_LIMIT, COUNTRY_LIMIT = 2.0, 3.0  # points
FEW = 5  # articles; a mean over fewer says little of a country
SEED = 7


@dataclass(frozen=True)
class Country:
    """A state and its words: names, adjectives, capitals, each list with the most usual first."""

    id: str
    words: dict[str, list[str]]


def read_countries(path: Path) -> list[Country]:
    loader = yaml.BaseLoader  # every scalar as a string: NO is Norway
    actors = yaml.load(path.read_text(encoding="utf-8"), loader)["actors"]
    states = [
        actor for actor in actors if actor["kind"] == "state" and actor.get("adjectives") and actor.get("capital")
    ]
    return [Country(a["id"], {form: list(a[form]) for form in FORMS}) for a in states]


def word_pattern(countries: list[Country]) -> tuple[re.Pattern[str], dict[str, tuple[Country, str]]]:
    owners: dict[str, tuple[Country, str]] = {}
    for form in FORMS:
        for country in countries:
            for word in country.words[form]:
                owners.setdefault(word, (country, form))
    longest = sorted(owners, key=lambda word: (-len(word), word))
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest)) + r")(?!\w)"), owners


def swap(
    entry: Rated, pattern: re.Pattern[str], owners: dict[str, tuple[Country, str]], countries: list[Country], seed: str
) -> tuple[Rated, list[str]]:
    """The article with every country swapped, each for one other throughout, and the ids of the countries it had."""
    generator = random.Random(seed)
    given = list(dict.fromkeys(owners[m[0]][0].id for m in pattern.finditer(entry.whole)))
    others = generator.sample([c for c in countries if c.id not in given], len(given))
    stand_in = dict(zip(given, others, strict=True))

    def other(match: re.Match[str]) -> str:
        country, form = owners[match[0]]
        words = stand_in[country.id].words[form]
        # Plurals stay plurals: "Russians" for "Cubans", "Russian" for "Cuban".
        same = [w for w in words if w.endswith("s") == match[0].endswith("s")] if form == "adjectives" else words
        return (same or words)[0]

    article = entry.article
    title = pattern.sub(other, article.title) if article.title else article.title
    return replace(entry, article=replace(article, title=title, text=pattern.sub(other, article.text))), given


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--rules", type=Path)
    parser.add_argument("--rounds", type=int, default=1)
    options = parser.parse_args()
    scorer = Scorer.load(options.rules, options.model)
    countries = read_countries((options.rules or ROOT / "rules") / "actors.yaml")
    pattern, owners = word_pattern(countries)
    rated = read_corpus(ROOT / "corpus")
    before = [scorer.score(entry.article).score for entry in rated]
    shifts: list[float] = []
    by_country: dict[str, list[float]] = defaultdict(list)
    for number in range(options.rounds):
        for entry, score in zip(rated, before, strict=True):
            swapped, given = swap(entry, pattern, owners, countries, f"{SEED}-{number}-{entry.article.id}")
            if not given:
                continue
            shift = scorer.score(swapped.article).score - score
            shifts.append(shift)
            for country in given:
                by_country[country].append(shift)
    mean = sum(abs(s) for s in shifts) / len(shifts)
    print(
        f"{len(shifts)} articles swapped; mean absolute shift {mean:.2f}, mean shift {sum(shifts) / len(shifts):+.2f}"
    )
    means = {c: sum(s) / len(s) for c, s in by_country.items() if len(s) >= FEW}
    for country in sorted(means, key=lambda c: (-abs(means[c]), c))[:10]:
        print(f"  {country}: mean shift {means[country]:+.2f} over {len(by_country[country])} articles")
    over = [c for c in means if abs(means[c]) > COUNTRY_LIMIT]
    print(
        f"limits: mean under {MEAN_LIMIT:g}: {'held' if mean < MEAN_LIMIT else 'BROKEN'}; "
        f"no country over {COUNTRY_LIMIT:g}: {'held' if not over else 'BROKEN by ' + ', '.join(sorted(over))}"
    )


if __name__ == "__main__":
    main()
