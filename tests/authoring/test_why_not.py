import pytest

from escalate import Article, Scorer
from escalate.authoring.why_not import why_not
from escalate.find.document import read_document

# Each row: a sentence, what becomes of the rule, and what is said of its first phrase.
ROWS = [
    ("Sappers mined the northern bridge.", "counted", ""),
    ("Sappers did not mine the northern bridge.", "not counted", ""),
    ("Sappers mined the pier.", "silent", "not in the sentence"),
    ("Sappers mined the road that led to the old bridge.", "silent", "7 stand before 'bridge'"),
    ("At the bridge sappers mined the road.", "silent", "'bridge' stands before it"),
    ("Sappers mined it; bridges stood.", "silent", "a clause, quotation or semicolon"),
    ("Nothing happened.", "silent", "wants mine, mined, mines, mining: not in the sentence"),
]


@pytest.mark.parametrize(("sentence", "outcome", "blocked"), ROWS)
def test_how_far_a_phrase_came(own: Scorer, sentence: str, outcome: str, blocked: str) -> None:
    result = why_not(own, own.pack.pack.rules[0], sentence)
    assert result.outcome == outcome
    (first,) = [entry for entry in result.phrases if entry.phrase == "mine~v ...4 $crossings"]
    assert blocked in first.blocked
    assert bool(first.blocked) == (first.reached < first.steps)


def test_what_blocked_a_match_is_named(own: Scorer) -> None:
    rule = own.pack.pack.rules[0]
    (negated,) = why_not(own, rule, "Sappers did not mine the northern bridge.").reasons
    (excluded,) = why_not(own, rule, "Sappers mined the bridge at the quarry.").reasons
    assert "negated" in negated and "'not'" in negated
    assert excluded.endswith("excluded, unless near: quarry")


def test_it_says_what_scoring_says(scorer: Scorer) -> None:
    """A phrase that matched whole is one that the matcher found, and the other way round."""
    pack = scorer.pack
    for number in range(0, len(pack.pack.rules), 60):
        rule = pack.pack.rules[number]
        for example in (*rule.match[:1], *rule.no_match[:1]):
            document = read_document(Article(example.plain), pack)
            hits = {
                rule.phrases[match.phrase].text
                for low, high in document.bounds
                for match in pack.rules.find(document.view, low, high)
                if match.owner == number
            }
            whole = {entry.phrase for entry in why_not(scorer, rule, example.plain).phrases if not entry.blocked}
            assert whole == hits, (rule.id, example.plain)
