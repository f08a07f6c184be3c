"""Runs the examples that rules carry, through the same call that scores articles."""

from __future__ import annotations

from dataclasses import dataclass, replace

from escalate.errors import RuleError
from escalate.find.document import read_document
from escalate.pack.rule import Example, Rule
from escalate.read.article import Article
from escalate.scorer import Scorer

MIN_EXAMPLES = 3  # of each kind
MIN_BLOCKED = 2  # no_match examples in which a phrase matched and something blocked it


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """What happened to one example of a rule.

    Attributes
    ----------
    outcome : str
        "counted", "blocked" (found, not counted) or "silent" (no phrase matched).
    reason : str
        Why it was blocked.
    """

    rule: str
    example: Example
    outcome: str
    span: tuple[int, int] | None
    reason: str


def run_example(scorer: Scorer, rule: Rule, example: Example) -> ExampleResult:
    """Score an example and say what became of the rule in it."""
    assessment = scorer.score(example.plain)
    for cue in assessment.cues:
        if cue.rule == rule.id:
            return ExampleResult(rule.id, example, "counted", (cue.start, cue.end), "")
    for cue in assessment.not_counted:
        if cue.rule == rule.id:
            if cue.status == "repeated" and cue.note.startswith("the same words"):
                return ExampleResult(rule.id, example, "counted", (cue.start, cue.end), cue.note)
            shown = "; ".join(f"{c.kind} by '{c.cue}'" for c in cue.contexts if c.policy in ("drop", "flip"))
            reason = " ".join(filter(None, (cue.status, shown or cue.note)))
            return ExampleResult(rule.id, example, "blocked", (cue.start, cue.end), reason)
    return ExampleResult(rule.id, example, "silent", None, "")


def with_drafts(scorer: Scorer) -> Scorer:
    """A scorer in which drafts count, so that their examples can be tried before they score anything."""
    pack = scorer.pack.pack
    if not any(rule.status == "draft" for rule in pack.rules):
        return scorer
    rules = tuple(replace(rule, status="test") if rule.status == "draft" else rule for rule in pack.rules)
    return Scorer(replace(scorer.pack, pack=replace(pack, rules=rules)), scorer.model)


def failures(scorer: Scorer, rule: Rule) -> list[RuleError]:
    """Examples of a rule that do not come out as written."""
    found = []
    for example in rule.match:
        result = run_example(scorer, rule, example)
        if result.outcome != "counted":
            problem = f"'{_short(example.plain)}' should match and is {result.outcome} {result.reason}".rstrip()
            found.append(RuleError(rule.path, example.line, rule.id, problem, "Mend the phrases, or the example."))
        elif example.span is None:
            found.append(
                RuleError(
                    rule.path,
                    example.line,
                    rule.id,
                    "the example has no [[marks]]",
                    "Mark the matched words.",
                )
            )
        elif example.span != result.span and result.span:
            start, end = result.span
            problem = f"'{_short(example.plain)}' matches '{example.plain[start:end]}', not the marked words"
            found.append(RuleError(rule.path, example.line, rule.id, problem, "Move the marks, or mend the phrases."))
    for example in rule.no_match:
        result = run_example(scorer, rule, example)
        if result.outcome == "counted":
            problem = f"'{_short(example.plain)}' should not match and does"
            found.append(RuleError(rule.path, example.line, rule.id, problem, "Add a context or an exclusion."))
    return found


def weaknesses(scorer: Scorer, rule: Rule) -> list[RuleError]:
    """Too few examples, negatives that nothing blocks, and phrases that no example exercises."""
    found = []

    def weak(line: int, problem: str, hint: str) -> None:
        found.append(RuleError(rule.path, line, rule.id, problem, hint))

    if len(rule.match) < MIN_EXAMPLES:
        weak(rule.line, f"has {len(rule.match)} match examples, fewer than {MIN_EXAMPLES}", "Add some.")
    if len(rule.no_match) < MIN_EXAMPLES:
        weak(rule.line, f"has {len(rule.no_match)} no_match examples, fewer than {MIN_EXAMPLES}", "Add some.")
    blocked = sum(run_example(scorer, rule, example).outcome == "blocked" for example in rule.no_match)
    if blocked < MIN_BLOCKED:
        problem = f"only {blocked} no_match examples hold a phrase that something blocks"
        weak(rule.line, problem, "Write sentences in which a phrase stands negated, historical, or excluded.")
    silent = unexercised(scorer, rule)
    for number, frame in enumerate(rule.frames):
        # A frame comes to many forms; one of them used shows that the act is the one meant.
        own = [place for place, phrase in enumerate(rule.phrases) if phrase.frame == number]
        if own and set(own) <= set(silent):
            act = ", ".join((*frame.verbs, *frame.nouns))
            weak(frame.line, f"no example exercises the frame of '{_short(act)}'", "Add an example for it.")
    for phrase in (number for number in silent if rule.phrases[number].frame < 0):
        text = rule.phrases[phrase].text
        weak(
            rule.phrases[phrase].line,
            f"no example exercises the phrase '{_short(text)}'",
            "Add an example for it.",
        )
    return found


def unexercised(scorer: Scorer, rule: Rule) -> list[int]:
    """Indexes of phrases that match in none of the rule's examples."""
    own = next(i for i, other in enumerate(scorer.pack.pack.rules) if other.id == rule.id)
    used: set[int] = set()
    for example in (*rule.match, *rule.no_match, *rule.todo_match):
        document = read_document(Article(example.plain), scorer.pack)
        index = scorer.pack.rules
        for sentence in document.segmentation.sentences:
            for match in index.find(document.view, sentence.first, sentence.last):
                if match.owner == own:
                    used.add(match.phrase)
    return [number for number in range(len(rule.phrases)) if number not in used]


def _short(text: str) -> str:
    return text if len(text) <= 90 else text[:87] + "…"


__all__ = ["ExampleResult", "failures", "run_example", "unexercised", "weaknesses", "with_drafts"]
