import time
from pathlib import Path

import pytest

from escalate import RuleErrors, Scorer
from escalate.pack.pack import read_pack

RULE = """format: escalate-rules/1
pack: own
rules:
- id: own.signal
  title: Signal rockets
  why: They were agreed as the sign to begin.
  category: military
  polarity: escalation
  level: 3
  phrases: [signal rocket~n ...3 (rise~v|fire~v)]
  examples:
    match: ["Two [[signal rockets rose]] over the ridge."]
    no_match: ["No signal rockets rose over the ridge."]
"""


def _pack(folder: Path, text: str, name: str = "own.yaml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_an_own_pack_scores(tmp_path: Path) -> None:
    scorer = Scorer.load(_pack(tmp_path, RULE), use_model=False)
    assessment = scorer.score("At dusk two signal rockets rose over the ridge.")
    (cue,) = assessment.cues
    assert (cue.rule, cue.text, cue.level) == ("own.signal", "signal rockets rose", 3)
    assert assessment.provenance["rules"]["pack"] == "own"


# Each row: what is broken, the text put in place of another, the fault's line, words of the problem and of the hint.
BROKEN = [
    ("typo in a key", "  polarity:", "  polarty:", 8, "unknown key 'polarty'", "polarity"),
    ("typo in a file key", "pack: own", "pakc: own", 2, "unknown key 'pakc'", "pack"),
    ("unknown list", "(rise~v|fire~v)", "$soldirs", 10, "$soldirs", ""),
    ("gap of 99", "...3", "...99", 10, "not between 1 and 12", "shorter"),
    (
        "regular expression",
        "signal rocket~n ...3 (rise~v|fire~v)",
        "'rocket.*'",
        10,
        "not part of the phrase",
        "regular",
    ),
    ("raw string of Python", "signal rocket~n ...3 (rise~v|fire~v)", 'r"\\brocket\\b"', 10, "not", ""),
    ("level out of range", "level: 3", "level: 9", 9, "out of range", "0 to 5"),
    ("level not a number", "level: 3", "level: high", 9, "not a whole number", "0 to 5"),
    ("unknown category", "category: military", "category: army", 7, "not a choice", "military"),
    ("unknown polarity", "polarity: escalation", "polarity: up", 8, "not a choice", "escalation"),
    ("bad id", "id: own.signal", "id: Signal", 4, "cannot be an id", "theme.short-name"),
    ("tab indentation", "  title:", "\ttitle:", 5, "tab", "spaces"),
    ("a YAML tag", "title: Signal", "title: !!python/name:os.system Signal", 5, "tag", "plain text"),
    ("an anchor", "why: They", "why: &a They", 6, "anchors", "list"),
    ("key twice", "  level: 3", "  level: 3\n  level: 4", 10, "stands twice", "Remove"),
    ("missing examples", "  examples:\n", "  false_positives:\n", 11, "not a list", ""),
    ("phrases not a list", "phrases: [signal rocket~n ...3 (rise~v|fire~v)]", "phrases: signal", 10, "not a list", ""),
    ("marks that do not pair", "[[signal rockets rose]]", "[[signal rockets rose", 12, "do not pair", "Mark"),
    ("unknown context", "  examples:\n", "  contexts: {denyed: keep}\n  examples:\n", 11, "not a context", "denied"),
    ("wrong format", "escalate-rules/1", "escalate-rules/9", 1, "format", "escalate-rules/1"),
    ("unclosed group", "(rise~v|fire~v)", "(rise~v|fire~v", 10, "never closed", "')'"),
    ("unclosed bracket", "[signal rocket~n ...3 (rise~v|fire~v)]", "[signal", 11, "not valid YAML", "Quote"),
]


@pytest.mark.parametrize(("what", "old", "new", "line", "problem", "hint"), BROKEN, ids=[row[0] for row in BROKEN])
def test_broken_files_name_line_problem_and_hint(
    tmp_path: Path, what: str, old: str, new: str, line: int, problem: str, hint: str
) -> None:
    assert old in RULE
    began = time.process_time()  # not the clock: other processes may be busy
    with pytest.raises(RuleErrors) as error:
        read_pack(_pack(tmp_path, RULE.replace(old, new)))
    assert time.process_time() - began < 1.0
    faults = [fault for fault in error.value.errors if problem in fault.problem]
    assert faults, error.value
    assert faults[0].line == line
    assert hint in faults[0].hint
    assert str(faults[0]).startswith(f"{tmp_path / 'own.yaml'}:{line}: ")


def test_all_faults_come_at_once_sorted(tmp_path: Path) -> None:
    text = RULE.replace("level: 3", "level: 9").replace("...3", "...99").replace("  why:", "  wy:")
    with pytest.raises(RuleErrors) as error:
        read_pack(_pack(tmp_path, text))
    lines = [fault.line for fault in error.value.errors]
    assert len(lines) >= 4
    assert lines == sorted(lines)


def test_an_id_used_in_two_files_is_refused(tmp_path: Path) -> None:
    _pack(tmp_path, RULE)
    with pytest.raises(RuleErrors, match=r"stands twice \(also .*own.yaml:4\)"):
        read_pack(_pack(tmp_path, RULE, "second.yaml"))
