from datetime import date
from pathlib import Path

import pytest

from escalate import RuleErrors, Scorer
from escalate.pack.compiled import compile_pack
from escalate.pack.overlay import apply_overlay
from escalate.pack.pack import Pack, read_pack

from ..authoring.conftest import PACK

TODAY = date(2031, 6, 1)
SENTENCE = "Sappers mined the bridge. Two signal rockets rose."


@pytest.fixture(scope="module")
def pack(folder: Path) -> Pack:
    return read_pack(folder)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pack")
    (folder / "own.yaml").write_text(PACK, encoding="utf-8")
    return folder


def _overlay(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "escalate.yaml"
    path.write_text(f"format: escalate-overlay/1\n{text}", encoding="utf-8")
    return path


def _laid(pack: Pack, path: Path, today: date = TODAY) -> Scorer:
    applied = apply_overlay(pack, path, today)
    return Scorer(compile_pack(applied.pack), None, applied)


def _counted(scorer: Scorer, text: str = SENTENCE) -> list[str]:
    return sorted(cue.rule for cue in scorer.score(text).cues)


# Each row: an overlay, a sentence, the rules that count in it.
EFFECTS = [
    ("", SENTENCE, ["own.crossing-mined", "own.rockets"]),
    ("disable: [{id: own.rockets, reason: r}]", SENTENCE, ["own.crossing-mined"]),
    ("disable: [{id: own.flares, reason: an alias}]", SENTENCE, ["own.crossing-mined"]),
    ("change: [{id: own.rockets, set: {status: draft}, reason: r}]", SENTENCE, ["own.crossing-mined"]),
    ("filters: [{rules: [own.*], near: [sapper~n], reason: r}]", SENTENCE, ["own.rockets"]),
    ("filters: [{rules: [own.rockets], sentence: [two], reason: r}]", SENTENCE, ["own.crossing-mined"]),
    ("filters: [{rules: [own.*], near: [sapper~n, two], reason: r, until: 2031-06-01}]", SENTENCE, []),
    (
        "filters: [{rules: [own.*], near: [sapper~n, two], reason: r, until: 2031-05-31}]",
        SENTENCE,
        ["own.crossing-mined", "own.rockets"],
    ),
    ("lists: [{name: crossings, remove: [bridge~n], add: [viaduct], reason: r}]", "They mined the bridge.", []),
    ("lists: [{name: crossings, add: [viaduct], reason: r}]", "They mined the viaduct.", ["own.crossing-mined"]),
    (
        "rules:\n- {id: own.extra, title: t, why: w, category: verbal, polarity: escalation, level: 1, "
        "phrases: [drum~n of war], examples: {match: ['[[Drums of war]].']}}",
        "There are drums of war.",
        ["own.extra"],
    ),
]


@pytest.mark.parametrize(("text", "sentence", "expected"), EFFECTS)
def test_what_an_overlay_does(tmp_path: Path, pack: Pack, text: str, sentence: str, expected: list[str]) -> None:
    changed = text.replace("mine~v the bridge", "")
    scorer = _laid(pack, _overlay(tmp_path, changed))
    if "remove" in text:  # the pack's second phrase names the bridge itself
        assert "bridge~n" not in [phrase.text for phrase in scorer.pack.pack.lists["crossings"]]
        sentence = sentence.replace("the bridge", "some bridge")
    assert _counted(scorer, sentence) == expected


def test_changes_are_seen_in_the_assessment_and_traced(tmp_path: Path, pack: Pack) -> None:
    text = "change:\n- {id: own.rockets, set: {level: 1, contexts: {negated: keep}}, reason: drills}\n"
    scorer = _laid(pack, _overlay(tmp_path, text))
    (cue,) = scorer.score("No signal rockets rose.").cues
    assert cue.level == 1
    assert scorer.overlay is not None
    origin = scorer.overlay.origins[("own.rockets", "level")]
    assert (origin.line, origin.reason) == (3, "drills")
    assert ("own.rockets", "severity") not in scorer.overlay.origins


def test_the_pack_itself_is_left_alone_and_provenance_tells(tmp_path: Path, folder: Path) -> None:
    before = (folder / "own.yaml").read_bytes()
    path = _overlay(tmp_path, "filters: [{rules: [own.*], near: [x], reason: r, until: 2031-05-31}]")
    plain = Scorer.load(folder, use_model=False).score(SENTENCE).provenance["rules"]
    lapsed = Scorer.load(folder, overlay=path, use_model=False, today=TODAY).score(SENTENCE).provenance["rules"]
    valid = (
        Scorer.load(folder, overlay=path, use_model=False, today=date(2031, 5, 31)).score(SENTENCE).provenance["rules"]
    )
    assert "overlay" not in plain
    assert {key: lapsed[key] for key in plain} == plain
    assert lapsed["overlay"]["sha256"] == valid["overlay"]["sha256"]
    assert (lapsed["overlay"]["expired_filters"], valid["overlay"]["expired_filters"]) == (1, 0)
    assert (folder / "own.yaml").read_bytes() == before
    (line,) = apply_overlay(read_pack(folder), path, TODAY).expired
    assert line == f"{path}:2: the filter on own.* expired on 2031-05-31; not applied."


# Each row: a broken overlay, words of the problem, words of the hint.
BROKEN = [
    ("disable: [{id: own.rocket, reason: r}]", "the rule 'own.rocket' is not known", "'own.rockets'"),
    ("disable: [{id: own.rockets}]", "'reason' is missing", "reason"),
    ("disabled: []", "unknown key 'disabled'", "'disable'"),
    ("change: [{id: own.rockets, set: {levl: 2}, reason: r}]", "unknown key 'levl'", "'level'"),
    ("change: [{id: own.rockets, set: {level: 9}, reason: r}]", "out of range", "0 to 5"),
    ("change: [{id: own.rockets, set: {status: off}, reason: r}]", "not a choice", "draft"),
    ("change: [{id: own.rockets, set: {contexts: {negatd: keep}}, reason: r}]", "unknown key 'negatd'", "'negated'"),
    ("filters: [{rules: [onw.*], near: [x], reason: r}]", "no rule is of 'onw.*'", "'own.*'"),
    ("filters: [{rules: [own.*], reason: r}]", "blocks nothing", "near"),
    ("filters: [{rules: [own.*], near: [$crosings x], reason: r}]", "$crosings is not known", "'crossings'"),
    ("filters: [{rules: [own.*], near: [a.*b], reason: r}]", "not part of the phrase language", "regular"),
    ("filters: [{rules: [own.*], near: [x], reason: r, until: May}]", "is not a date", "year-month-day"),
    ("lists: [{name: crosings, add: [x], reason: r}]", "the list 'crosings' is not known", "'crossings'"),
    ("lists: [{name: crossings, remove: [brige~n], reason: r}]", "is not in the list", "'bridge~n'"),
    ("rules: [{id: own.rockets, title: t}]", "'why' is missing", "why"),
    ("pack: own", "unknown key 'pack'", ""),
]


@pytest.mark.parametrize(("text", "problem", "hint"), BROKEN)
def test_broken_overlays_name_line_problem_and_nearest(
    tmp_path: Path, pack: Pack, text: str, problem: str, hint: str
) -> None:
    path = _overlay(tmp_path, text)
    with pytest.raises(RuleErrors) as error:
        _laid(pack, path)
    (fault,) = [fault for fault in error.value.errors if problem in fault.problem]
    assert (fault.path, fault.line) == (str(path), 2)
    assert hint in fault.hint


def test_an_own_rule_cannot_take_an_id_of_the_pack(tmp_path: Path, pack: Pack) -> None:
    text = (
        "rules:\n- {id: own.rockets, title: t, why: w, category: verbal, polarity: escalation, level: 1, "
        "phrases: [drum~n], examples: {}}"
    )
    with pytest.raises(RuleErrors, match=r"the id 'own\.rockets' stands twice"):
        _laid(pack, _overlay(tmp_path, text))
