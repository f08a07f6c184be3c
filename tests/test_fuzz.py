"""Properties of the assessment of any text. `python -m benchmarks.fuzz` tries 10,000."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, assume, given, settings

from escalate import Article, Scorer

from .fuzz import can_be_scored, check, check_furniture, texts, titles

pytestmark = pytest.mark.slow
EACH = settings(
    max_examples=200, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None
)


@EACH
@given(texts, titles)
def test_places_sums_and_bytes(scorer: Scorer, text: str, title: str | None) -> None:
    article = Article(text, title)
    assume(can_be_scored(article))
    check(scorer, article)


@EACH
@given(texts, titles)
def test_places_sums_and_bytes_of_rules_alone(rules_only: Scorer, text: str, title: str | None) -> None:
    article = Article(text, title)
    assume(can_be_scored(article))
    check(rules_only, article)


NEWS = "Ardania and Belmora met at the border on Monday and spoke of many things for more than three long hours there."


@EACH
@given(texts)
def test_furniture_after_an_article_changes_nothing(rules_only: Scorer, text: str) -> None:
    assume(can_be_scored(Article(text)))
    paragraph = " ".join(text.split())
    check_furniture(rules_only, Article(f"{NEWS}\n\n{paragraph}\n\n{NEWS[:-1]}, it was said.", "Ardania meets Belmora"))
