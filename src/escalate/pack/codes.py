"""The codes of the CAMEO and PLOVER event schemes, and whether a rule's codes are among them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib import resources

from escalate.errors import RuleError
from escalate.pack.checker import nearest
from escalate.pack.rule import Rule


@dataclass(frozen=True, slots=True)
class Codes:
    """The two schemes.

    Attributes
    ----------
    cameo : dict of code to its name
        Roots ("19") and all codes under them ("190", "1951").
    plover : dict of category to its modes
        A rule names a category alone, or category/mode/….
    plover_names : dict of category to its name
    """

    cameo: dict[str, str]
    plover: dict[str, tuple[str, ...]]
    plover_names: dict[str, str]


def load_codes() -> Codes:
    """Read the shipped lists."""
    data = json.loads(resources.files("escalate").joinpath("data/codes.json").read_text(encoding="utf-8"))
    categories = data["plover"]["categories"]
    return Codes(
        cameo=dict(data["cameo"]["codes"]),
        plover={name: tuple(entry["modes"]) for name, entry in categories.items()},
        plover_names={name: entry["name"] for name, entry in categories.items()},
    )


def code_faults(rule: Rule, codes: Codes) -> list[RuleError]:
    """Codes of a rule that the schemes do not have."""
    faults = []
    for code in rule.cameo:
        if code not in codes.cameo:
            near = [known for known in codes.cameo if known.startswith(code[:2])]
            hint = f"Known: {', '.join(near)}." if near else "CAMEO codes have two to four digits, such as 154."
            faults.append(_fault(rule, f"'{code}' is not a CAMEO code", hint))
    if rule.plover:
        category, _, mode = rule.plover.partition("/")
        mode = mode.partition("/")[0]
        if category not in codes.plover:
            faults.append(_fault(rule, f"'{category}' is not a PLOVER category", nearest(category, codes.plover)))
        elif mode and mode not in codes.plover[category]:
            known = codes.plover[category]
            hint = nearest(mode, known) if known else f"{category} has no modes: write it alone."
            faults.append(_fault(rule, f"'{mode}' is not a mode of PLOVER {category}", hint))
    return faults


def named(rule: Rule, codes: Codes) -> list[str]:
    """The codes of a rule with their names."""
    shown = [f"CAMEO {code} {codes.cameo.get(code, '?')}" for code in rule.cameo]
    if rule.plover:
        shown.append(f"PLOVER {rule.plover} ({codes.plover_names.get(rule.plover.split('/')[0], '?')})")
    return shown


def _fault(rule: Rule, problem: str, hint: str) -> RuleError:
    return RuleError(rule.path, rule.line, rule.id, problem, hint)
