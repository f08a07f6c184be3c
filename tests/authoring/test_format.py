"""The script that lays out rule files: the shipped ones are laid out, and a layout never says anything else."""

import importlib.util
from types import ModuleType

import pytest
import yaml

from ..conftest import ROOT

WORDS = "missile~n, mortar bomb~n, (fire~v|launch~v) ...2 at, " * 4
CHOICE = "|".join(["shell", "mortar", "rocket", "howitzer"] * 6)
TEXTS = {
    "a list": f"lists:\n  shots: [{WORDS}napalm]\n",
    "a list over lines, uneven": f"lists:\n  shots: [\n    {WORDS}\n    napalm,\n    grad~n]\n",
    "a list of one a line": f"phrases: [\n  napalm,\n  ({CHOICE}) ...2 at,\n]\n",
    "quotes and brackets in a list": f'- {{id: a, near: ["no, not: [this", {WORDS}it\'s]}}\n',
    "a choice without a blank": f"phrases:\n- ({CHOICE})\n- rest\n",
    "a choice over lines": f"phrases:\n-\n  ({CHOICE}) ...1\n  (at|{CHOICE})\n- rest\n",
    "a string in quotes": f'why: "{"They say: no. " * 12}"\ntitle: x\n',
    "a plain string": f"rules:\n- id: a\n  why: {'They went away ' * 12}\n  title: x\n",
}


def _script() -> ModuleType:
    path = ROOT / "tools" / "format_rules.py"
    found = importlib.util.spec_from_file_location("format_rules", path)
    assert found and found.loader
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def test_the_shipped_files_are_laid_out(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    script = _script()
    monkeypatch.setattr("sys.argv", ["format_rules.py", "--check"])
    assert script.main() == 0, "run: python tools/format_rules.py"
    assert capsys.readouterr().out == "all lines fit\n"


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_layout_fits_and_says_the_same(text: str) -> None:
    script = _script()
    laid_out = script.formatted(text)
    assert max(map(len, text.splitlines())) > script.COLUMNS >= max(map(len, laid_out.splitlines()))
    assert yaml.safe_load(laid_out) == yaml.safe_load(text)
    assert script.formatted(laid_out) == laid_out


def test_comments_stay_in_their_place() -> None:
    script = _script()
    text = f"# {'word ' * 30}\nrules:\n# Short.\n- id: a  # beside\n"
    assert [line for line in script.formatted(text).splitlines() if not line.startswith("# word")] == [
        "rules:",
        "# Short.",
        "- id: a  # beside",
    ]
