import pytest

from escalate.read.inflections import forms


@pytest.mark.parametrize(
    ("word", "kind", "expected"),
    [
        ("strike", "v", ("stricken", "strike", "strikes", "striking", "struck")),
        ("ram", "v", ("ram", "rammed", "ramming", "rams")),
        ("shell", "v", ("shell", "shelled", "shelling", "shells")),
        ("deny", "v", ("denied", "denies", "deny", "denying")),
        ("withdraw", "v", ("withdraw", "withdrawing", "withdrawn", "withdraws", "withdrew")),
        ("army", "n", ("armies", "army")),
        ("crisis", "n", ("crises", "crisis")),
        ("gunman", "n", ("gunman", "gunmen")),
        ("clash", "", ("clash", "clashed", "clashes", "clashing")),
    ],
)
def test_forms(word: str, kind: str, expected: tuple[str, ...]) -> None:
    assert forms(word, kind) == expected


def test_british_and_american_doubling_both_fit() -> None:
    assert {"cancelled", "canceled", "cancelling", "canceling"} <= set(forms("cancel", "v"))
