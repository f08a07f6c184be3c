"""The report as one self-contained HTML file: no script, no outside request."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from escalate.errors import EscalateError
from escalate.explain.assessment import Assessment
from escalate.read.article import Article
from escalate.report.chart import BandPart, WaterfallBar, gauge_bands, waterfall
from escalate.report.families import FAMILIES, Family
from escalate.report.marks import TextBlock, lay_out, lay_out_title
from escalate.report.pairs import UncuedPair, uncued_pairs
from escalate.report.reasons import Reason, reasons_of, signed, who_to_whom
from escalate.report.wording import Entry, Spoken, in_a_few_words, level_line, ranked, spoken_of, summary

if TYPE_CHECKING:
    from jinja2 import Environment

    from escalate.explain.pairs import SentenceDyad
    from escalate.pack.compiled import CompiledPack

TEMPLATES = Path(__file__).parent / "templates"
DIRECTIONS = {1: ("↑", "towards conflict"), 0: ("→", "mixed or steady"), -1: ("↓", "away from conflict")}
_NO_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
MAX_TITLE = 300


@dataclass(frozen=True, slots=True)
class View:
    """All that the templates show of one article."""

    prefix: str
    title: str
    article_id: str
    assessment: Assessment
    direction: tuple[str, str]
    bands: tuple[BandPart, ...]
    steps: tuple[WaterfallBar, ...]
    reasons: tuple[Reason, ...]
    entries: tuple[Entry, ...]
    spoken: tuple[Spoken, ...]
    summary: str
    level_line: str
    raised: str
    lowered: str
    families: tuple[Family, ...]
    blocks: tuple[TextBlock, ...]
    dyads: tuple[tuple[str, str, int], ...]
    uncued: tuple[UncuedPair, ...]
    terms: tuple[tuple[str, str, bool], ...]
    provenance: tuple[tuple[str, str], ...]

    @property
    def counted(self) -> tuple[Reason, ...]:
        """Reasons that add to the score."""
        return tuple(reason for reason in self.reasons if reason.counted)

    @property
    def uncounted(self) -> tuple[Reason, ...]:
        """Cues found that do not add to it."""
        return tuple(reason for reason in self.reasons if not reason.counted)


def render(
    assessment: Assessment,
    article: Article | None = None,
    names: Mapping[str, str] | None = None,
    dyads: Sequence[SentenceDyad] = (),
) -> str:
    """Render the report of one article as a whole HTML document.

    Parameters
    ----------
    assessment : Assessment
    article : Article, optional
        The article that was scored. Without it, the report shows the cues but not the text around them.
    names : mapping, optional
        Names of actors by id, as `actor_names` gives them.
    dyads : sequence of SentenceDyad, optional
        What `Scorer.dyads` gives: pairs without a counted cue are then shown apart.

    Raises
    ------
    EscalateError
        Jinja2 is not installed.
    """
    return render_many([(assessment, article)], names, [dyads])


def render_many(
    pairs: Sequence[tuple[Assessment, Article | None]],
    names: Mapping[str, str] | None = None,
    dyads: Sequence[Sequence[SentenceDyad]] = (),
) -> str:
    """Render the reports of several articles as one HTML document; `dyads` has an entry for each, or none."""
    views = [
        view(a, article, names, f"a{number}-", own)
        for number, ((a, article), own) in enumerate(zip(pairs, dyads or [()] * len(pairs), strict=True), 1)
    ]
    return render_template("report.html", views=views, css=stylesheet())


def render_fragment(
    assessment: Assessment,
    article: Article | None = None,
    names: Mapping[str, str] | None = None,
    prefix: str | None = None,
) -> str:
    """Render the report as an HTML element with its style, to stand in a page such as a notebook."""
    shown = view(assessment, article, names, prefix or f"e{assessment.provenance['text_sha256'][:8]}-")
    return render_template("fragment.html", view=shown, css=stylesheet())


def view(
    assessment: Assessment,
    article: Article | None,
    names: Mapping[str, str] | None,
    prefix: str,
    dyads: Sequence[SentenceDyad] = (),
) -> View:
    """Gather what the templates show; `prefix` keeps the ids of several reports on one page apart."""
    known = names or {}
    reasons = reasons_of(assessment, known)
    spoken = spoken_of(assessment, article)
    entries = ranked(reasons, spoken)
    blocks: tuple[TextBlock, ...] = ()
    if article is not None:
        blocks = lay_out(article.text, assessment, reasons, spoken)
        if article.title:
            blocks = (lay_out_title(article.title, reasons, spoken), *blocks)
    present = {reason.family.key for reason in reasons}
    return View(
        prefix=prefix,
        title=_title(assessment, article),
        article_id=assessment.id or "",
        assessment=assessment,
        direction=DIRECTIONS[assessment.direction],
        bands=gauge_bands(assessment.score),
        steps=waterfall(assessment, entries),
        reasons=reasons,
        entries=entries,
        spoken=spoken,
        summary=summary(assessment),
        level_line=level_line(assessment),
        raised=in_a_few_words(entries, up=True),
        lowered=in_a_few_words(entries, up=False),
        families=tuple(family for family in FAMILIES if family.key in present),
        blocks=blocks,
        dyads=tuple((who_to_whom(d.source, d.target, known), signed(d.score), d.cues) for d in assessment.actors),
        uncued=uncued_pairs(dyads, known),
        terms=tuple((term.term, signed(term.points), term.points >= 0) for term in assessment.terms),
        provenance=_provenance(assessment),
    )


def actor_names(pack: CompiledPack) -> dict[str, str]:
    """Names of actors by id, from a compiled pack."""
    return dict(pack.actor_titles)


def stylesheet() -> str:
    """The report's style sheet."""
    return (TEMPLATES / "report.css").read_text(encoding="utf-8")


def render_template(name: str, **values: Any) -> str:
    """Render a template of this folder, with everything that is not markup escaped."""
    return printable(environment((TEMPLATES,)).get_template(name).render(**values))


@lru_cache(maxsize=4)
def environment(folders: tuple[Path, ...]) -> Environment:
    """The Jinja2 environment over folders of templates.

    Raises
    ------
    EscalateError
        Jinja2 is not installed.
    """
    try:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined
    except ImportError:
        raise EscalateError("HTML needs Jinja2. Install it with: pip install 'escalation-signals[report]'") from None
    return Environment(
        loader=FileSystemLoader([str(folder) for folder in folders]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def printable(page: str) -> str:
    """A page without the characters that HTML does not allow; U+FFFD stands in for each."""
    return _NO_CHARACTERS.sub("\ufffd", page)


def _title(assessment: Assessment, article: Article | None) -> str:
    """The headline as given or as found in the text, else the id."""
    title = assessment.title or ""
    if not title and article is not None:
        headline = next((part for part in assessment.layout if part.kind == "headline"), None)
        title = article.text[headline.start : headline.end] if headline else ""
    flat = " ".join((title or assessment.id or "Untitled article").split())
    return flat if len(flat) <= MAX_TITLE else flat[: MAX_TITLE - 1] + "…"


def _provenance(assessment: Assessment) -> tuple[tuple[str, str], ...]:
    found = assessment.provenance
    rules, model = found["rules"], found["model"]
    return (
        ("escalate", found["version"]),
        ("Rules", f"{rules['pack']} {rules['version']}".strip()),
        ("Digest of the rules", rules["sha256"]),
        *_overlay(rules.get("overlay")),
        ("Model", model["name"] if model else "none: rules alone"),
        *((("Digest of the model", model["sha256"]),) if model else ()),
        ("Digest of the text", found["text_sha256"]),
    )


def _overlay(overlay: Mapping[str, Any] | None) -> tuple[tuple[str, str], ...]:
    if not overlay:
        return ()
    expired = overlay["expired_filters"]
    return (("Digest of the overlay", overlay["sha256"]), *((("Filters expired", str(expired)),) if expired else ()))
