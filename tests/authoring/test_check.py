import pytest

from escalate import Scorer
from escalate.authoring.check import lint
from escalate.authoring.cost import costs
from escalate.authoring.cover import contains
from escalate.authoring.spelled import spelled
from escalate.phrases.language import expand, parse


def test_every_kind_of_fault_is_found_at_its_line(own: Scorer) -> None:
    found = lint(own)
    findings = {(fault.line, fault.rule, fault.problem) for fault in found.findings}
    warnings = {(fault.line, fault.rule, fault.problem.split(":")[0]) for fault in found.warnings}
    crossing, rockets = "own.crossing-mined", "own.rockets"
    assert (7, crossing, "'999' is not a CAMEO code") in findings
    assert (7, crossing, "has 2 match examples, fewer than 3") in findings
    assert (7, crossing, "only 1 no_match examples hold a phrase that something blocks") in findings
    assert (17, crossing, "no example exercises the phrase '(said|was) ...2 (from|to)'") in findings
    assert (25, rockets, "is stable and records no evidence") in findings
    assert (16, crossing, "the phrase 'mine~v the bridge' adds no hit") in warnings
    assert (38, rockets, "a todo_match example matches by now") in warnings
    assert (5, "$unused", "no phrase names the list") in warnings
    dear = [fault for fault in found.warnings if "is tried" in fault.problem]
    assert [fault.line for fault in dear] == [17]
    assert found.tries == pytest.approx(sum(cost.tries for cost in costs(own.pack.pack)) / 1000)


COVERED = [
    ("final ultimatum to troop~n", "ultimatum", True),
    ("ultimatum", "final ultimatum", False),
    ("a ...5 b", "a ...2 b", False),
    ("a ...2 b", "a ...5 b", True),
    ("a c b", "a ...1 b", True),
    ("a c d b", "a ...1 b", False),
    ("a c? b", "a ...1 b", True),
    ("a c? b", "a c b", False),
    ("(x|y) b", "(x|y|z) b", True),
    ("(x|w) b", "(x|y|z) b", False),
    ("cyber attack", "attack~n", True),
    ("=US troops", "us troops", True),
    ("us troops", "=US troops", False),
    ("<actor> attacked", "<place> attacked", False),
]


@pytest.mark.parametrize(("long", "short", "expected"), COVERED)
def test_a_phrase_inside_another(long: str, short: str, expected: bool) -> None:
    assert contains(expand(parse(long), {})[0], expand(parse(short), {})[0]) is expected


SPELLED = [
    ("go~v", "(go|goes|going|gone|went)"),
    ("army~n ...3 (move~v|is)", "(army|armies) [up to 3 words] (move|moved|moves|moving|is)"),
    ("$crossings <actor>?", "(bridge|bridges|causeway) <actor>?"),
    ("=US x?", "=US x?"),
]


@pytest.mark.parametrize(("phrase", "expected"), SPELLED)
def test_phrases_spelled_out(phrase: str, expected: str) -> None:
    assert spelled(parse(phrase), {"crossings": (parse("bridge~n"), parse("causeway"))}) == expected
