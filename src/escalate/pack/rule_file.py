"""Reads one rule file into rules, checking everything and collecting every fault."""

from __future__ import annotations

import re
from pathlib import Path

from escalate.errors import RuleError, RuleErrors
from escalate.pack.checker import Checker, nearest
from escalate.pack.context_kind import POLICIES, shipped_kinds
from escalate.pack.rule import (
    CATEGORIES,
    CONFIDENCES,
    POLARITIES,
    ROLES,
    STATUSES,
    Conditions,
    Example,
    Rule,
    RuleFile,
)
from escalate.pack.yaml_file import Mapping, read_yaml
from escalate.phrases.frames import ANY, Frame, frame_phrases
from escalate.phrases.language import Phrase, PhraseError

FORMAT = "escalate-rules/1"
FILE_KEYS = ("format", "pack", "version", "lists", "rules")
RULE_KEYS = (
    "id", "title", "why", "status", "category", "polarity", "level", "severity", "confidence", "codes", "phrases",
    "frames", "actors", "contexts", "unless", "when", "false_positives", "examples", "aliases", "evidence",
)  # fmt: skip
REQUIRED = ("id", "title", "why", "category", "polarity", "level", "examples")
FRAME_KEYS = ("verbs", "nouns", "doer", "target", "reciprocal", "both")
CONDITION_KEYS = ("near", "sentence", "headline", "article")
_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*\.[a-z0-9]+(?:-[a-z0-9]+)*")


def read_rule_file(path: Path) -> tuple[RuleFile, list[RuleError]]:
    """Read a file; faults come back beside what could be read.

    Returns
    -------
    RuleFile
        The sound rules of the file.
    list of RuleError
        Everything that is wrong with it.
    """
    checker = Checker(str(path))
    try:
        data = read_yaml(path)
    except RuleErrors as error:
        return RuleFile("", "", (), {}), error.errors
    checker.closed(data, FILE_KEYS, ("format", "pack"))
    checker.format(data, FORMAT)
    lists = checker.lists(data)
    rules = read_rules(checker, data)
    return RuleFile(checker.text(data, "pack"), checker.text(data, "version"), rules, lists), checker.errors


def read_rules(checker: Checker, data: Mapping) -> tuple[Rule, ...]:
    """Read the `rules` of a rule file or an overlay."""
    rules = tuple(_rule(checker, entry, checker.path) for entry in checker.mappings(data, "rules"))
    checker.place = ""
    return rules


def read_conditions(checker: Checker, data: Mapping, key: str) -> Conditions:
    """Read an `unless` or `when` block."""
    block = checker.mapping(data, key)
    checker.closed(block, CONDITION_KEYS)
    found = {name: checker.phrases(block, name) for name in CONDITION_KEYS if name in block}
    return Conditions(**found)


def read_frames(checker: Checker, data: Mapping) -> tuple[Frame, ...]:
    """Read the `frames` of a rule."""
    found = []
    for entry in checker.mappings(data, "frames"):
        checker.closed(entry, FRAME_KEYS)
        target = entry.get("target")
        # "target: any" is a word, everything else a list.
        targets = [target] if isinstance(target, str) and target == ANY else checker.texts(entry, "target")
        frame = Frame(
            verbs=tuple(str(text) for text in checker.texts(entry, "verbs")),
            nouns=tuple(str(text) for text in checker.texts(entry, "nouns")),
            doer=tuple(str(text) for text in checker.texts(entry, "doer")),
            target=tuple(str(text) for text in targets),
            reciprocal=checker.choice(entry, "reciprocal", ("true", "false"), "false") == "true",
            both=checker.choice(entry, "both", ("true", "false"), "false") == "true",
            line=entry.line,
        )
        if not (frame.verbs or frame.nouns):
            checker.fail(entry.line, "the frame names no act", "Add 'verbs: [...]' or 'nouns: [...]'.")
        elif frame.both and not (frame.doer and frame.target):
            checker.fail(entry.line, "'both' needs a doer and a target", "Add them, or remove 'both'.")
        else:
            found.append(frame)
    return tuple(found)


def _made(checker: Checker, frames: tuple[Frame, ...]) -> list[Phrase]:
    """The phrases that frames come to."""
    phrases: list[Phrase] = []
    for number, frame in enumerate(frames):
        try:
            phrases += frame_phrases(frame, number)
        except PhraseError as error:
            checker.fail(frame.line, f"the frame of '{(*frame.verbs, *frame.nouns)[0]}': {error.problem}", error.hint)
    return phrases


def _rule(checker: Checker, data: Mapping, path: str) -> Rule:
    identifier = checker.text(data, "id", "?")
    checker.place = identifier
    checker.closed(data, RULE_KEYS, REQUIRED)
    if not _ID.fullmatch(identifier):
        line = data.lines.get("id", data.line)
        checker.fail(line, f"'{identifier}' cannot be an id", "Write theme.short-name in lower case.")
    phrases = checker.phrases(data, "phrases")
    if "phrases" in data and not data["phrases"]:
        checker.fail(data.lines["phrases"], "'phrases' is empty", "Write at least one phrase.")
    if "phrases" not in data and "frames" not in data:
        checker.fail(data.line, "the key 'phrases' is missing", "Add 'phrases: …' or 'frames: …'.")
    frames = read_frames(checker, data)
    codes = checker.mapping(data, "codes")
    checker.closed(codes, ("cameo", "plover"))
    actors = checker.mapping(data, "actors")
    checker.closed(actors, ("source", "target"))
    examples = checker.mapping(data, "examples")
    checker.closed(examples, ("match", "no_match", "todo_match"))
    found = {
        key: tuple(Example(str(text), text.line) for text in checker.texts(examples, key))
        for key in ("match", "no_match", "todo_match")
    }
    for example in found["match"]:
        if example.text.count("[[") != example.text.count("]]") or example.text.count("[[") > 1:
            checker.fail(example.line, "the marks [[ ]] do not pair", "Mark the matched words once.")
    polarity = checker.choice(data, "polarity", POLARITIES, "escalation")
    return Rule(
        id=identifier,
        title=checker.text(data, "title"),
        why=checker.text(data, "why"),
        status=checker.choice(data, "status", STATUSES, "test"),
        category=checker.choice(data, "category", CATEGORIES, "verbal"),
        polarity=polarity,
        level=checker.integer(data, "level", 0, 5, 1),
        severity=checker.integer(data, "severity", 1, 5, 3),
        confidence=checker.choice(data, "confidence", CONFIDENCES, "medium"),
        phrases=(*phrases, *_made(checker, frames)),
        frames=frames,
        path=path,
        line=data.line,
        cameo=tuple(str(code) for code in checker.texts(codes, "cameo")),
        plover=checker.text(codes, "plover"),
        source=checker.choice(actors, "source", ROLES, "before"),
        target=checker.choice(actors, "target", ROLES, "after"),
        contexts=_policies(checker, data),
        unless=read_conditions(checker, data, "unless"),
        when=read_conditions(checker, data, "when"),
        match=found["match"],
        no_match=found["no_match"],
        todo_match=found["todo_match"],
        false_positives=tuple(str(text) for text in checker.texts(data, "false_positives")),
        aliases=tuple(str(text) for text in checker.texts(data, "aliases")),
        evidence=checker.text(data, "evidence"),
    )


def _policies(checker: Checker, data: Mapping) -> dict[str, str]:
    block = checker.mapping(data, "contexts")
    policies = {}
    kinds = shipped_kinds() if block else {}
    for kind in block:
        line = block.lines[kind]
        if kind not in kinds:
            checker.fail(line, f"'{kind}' is not a context", nearest(kind, kinds))
        policy = checker.text(block, kind)
        if policy not in POLICIES:
            checker.fail(line, f"'{kind}: {policy}' is not a policy", f"Use one of {', '.join(POLICIES)}.")
        policies[kind] = policy
    return policies
