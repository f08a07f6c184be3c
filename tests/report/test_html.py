from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from escalate import Article, Scorer
from escalate.cli.main import main
from escalate.errors import EscalateError
from escalate.explain.assessment import Assessment, Parts
from escalate.pack.rule import CATEGORIES
from escalate.report import html
from escalate.report.chart import waterfall
from escalate.report.compare import changes, render_comparison, sums, wording_changes
from escalate.report.families import FAMILIES, family_of
from escalate.report.html import actor_names, render, render_fragment, render_many
from escalate.report.reasons import reasons_of
from escalate.report.wording import level_line, ranked, spoken_of, summary
from tests.report.page import Element, broken_links, parse

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.txt"))
CSS = html.stylesheet()
ATTACK = "<script>alert(1)</script>"
ODD_ARTICLES = [Article(path.read_text(encoding="utf-8"), id=path.name) for path in EXAMPLES] + [
    Article("Ardania shelled Belmora.", ATTACK, id=f"{ATTACK}.txt"),
    Article(f"{ATTACK} Ardania shelled the town of Oster on Monday, the army said. <img src=x onerror=alert(1)>"),
    Article(
        'Ardania "shelled" </style></svg>--> Belmora\'s towns &amp; {{ 7 * 7 }} {% raw %} on Monday.', '"onfocus="x'
    ),
    Article("Ardania shelled\r\nOster.\r\n\r\nBelmora\rinvaded Cardova.", "Ardania shelled\nOster"),
    Article("Ardania \ud800 shelled \x00\x01 Oster \u202e on Monday \uffff, the army said."),
    Article("Ardania shelled Oster. " * 400),
    Article("Nothing to see here."),
    Article("\n\n  \n", "Ardania shelled Oster"),
]


@pytest.fixture(scope="module", params=range(len(ODD_ARTICLES)))
def scored(request: pytest.FixtureRequest, scorer: Scorer) -> tuple[Assessment, Article]:
    article = ODD_ARTICLES[request.param]
    return scorer.score(article), article


@pytest.fixture(scope="module")
def incident(scorer: Scorer, article: str) -> tuple[Assessment, Article]:
    given = Article(article, id="border_incident.txt")
    return scorer.score(given), given


def test_nothing_is_fetched_and_nothing_runs(scored: tuple[Assessment, Article]) -> None:
    page = parse(render(*scored))
    assert not page.every("script") and not page.every("img") and not page.every("link") and not page.every("iframe")
    for element in page.every():
        for name, value in element.attributes.items():
            assert not name.startswith("on"), name
            assert name != "style", "inline styles would need a weaker policy"
            if name in ("href", "src", "xlink:href", "action"):
                assert value.startswith("#"), value
    assert "url(" not in CSS and "@import" not in CSS and "//" not in CSS
    (policy,) = [m.attributes["content"] for m in page.every("meta") if "http-equiv" in m.attributes]
    assert policy.startswith("default-src 'none'")


def test_every_reference_leads_somewhere(scored: tuple[Assessment, Article]) -> None:
    assert broken_links(parse(render(*scored))) == []


def test_the_whole_text_is_shown(scored: tuple[Assessment, Article]) -> None:
    assessment, article = scored
    blocks = parse(render(assessment, article)).every(css="block")
    shown = " ".join(block.text(without={"badge", "tip"}) for block in blocks)
    given = html.printable(f"{article.title or ''} {article.text}")
    assert shown.split() == given.split()


def test_every_cue_is_marked_where_it_stands(scored: tuple[Assessment, Article]) -> None:
    assessment, article = scored
    page = parse(render(assessment, article))
    by_id = {element.attributes["id"]: element for element in page.every() if "id" in element.attributes}
    for number, cue in enumerate((*assessment.cues, *assessment.not_counted), 1):
        mark = by_id[f"a1-m{number}"]
        stretch = mark if "stretch" in mark.classes else mark.parent
        assert stretch is not None
        marked = "".join(piece.text() for link in stretch.every(css="cue") for piece in link.every(css="piece"))
        assert "".join(html.printable(cue.text).split()) in "".join(marked.split())
        badge = stretch.every(css="badge")[0].text().split()
        sign = "○" if cue.status != "counted" else "▲" if cue.polarity == "escalation" else "▼"
        assert f"{sign}{number}" in badge
        reason = by_id[f"a1-r{number}"]
        assert cue.rule in reason.text()
        assert ("counted" in reason.classes) == (cue.status == "counted")
        if cue.without is not None:
            assert f"Without this cue {cue.without:.0f} (" in reason.text()


def test_furniture_is_apart_and_named(incident: tuple[Assessment, Article]) -> None:
    assessment, article = incident
    page = parse(render(assessment, article))
    greyed = " ".join(block.text() for block in page.every(css="furniture"))
    assert "Skip to content" in greyed and "staff writer" in greyed
    assert "state radio" not in greyed
    assert any("not read" in label.text() for label in page.every(css="aside-label"))
    headline = next(part for part in assessment.layout if part.kind == "headline")
    assert article.text[headline.start : headline.end] == "Is Ardania Sleepwalking Into Its Neighbour's War?"


def test_layout_points_into_the_text(scored: tuple[Assessment, Article]) -> None:
    assessment, article = scored
    before = 0
    for part in assessment.layout:
        assert before <= part.start < part.end <= len(article.text)
        assert article.text[part.start : part.end].strip()
        before = part.end


def test_bars_lead_from_the_baseline_to_the_score(scored: tuple[Assessment, Article]) -> None:
    assessment, _ = scored
    steps = waterfall(assessment, ranked(reasons_of(assessment, {}), spoken_of(assessment, None)))
    moved = sum(float(step.points.replace("−", "-")) for step in steps[1:-1])
    assert assessment.parts.baseline + moved == pytest.approx(assessment.score, abs=0.15 + 0.05 * len(steps))
    for step in steps:
        assert 0 <= step.left <= 100 and step.width > 0 and step.left + step.width <= 100.7
    for before, after in pairwise(steps[:-1]):
        edge = after.left if after.kind == "up" else after.left + after.width
        assert edge == pytest.approx(before.end, abs=0.7), "each bar begins where the one before ends"
    assert steps[-1].end == pytest.approx(steps[-2].end, abs=0.5)


def test_the_verdict_is_there_in_words(incident: tuple[Assessment, Article], scorer: Scorer) -> None:
    assessment, article = incident
    page = parse(render(assessment, article, actor_names(scorer.pack)))
    head = page.every(css="head")[0].text()
    for words in (f"{assessment.score:g}", assessment.band, assessment.level_name, "90 % interval"):
        assert words in head
    (gauge,) = page.every(css="gauge")
    assert f"Score {assessment.score} of 100" in gauge.attributes["aria-label"]
    provenance = page.every(css="provenance")[0].text()
    assert assessment.provenance["text_sha256"] in provenance
    assert assessment.provenance["rules"]["sha256"] in provenance


def test_actors_are_named(scorer: Scorer) -> None:
    article = Article("France imposed sanctions on Belarus on Monday.")
    assessment = scorer.score(article)
    assert assessment.actors, "the sentence names a source and a target"
    assert "France → Belarus" in render(assessment, article, actor_names(scorer.pack))
    assert "FRA → BLR" in render(assessment, article)


def test_same_bytes_every_time(incident: tuple[Assessment, Article]) -> None:
    assert render(*incident) == render(*incident)


def test_several_articles_in_one_file(scorer: Scorer) -> None:
    pairs = [(scorer.score(article), article) for article in ODD_ARTICLES[:4]]
    page = parse(render_many(pairs))
    assert broken_links(page) == []
    assert len(page.every("article")) == 4
    assert len(page.every(css="escalate-index")[0].every("li")) == 4


def test_notebooks_show_the_report_without_the_text(incident: tuple[Assessment, Article]) -> None:
    assessment, _ = incident
    shown = assessment._repr_html_()
    assert shown == render_fragment(assessment)
    page = parse(shown)
    assert broken_links(page) == [] and not page.every("script") and not page.every(css="block")
    assert len(page.every("li", "reason")) == len(assessment.cues) + len(assessment.not_counted)
    assert len(page.every("li", "reason-said")) == len(spoken_of(assessment, None)) > 0
    other = render_fragment(assessment, prefix="other-")
    assert broken_links(parse(shown + other)) == []


def test_style_stays_inside_the_report() -> None:
    """Outside of media and container queries, every rule of the sheet begins with a class of the report."""
    depth, start = 0, 0
    tops = []
    text = re.sub(r"/\*.*?\*/", "", CSS, flags=re.DOTALL)
    for place, sign in enumerate(text):
        if sign == "{":
            if depth == 0:
                tops.append(text[start:place].strip())
            depth += 1
        elif sign == "}":
            depth -= 1
            start = place + 1
    assert depth == 0 and len(tops) > 5
    for top in tops:
        assert top.startswith(("@media", "@container")) or all(
            part.strip().startswith(".escalate") for part in top.split(",")
        ), top


def _themes() -> dict[str, dict[str, str]]:
    light, dark = re.findall(r"\.escalate, \.escalate-page \{(.*?)\}", CSS, flags=re.DOTALL)[:2]
    return {name: dict(re.findall(r"--([\w-]+): (#\w+)", block)) for name, block in (("light", light), ("dark", dark))}


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(sign * 2 for sign in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("front", "back", "least"),
    [
        *((front, back, 4.5) for front in ("ink", "muted", "link") for back in ("paper", "card")),
        *((front, "paper", 4.5) for front in ("up", "down")),
        *(("ink", f"{family.key}-back", 4.5) for family in FAMILIES),
        *((family.key, f"{family.key}-back", 3.0) for family in FAMILIES),
        *((family.key, "paper", 3.0) for family in FAMILIES),
        ("total", "paper", 3.0),
        ("ink", "said-back", 4.5),
        ("said", "paper", 3.0),
    ],
)
def test_colours_have_enough_contrast(theme: str, front: str, back: str, least: float) -> None:
    colours = _themes()[theme]
    assert _contrast(colours[front], colours[back]) >= least


def test_families_hold_every_category_once() -> None:
    held = [category for family in FAMILIES for category in family.categories]
    assert sorted(held) == sorted(set(held))
    assert set(CATEGORIES) - set(held) <= {"setting"}
    assert family_of("verbal", "de-escalation").key == "calming"


def _reasons(page: Element, css: str) -> int:
    return sum(len(section.every("li", "reason")) for section in page.every("section", css))


def test_comparing_an_article_with_itself_changes_nothing(incident: tuple[Assessment, Article]) -> None:
    page = parse(render_comparison(incident, incident))
    assert broken_links(page) == []
    assert "0.0 points" in page.text()
    assert not page.every("section", "gained") and not page.every("section", "lost")
    assert _reasons(page, "both") == len({cue.rule for cue in incident[0].cues})


def test_comparing_tells_gained_from_lost(scorer: Scorer) -> None:
    by_name = {path.stem: Article(path.read_text(encoding="utf-8")) for path in EXAMPLES}
    war, peace = by_name["harbour_blockade"], by_name["harbour_talks"]
    first, second = scorer.score(war), scorer.score(peace)
    assert first.score > second.score
    before, after = {cue.rule for cue in first.cues}, {cue.rule for cue in second.cues}
    found = changes(reasons_of(first, {}), reasons_of(second, {}))
    assert {change.reason.cue.rule for change in found.gained} == after - before != set()
    assert {change.reason.cue.rule for change in found.lost} == before - after != set()
    assert {change.reason.cue.rule for change in found.both} == before & after
    page = parse(render_comparison((first, war), (second, peace)))
    assert broken_links(page) == []
    assert _reasons(page, "gained") == len(after - before)


def test_a_comparison_accounts_for_every_point(scorer: Scorer) -> None:
    left, right = (Article(path.read_text(encoding="utf-8")) for path in EXAMPLES[2:4])
    first, second = scorer.score(left), scorer.score(right)
    found = changes(reasons_of(first, {}), reasons_of(second, {}))
    cues = sum(c.right_points - c.left_points for c in (*found.gained, *found.lost, *found.both))
    worded = sum(c.value for c in wording_changes(spoken_of(first, left), spoken_of(second, right)))
    baseline = second.parts.baseline - first.parts.baseline
    assert cues + worded + baseline == pytest.approx(second.score - first.score, abs=0.051)
    told = [float(points.replace("−", "-")) for _, points in sums(first, second)]
    assert sum(told) == pytest.approx(second.score - first.score, abs=0.16)
    same = wording_changes(spoken_of(first, left), spoken_of(first, left))
    assert same and all(change.value == 0 and change.left == change.right for change in same)


def test_sentences_that_speak_are_marked_and_listed_by_weight(incident: tuple[Assessment, Article]) -> None:
    assessment, article = incident
    page = parse(render(assessment, article))
    spoken = spoken_of(assessment, article)
    assert spoken and sum(one.sentence.wording for one in spoken) == pytest.approx(
        assessment.parts.classifier, abs=0.05
    )
    titles = [mark.attributes["title"] for mark in page.every("span", "said") if "title" in mark.attributes]
    for one in spoken:
        assert one.told in titles and one.quote
    entries = ranked(reasons_of(assessment, {}), spoken)
    listed = [item.attributes["id"] for item in page.every(css="reasons")[0].every("li")]
    assert listed == [f"a1-{entry.key}" for entry in entries]
    assert [abs(entry.value) for entry in entries] == sorted((abs(entry.value) for entry in entries), reverse=True)
    head = " ".join(page.every(css="head")[0].text().split())
    assert summary(assessment) in head and " ".join(level_line(assessment).split()) in head
    unread = [one for one in spoken if one.draft]
    assert all(one.draft in page.text() for one in unread) and all(not one.sentence.rules for one in unread)


def test_a_warning_comes_first(scorer: Scorer) -> None:
    article = Article("https://news.example.org/world/ardania-shells-oster")
    head = parse(render(scorer.score(article), article)).every(css="head")[0].text()
    assert head.index("Do not use this score") < head.index("of 100")


def test_the_biggest_part_is_named_first(incident: tuple[Assessment, Article], scorer: Scorer) -> None:
    assessment, _ = incident
    parts = assessment.parts
    first = "its cues" if abs(parts.rules) >= abs(parts.classifier) else "its wording"
    assert first in summary(assessment)[:20]
    alone = replace(assessment, parts=Parts(0.0, 7.7, 12.3), score=20.0)
    assert summary(alone) == "Mostly its wording: 12.3 of 20.0 points; its cues +7.7."
    lowered = replace(assessment, parts=Parts(0.0, -5.0, 25.0), score=20.0)
    assert summary(lowered) == "Its wording +25.0; its cues −5.0: 20.0 points."


def test_command_writes_one_file(tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    main(["score", str(EXAMPLES[0]), "--format", "html", "-o", str(out)])
    page = parse(out.read_text(encoding="utf-8"))
    assert len(page.every("article")) == 1 and broken_links(page) == []


def test_scoring_does_not_load_the_templates() -> None:
    code = (
        "import sys; from escalate import Scorer; Scorer.load(use_model=False).score('Ardania shelled Oster.')\n"
        "assert not {'jinja2', 'fastapi', 'starlette'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_missing_library_is_told(monkeypatch: pytest.MonkeyPatch, incident: tuple[Assessment, Article]) -> None:
    monkeypatch.setitem(sys.modules, "jinja2", None)
    html.environment.cache_clear()
    try:
        with pytest.raises(EscalateError, match=r"pip install 'escalation-signals\[report\]'"):
            render(*incident)
    finally:
        html.environment.cache_clear()
