"""A timeline as one self-contained HTML file: no script, no outside request."""

from __future__ import annotations

from pathlib import Path

from escalate.errors import EscalateError
from escalate.report.html import TEMPLATES, environment, printable, stylesheet
from escalate.timeline.drawing import draw
from escalate.timeline.results import Timeline
from escalate.timeline.tables import account, percent

HERE = Path(__file__).parent / "templates"


def need_templates() -> None:
    """Say before anything is read what a page needs.

    Raises
    ------
    EscalateError
        Jinja2 is not installed.
    """
    try:
        import jinja2  # noqa: F401
    except ModuleNotFoundError as error:
        told = f"a page needs {error.name}. Install it with: pip install 'escalation-signals[report]'"
        raise EscalateError(told) from None


def to_html(told: Timeline) -> str:
    """A chart for each series, and below it the articles of each point; everything from records is escaped.

    Raises
    ------
    EscalateError
        Jinja2 is not installed.
    """
    template = environment((HERE, TEMPLATES)).get_template("timeline.html")
    page = template.render(
        told=told,
        account=account(told),
        charts=[draw(series, f"s{number}") for number, series in enumerate(told.series, 1)],
        percent=percent,
        css=stylesheet(),
        own_css=(HERE / "timeline.css").read_text(encoding="utf-8"),
    )
    return printable(page)
