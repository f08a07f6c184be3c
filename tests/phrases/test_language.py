import pytest

from escalate.phrases.language import MAX_VARIANTS, PhraseError, Step, expand, list_names, parse


def _steps(text: str) -> list[tuple[Step, ...]]:
    return expand(parse(text), {"soldiers": (parse("troop~n"), parse("armed force~n"))})


def test_a_phrase_becomes_steps_with_gaps() -> None:
    (steps,) = _steps("mass~v ...4 (border~n|frontier~n)")
    assert [step.gap for step in steps] == [0, 4]
    assert steps[0].words == {"mass", "masses", "massed", "massing"}
    assert steps[1].words == {"border", "borders", "frontier", "frontiers"}


def test_a_bare_gap_is_three_words() -> None:
    assert _steps("a ... b")[0][1].gap == 3


def test_lists_spell_out_and_entries_of_several_words_become_runs() -> None:
    (steps,) = _steps("move~v $soldiers")
    assert steps[1].words == {"troop", "troops"}
    assert steps[1].sequences == ((frozenset({"armed"}), frozenset({"force", "forces"})),)
    assert list_names(parse("(a|$soldiers) b")) == {"soldiers"}


def test_optional_parts_are_optional_steps_and_variants_after_a_gap() -> None:
    (steps,) = _steps("heavy? fire broke out")
    assert [step.optional for step in steps] == [True, False, False, False]
    assert [len(steps) for steps in _steps("fire ...3 heavy? broke out")] == [4, 3]


def test_exact_case_and_hyphens() -> None:
    (steps,) = _steps("=US build-up")
    assert steps[0].exact == {"US"}
    assert [sorted(step.words) for step in steps] == [[], ["build"], ["up"]]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "empty"),
        ("troops .* border", "not part of the phrase language"),
        ("(a|b", "never closed"),
        ("a|b", "outside of any group"),
        ("...4 a", "stands at an end"),
        ("a ...4 ...3 b", "another gap"),
        ("a ...99 b", "not between 1 and 12"),
        ("word~x y", "not an inflection mark"),
        ("<weapon> fired", "not a slot"),
        ("a? b?", "optional"),
        ("(a|) b", "empty"),
        ("? a", "does not follow"),
        ("((((((a))))))", "nested"),
        ("a " * 300, "characters long"),
    ],
)
def test_faults_are_named(text: str, problem: str) -> None:
    with pytest.raises(PhraseError) as error:
        parse(text)
    assert problem in error.value.problem


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("(a|b ... c)" * 8 + " d", str(MAX_VARIANTS)),
        ("$nobody moved", "not known"),
        ("<number> <year>", "only slots"),
        ("a b c d e f g h i j k l m n", "words, over"),
    ],
)
def test_phrases_too_wide_to_spell_out_are_refused(text: str, problem: str) -> None:
    with pytest.raises(PhraseError) as error:
        _steps(text)
    assert problem in error.value.problem
