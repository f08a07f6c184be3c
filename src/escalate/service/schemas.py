"""The API's data as OpenAPI describes it. Assessments are made by the scorer; their models here only describe them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from escalate.read.article import Article, parse_date

Limited = Annotated[str, Field(max_length=2000)]
# At least one character that is not blank, as `check_text` asks.
NOT_BLANK = "[^\\x00\\ufeff \\t\\r\\n]"


class ArticleIn(BaseModel):
    """One article to score."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"title": "Ardania closes its border", "text": "Ardania closed its border with Belmora on Monday."}
            ]
        },
    )

    text: str = Field(min_length=1, pattern=NOT_BLANK, description="The article's text, page furniture and all.")
    title: Limited | None = Field(None, description="The headline, where it is known apart from the text.")
    date: Limited | None = Field(None, description="Day of publication, as YYYY-MM-DD; anything else is ignored.")
    source: Limited | None = None
    url: Limited | None = None
    id: Limited | None = Field(None, description="Carried through to the assessment.")

    def article(self) -> Article:
        """The article for the scorer."""
        return Article(
            self.text, self.title or None, parse_date(self.date), self.source or None, self.url or None, self.id or None
        )


class Problem(BaseModel):
    """What is wrong with a request, and what to do."""

    error: str


class ContextOut(BaseModel):
    """Words around a cue that say what it counts for."""

    kind: str
    cue: str
    policy: str


class CueOut(BaseModel):
    """A cue of the article, counted or not; offsets point into the text as it was sent."""

    rule: str
    title: str
    why: str
    category: str
    polarity: str
    level: int = Field(ge=0, le=5)
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    text: str
    sentence: list[int] = Field(min_length=2, max_length=2)
    zone: str
    status: str
    contexts: list[ContextOut]
    source: str | None
    target: str | None
    points: float
    without: float | None
    codes: dict[str, Any]


class TermOut(BaseModel):
    """A term of the classifier."""

    term: str
    points: float


class DyadOut(BaseModel):
    """Who acts on whom."""

    source: str | None
    target: str | None
    score: float
    cues: int


class PartsOut(BaseModel):
    """Points by origin; the three add up to the score."""

    baseline: float
    rules: float
    classifier: float


class AssessmentOut(BaseModel):
    """The assessment of one article, as in `escalate score --format json`."""

    model_config = ConfigDict(extra="allow")

    schema_: str = Field(alias="schema")
    id: str | None
    title: str | None
    score: float = Field(ge=0, le=100)
    band: str
    level: int = Field(ge=0, le=5)
    level_name: str
    direction: int = Field(ge=-1, le=1)
    interval: list[float] = Field(min_length=2, max_length=2)
    review: bool
    parts: PartsOut
    cues: list[CueOut]
    not_counted: list[CueOut]
    terms: list[TermOut]
    actors: list[DyadOut]
    provenance: dict[str, Any]


class RuleOut(BaseModel):
    """A rule in short."""

    id: str
    title: str
    category: str
    polarity: str
    level: int
    severity: int
    confidence: str
    status: str


class RuleDetail(RuleOut):
    """A rule with its phrases, examples and codes."""

    why: str
    phrases: list[str]
    match: list[str]
    no_match: list[str]
    false_positives: list[str]
    cameo: list[str]
    plover: str
    source: str
    target: str
    contexts: dict[str, str]
    aliases: list[str]


class RuleList(BaseModel):
    """The rules of the pack that the service scores with."""

    pack: str
    version: str
    sha256: str
    rules: list[RuleOut]


class Health(BaseModel):
    """Whether the service scores."""

    status: str
    version: str
