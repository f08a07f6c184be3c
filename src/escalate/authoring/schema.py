"""The JSON Schemas of rule files and overlays, for editors that complete and check YAML as it is typed.

They are made from the same constants that the loaders check against; phrases are only bounded in length here, their
language is checked by `escalate rules check`.
"""

from __future__ import annotations

from typing import Any

from escalate.pack import overlay, rule_file
from escalate.pack.codes import load_codes
from escalate.pack.context_kind import POLICIES, shipped_kinds
from escalate.pack.rule import CATEGORIES, CONFIDENCES, POLARITIES, ROLES, STATUSES
from escalate.phrases.frames import ANY
from escalate.phrases.language import MAX_LENGTH

DRAFT = "https://json-schema.org/draft/2020-12/schema"
ID = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*\.[a-z0-9]+(-[a-z0-9]+)*$"

_TEXT: dict[str, Any] = {"type": "string", "minLength": 1}
_TEXTS: dict[str, Any] = {"type": "array", "items": _TEXT}
# A phrase may be a bare number, such as a year; the loader reads it as text.
_PHRASES: dict[str, Any] = {"type": "array", "items": {"type": ["string", "number"], "maxLength": MAX_LENGTH}}
_LIST_NAME = "^[a-z][a-z0-9_-]*$"


def rules_schema() -> dict[str, Any]:
    """The schema of a rule file."""
    return {
        "$schema": DRAFT,
        "title": "escalate rule file",
        **_object(
            {
                "format": {"const": rule_file.FORMAT},
                "pack": {**_TEXT, "description": "Name of the pack, the same in all its files."},
                "version": {"type": ["string", "number"]},
                "lists": _lists(),
                "rules": {"type": "array", "items": {"$ref": "#/$defs/rule"}},
            },
            ("format", "pack"),
        ),
        "$defs": {"rule": _rule()},
    }


def overlay_schema() -> dict[str, Any]:
    """The schema of an overlay."""
    rule_id = {"type": "string", "pattern": ID}
    own = _rule()["properties"]
    settable = {key: own[key] for key in overlay.SETTABLE}
    reason = {**_TEXT, "description": "Why; shown by 'rules show --effective'."}
    disable = _object({"id": rule_id, "reason": reason}, ("id", "reason"))
    change = _object({"id": rule_id, "set": _object(settable), "reason": reason}, ("id", "set", "reason"))
    blocked = _object(
        {
            "rules": {
                "type": "array",
                "items": {"type": "string"},
                "description": "Ids, or theme.* for a whole theme.",
            },
            **dict.fromkeys(overlay.FILTER_KEYS, _PHRASES),
            "reason": reason,
            "until": {"type": "string", "format": "date", "description": "Last day on which the filter is applied."},
        },
        ("rules", "reason"),
    )
    extended = _object(
        {"name": {"type": "string"}, "add": _PHRASES, "remove": _PHRASES, "reason": reason}, ("name", "reason")
    )
    return {
        "$schema": DRAFT,
        "title": "escalate overlay",
        **_object(
            {
                "format": {"const": overlay.FORMAT},
                "disable": {"type": "array", "items": disable},
                "change": {"type": "array", "items": change},
                "filters": {"type": "array", "items": blocked},
                "lists": {"type": "array", "items": extended},
                "rules": {"type": "array", "items": {"$ref": "#/$defs/rule"}},
            },
            ("format",),
        ),
        "$defs": {"rule": _rule()},
    }


def _rule() -> dict[str, Any]:
    known = load_codes()
    plover = [f"{name}{mode}" for name, modes in known.plover.items() for mode in ("", *(f"/{m}" for m in modes))]
    examples = {"match": _TEXTS, "no_match": _TEXTS, "todo_match": _TEXTS}
    conditions = _object(dict.fromkeys(rule_file.CONDITION_KEYS, _PHRASES))
    properties: dict[str, Any] = {
        "id": {"type": "string", "pattern": ID, "description": "theme.short-name; keep it once others use it."},
        "title": {**_TEXT, "description": "A few words, shown beside every hit."},
        "why": {**_TEXT, "description": "One sentence for readers of a score."},
        "status": {"enum": list(STATUSES), "description": "draft never scores; stable has recorded evidence."},
        "category": {"enum": list(CATEGORIES)},
        "polarity": {"enum": list(POLARITIES)},
        "level": {"type": "integer", "minimum": 0, "maximum": 5, "description": "Rung of the codebook."},
        "severity": {"type": "integer", "minimum": 1, "maximum": 5, "description": "1 to 5 within the rung."},
        "confidence": {"enum": list(CONFIDENCES)},
        "codes": _object(
            {"cameo": {"type": "array", "items": {"enum": list(known.cameo)}}, "plover": {"enum": plover}},
        ),
        "phrases": {**_PHRASES, "minItems": 1},
        "frames": {"type": "array", "items": _frame(), "minItems": 1},
        "actors": _object({"source": {"enum": list(ROLES)}, "target": {"enum": list(ROLES)}}),
        "contexts": _object({kind: {"enum": list(POLICIES)} for kind in shipped_kinds()}),
        "unless": {**conditions, "description": "Phrases that block a match: within six words, in its sentence, …"},
        "when": {**conditions, "description": "Phrases of which one must stand there for a match to count."},
        "false_positives": _TEXTS,
        "examples": _object(examples),
        "aliases": {"type": "array", "items": {"type": "string", "pattern": ID}},
        "evidence": {"type": "string", "description": "Written by 'escalate rules report CORPUS --record NAME'."},
    }
    either = [{"required": ["phrases"]}, {"required": ["frames"]}]
    return {**_object({key: properties[key] for key in rule_file.RULE_KEYS}, rule_file.REQUIRED), "anyOf": either}


def _frame() -> dict[str, Any]:
    return _object(
        {
            "verbs": {**_TEXTS, "description": "Lemmas: shell, open fire on."},
            "nouns": {**_TEXTS, "description": "Nouns of the act: shelling, air strike."},
            "doer": {**_PHRASES, "description": "Who does it: words, $lists, slots."},
            "target": {"anyOf": [{"const": ANY}, _PHRASES], "description": "To what; 'any' where none need stand."},
            "reciprocal": {"enum": [True, False, "true", "false"], "description": "Two sides do it to each other."},
            "both": {"enum": [True, False, "true", "false"], "description": "Only between a doer and a target."},
        }
    )


def _lists() -> dict[str, Any]:
    return {"type": "object", "patternProperties": {_LIST_NAME: _PHRASES}, "additionalProperties": False}


def _object(properties: dict[str, Any], required: tuple[str, ...] = ()) -> dict[str, Any]:
    closed = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**closed, "required": list(required)} if required else closed
