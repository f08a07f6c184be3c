import re

from escalate import Scorer
from escalate.pack.codes import code_faults, load_codes, named


def test_the_lists_are_whole_and_well_formed() -> None:
    codes = load_codes()
    assert len([code for code in codes.cameo if len(code) == 2]) == 20
    assert all(re.fullmatch(r"(0[1-9]|1\d|20)\d{0,2}", code) for code in codes.cameo)
    assert all(code[:-1] in codes.cameo for code in codes.cameo if len(code) > 2)
    assert codes.cameo["154"] == "Mobilize or increase armed forces"
    assert len(codes.plover) == 16
    assert "ceasefire" in codes.plover["RETREAT"]


def test_unknown_codes_come_with_the_nearest(own: Scorer) -> None:
    rule = own.pack.pack.rules[0]
    problems = {(fault.problem, fault.hint) for fault in code_faults(rule, load_codes())}
    assert problems == {
        ("'999' is not a CAMEO code", "CAMEO codes have two to four digits, such as 154."),
        ("'armour' is not a mode of PLOVER MOBILIZE", "Known: militia, police, troops, weapons."),
    }
    assert "CAMEO 150 Demonstrate military or police power, not specified below" in named(rule, load_codes())
