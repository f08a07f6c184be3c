"""The API's data as OpenAPI describes it. Assessments are made by the scorer; their models here only describe them."""

from __future__ import annotations

import inspect
import re
import types
import typing
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, create_model

from escalate.explain.assessment import Assessment
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


# Bounds that the types of an assessment cannot say, by field.
BOUNDS: dict[str, dict[str, float]] = {
    "level": {"ge": 0, "le": 5},
    "direction": {"ge": -1, "le": 1},
    "start": {"ge": 0},
    "end": {"ge": 0},
    "line": {"ge": 0},
}
OF_AN_ASSESSMENT: dict[str, dict[str, float]] = {"score": {"ge": 0, "le": 100}}


@cache
def described(value: type) -> type[BaseModel]:
    """A model with the fields of a dataclass, nested ones too, in words of its docstring.

    The JSON of an assessment has a key for each field (a test holds it), so a new field is described by itself.
    """
    hints = typing.get_type_hints(value)
    words = _words(value)
    bounds = BOUNDS | (OF_AN_ASSESSMENT if value is Assessment else {})
    made: dict[str, Any] = {}
    for field in fields(value):
        known: dict[str, Any] = {**bounds.get(field.name, {}), "description": words.get(field.name)}
        if field.name == "schema":  # a name that pydantic keeps for itself
            made["schema_"] = (str, Field(alias="schema", **known))
        else:
            made[field.name] = (_json_type(hints[field.name]), Field(**known))
    if value is Assessment:
        made = {"schema_": (str, Field(alias="schema", description="Name and version of this form.")), **made}
    doc = inspect.getdoc(value) or ""
    return create_model(
        f"{value.__name__}Out", __config__=ConfigDict(extra="allow"), __doc__=doc.split("\n\n")[0], **made
    )


def _json_type(hint: Any) -> Any:
    """The type that a field has in JSON: tuples are lists, nested dataclasses objects."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if is_dataclass(hint) and isinstance(hint, type):
        return described(hint)
    if origin is tuple and inner[-1:] == (Ellipsis,):
        return list[_json_type(inner[0])]  # type: ignore[misc]
    if origin is tuple:
        return Annotated[list[inner[0]], Field(min_length=len(inner), max_length=len(inner))]  # type: ignore[valid-type]
    if origin in (types.UnionType, typing.Union):
        return typing.Union[tuple(_json_type(one) for one in inner)]  # noqa: UP007 - built of a tuple
    return hint


def _words(value: type) -> dict[str, str]:
    """What the docstring of a dataclass says of its fields."""
    _, _, listed = (inspect.getdoc(value) or "").partition("Attributes\n----------\n")
    found: dict[str, str] = {}
    for names, text in re.findall(r"^(\w[\w, ]*) : .*\n((?:    .*\n?)+)", listed, re.MULTILINE):
        for name in names.split(", "):
            found[name] = " ".join(text.split())
    return found


AssessmentOut: type[BaseModel] = described(Assessment)


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
