"""What becomes of a hit: transfers, dates, scope, guards, and what the ledger shows of it."""

from datetime import date

import pytest

from escalate import Article, Assessment, Scorer
from escalate.explain.assessment import CueFound


def _shelling(a: Assessment) -> CueFound:
    """The cue of the shelling, also where another rule counts the same words in its place."""
    cues = [cue for cue in (*a.cues, *a.not_counted) if cue.rule == "force.shelling"]
    assert len(cues) == 1, cues
    return cues[0]


DATES = [
    # text, date of the article, status
    ("The army shelled the town in 1982.", None, "historical"),
    ("The army shelled the town in 1982.", date(1982, 6, 1), "counted"),
    ("The army shelled the town in 1982.", date(2004, 6, 1), "historical"),
    ("The army shelled the town in December 2003.", date(2004, 1, 9), "counted"),
    ("The army shelled the town in October 2003.", date(2004, 1, 9), "historical"),
    ("The army shelled the town in December.", date(2004, 1, 9), "counted"),
    ("The army shelled the town in November.", date(2004, 1, 9), "historical"),
    ("The army shelled the town in November.", None, "counted"),
    ("The army shelled the town in November. The mayor spoke on Monday.", None, "historical"),
    ("The army will shell the town in November.", date(2004, 1, 9), "counted"),
    ("The army shelled the town last month.", date(2004, 6, 1), "counted"),
    ("The army shelled the town last month.", None, "counted"),
    ("The army shelled the town last year.", None, "historical"),
    ("The army shelled the town last year.", date(2004, 6, 1), "historical"),
    ("The army shelled the town last year.", date(2004, 1, 9), "counted"),
    ("The army has shelled the town since 1982.", date(2004, 6, 1), "counted"),
    ("GULF CITY, Sept. 7, 2004 - The army shelled the town.", None, "counted"),
    ("The army shelled the town on Monday, ten years after the war.", None, "counted"),
]


@pytest.mark.parametrize(("text", "day", "status"), DATES)
def test_dates_are_read_against_the_date_of_the_article(
    rules_only: Scorer, text: str, day: date | None, status: str
) -> None:
    assert _shelling(rules_only.score(Article(text, date=day))).status == status


def test_a_month_of_last_year_halves_without_a_date_and_with_one_drops_or_counts(rules_only: Scorer) -> None:
    text = "The army shelled the town last March."
    policies = {
        day: [c.policy for c in _shelling(rules_only.score(Article(text, date=day))).contexts if c.kind == "historical"]
        for day in (None, date(2004, 11, 2), date(2004, 4, 2))
    }
    assert policies == {None: ["half"], date(2004, 11, 2): ["drop"], date(2004, 4, 2): []}


def test_by_a_year_is_future_until_that_year_is_past(rules_only: Scorer) -> None:
    text = "The army shelled the town by 2030."
    kinds = [
        {c.kind for c in _shelling(rules_only.score(Article(text, date=day))).contexts}
        for day in (date(2004, 6, 1), date(2040, 6, 1))
    ]
    assert kinds == [{"future"}, {"historical"}]


def test_a_reported_denial_shows_the_claim_and_the_words_that_deny_it(rules_only: Scorer) -> None:
    a = rules_only.score("Ardania denied that it had shelled the town.")
    claim = _shelling(a)
    assert claim in a.not_counted
    assert (claim.status, claim.points) == ("denied", 0)
    assert [(c.kind, c.cue, c.policy) for c in claim.contexts] == [("denied", "denied", "drop")]


def test_a_claim_that_the_other_side_contests_counts_half_and_says_so(rules_only: Scorer) -> None:
    plain = rules_only.score("Guns shelled the town, Belmora said.")
    contested = rules_only.score("Guns shelled the town, Belmora said, but Ardania disputes the claim.")
    shown = {c.kind: (c.cue, c.policy) for c in _shelling(contested).contexts}
    assert shown["contested"] == ("but Ardania disputes the claim", "half")
    assert 0 < contested.parts.rules < plain.parts.rules


TRANSFERS = [
    # text, polarity, level
    ("The army shelled the town.", "escalation", 4),
    ("The army will shell the town.", "escalation", 2),
    ("Batteries were set to shell the town.", "escalation", 2),
    ("The army could shell the town.", "escalation", 1),
    ("The generals scrapped plans to shell the town.", "de-escalation", 1),
    ("The generals must shell the town.", "escalation", 1),
]


@pytest.mark.parametrize(("text", "polarity", "level"), TRANSFERS)
def test_the_transfer_table_says_what_a_cue_becomes(rules_only: Scorer, text: str, polarity: str, level: int) -> None:
    cue = _shelling(rules_only.score(text))
    assert (cue.polarity, cue.level) == (polarity, level)
    assert cue.status in ("counted", "repeated")
    if cue.status == "counted":
        assert (cue.note in {row.why for row in rules_only.pack.pack.contexts.transfers}) == (level != 4)


SCOPE = [
    # what ends the reach of a cue
    ("It never rained but the army shelled the town.", "counted"),
    ("It never rained and the army shelled the town.", "counted"),
    ("There was no warning; the army shelled the town.", "counted"),
    ('"We will never give in," he said as the army shelled the town.', "counted"),
    ("The army never shelled the town.", "negated"),
    ("There was no raid, clash, ambush on the army or soldiers who shelled the town.", "counted"),
    ("The army has no men, guns, ammunition, fuel or will to shell the town.", "negated"),
    ("The army has no men, guns, more than one day of bread or will to shell the town.", "counted"),
    ("The army has not enough fuel for the guns with which it shelled the town.", "counted"),
    ("He urged the army, it is said, and the army shelled the town.", "counted"),
    ("The army, which did not wait, shelled the town.", "counted"),
    ("Nobody had been told not to: the army shelled the town.", "counted"),
    ("The army, which for years had never fired a gun, shelled the town.", "counted"),
    ("The army, which had never shelled the town, went home.", "negated"),
]


@pytest.mark.parametrize(("text", "status"), SCOPE)
def test_conjunctions_semicolons_and_speech_end_the_reach_of_a_cue(rules_only: Scorer, text: str, status: str) -> None:
    assert _shelling(rules_only.score(text)).status == status


def test_a_pseudo_cue_that_leans_on_a_word_of_the_rule_does_not_switch_a_negation_off(rules_only: Scorer) -> None:
    condemned = rules_only.score("The envoy did not condemn the attack.")
    assert [c.status for c in condemned.not_counted if c.rule == "verbal.condemn-act"] == ["negated"]
    shelled = rules_only.score("The envoy did not condemn the shelling of the town.")
    assert "force.shelling" in {cue.rule for cue in shelled.cues}


SPORT = (
    "The striker scored a goal in the cup final and the goalkeeper, the coach and the fans saw the match turn. "
    "The club and the league called it the best game of the season. They shelled the town."
)


def test_a_guard_over_a_whole_article_takes_hits_of_both_polarities(rules_only: Scorer) -> None:
    a = rules_only.score(SPORT.replace("They shelled", "They agreed to a ceasefire, then they shelled"))
    found = {cue.polarity: cue for cue in a.not_counted if any(c.kind == "idiom" for c in cue.contexts)}
    assert set(found) == {"escalation", "de-escalation"}
    assert all(c.cue.startswith("sport: ") for cue in found.values() for c in cue.contexts if c.kind == "idiom")


def test_a_guard_spares_a_sentence_with_words_of_real_conflict(rules_only: Scorer) -> None:
    assert _shelling(rules_only.score(SPORT + " Gunmen in the square had fled.")).status == "excluded"
    real = SPORT.replace("the town.", "the town, where soldiers sleep.")
    assert _shelling(rules_only.score(real)).status == "counted"


def test_words_that_sport_borrows_from_war_do_not_spare_a_sentence(rules_only: Scorer) -> None:
    real = SPORT.replace("They shelled the town.", "The army of fans sang, and they shelled the town.")
    assert _shelling(rules_only.score(real)).status == "excluded"


ANNIVERSARY = (
    "Veterans came back to the beach. A bugler played, schoolchildren read the names of the fallen and a choir sang a "
    "hymn. At the memorial both presidents laid wreaths, and a new museum displays letters and diaries from that year. "
    "The army shelled the town until noon."
)


def test_an_article_on_the_past_is_told_from_an_attack_on_its_anniversary(rules_only: Scorer) -> None:
    assert _shelling(rules_only.score(ANNIVERSARY)).status == "excluded"
    attack = (
        "Two people were killed on Sunday as relatives laid wreaths at the memorial and a choir sang. "
        "The army shelled the town across the river. Historians had warned of it before the anniversary."
    )
    assert _shelling(rules_only.score(attack)).status == "counted"
