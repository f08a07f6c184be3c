"""A rule pack: the folder of YAML files, read, cross-checked and held together."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from escalate.errors import InputError, RuleError, RuleErrors
from escalate.pack.actor_names import Actors, read_actors
from escalate.pack.checker import nearest
from escalate.pack.context_cue import Contexts, read_contexts
from escalate.pack.furniture import Furniture, read_furniture
from escalate.pack.rule import Rule
from escalate.pack.rule_file import read_rule_file
from escalate.pack.shipped import shipped as shipped
from escalate.pack.weights import Weights, read_weights
from escalate.pack.world import FOLDER, Worlds, read_worlds
from escalate.phrases.language import Node, Phrase, PhraseError, expand, list_names

_READERS: dict[str, Callable[[Path], tuple[Any, list[RuleError]]]] = {
    "contexts.yaml": read_contexts,
    "furniture.yaml": read_furniture,
    "actors.yaml": read_actors,
    "weights.yaml": read_weights,
    FOLDER: read_worlds,
}
SPECIAL = tuple(_READERS)


@dataclass(frozen=True, slots=True)
class Pack:
    """A rule pack as its authors wrote it.

    Attributes
    ----------
    name, version : str
        From the rule files.
    sha256 : str
        Digest over names and bytes of all files.
    rules : tuple of Rule
        Sorted by id.
    lists : dict of list name to its phrases
        Shared by all rule files.
    """

    name: str
    version: str
    sha256: str
    rules: tuple[Rule, ...]
    lists: dict[str, tuple[Phrase, ...]]
    contexts: Contexts
    furniture: Furniture
    actors: Actors
    weights: Weights
    worlds: Worlds


def read_pack(folder: Path | None = None) -> Pack:
    """Read a pack from its folder, the shipped one by default.

    Raises
    ------
    InputError
        The folder is not there or holds no rule file.
    RuleErrors
        Every fault in the pack.
    """
    folder = folder or shipped("rules")
    paths = _rule_paths(folder)
    errors: list[RuleError] = []
    rules: list[Rule] = []
    lists: dict[str, tuple[Phrase, ...]] = {}
    names: dict[str, None] = {}
    versions: dict[str, None] = {}
    for path in paths:
        if path.name in SPECIAL:
            continue
        file, faults = read_rule_file(path)
        errors += faults
        rules += file.rules
        names[file.pack] = None
        if file.version:
            versions[file.version] = None
        for name, phrases in file.lists.items():
            if name in lists:
                errors.append(
                    RuleError(str(path), 1, f"${name}", "the list is defined twice in the pack", "Rename one.")
                )
            lists[name] = phrases
    errors += check_rules(rules, lists)
    own = [name for name in SPECIAL if (folder / name).exists()]
    parts: dict[str, Any] = {}
    # The shipped special files are read last: where the pack's own files are broken, that is to be said at once.
    for name in sorted(SPECIAL, key=lambda name: (name not in own, name)):
        if errors and name not in own:
            break
        parts[name], faults = _READERS[name](_special(folder, name))
        errors += faults
    if errors:
        raise RuleErrors(errors)
    pack = Pack(
        name=next(iter(names), "") or "unnamed",
        version=next(iter(versions), ""),
        sha256=pack_digest(folder),
        rules=tuple(sorted(rules, key=lambda rule: rule.id)),
        lists=lists,
        contexts=parts["contexts.yaml"],
        furniture=parts["furniture.yaml"],
        actors=parts["actors.yaml"],
        weights=parts["weights.yaml"],
        worlds=parts[FOLDER],
    )
    errors = check_special(pack)
    if errors:
        raise RuleErrors(errors)
    return pack


def _rule_paths(folder: Path) -> list[Path]:
    """All YAML files of a pack, sorted by name."""
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder of rules. Name a folder that holds YAML rule files.")
    paths = sorted(folder.glob("*.yaml"))
    if not any(path.name not in SPECIAL for path in paths):
        raise InputError(f"{folder}: holds no rule file (*.yaml). Name a folder that holds YAML rule files.")
    return paths


def pack_digest(folder: Path) -> str:
    """SHA-256 over names and bytes of all files that a pack consists of, the shipped special files among them."""
    digest = hashlib.sha256()
    own = [path for path in _rule_paths(folder) if path.name not in SPECIAL]
    for name in SPECIAL:
        special = _special(folder, name)
        own += sorted(special.glob("*.yaml")) if special.is_dir() else [special]
    for path in own:
        content = path.read_bytes() if path.is_file() else b""
        digest.update(path.name.encode() + b"\0" + str(len(content)).encode() + b"\0" + content)
    return digest.hexdigest()


def _special(folder: Path, name: str) -> Path:
    """A pack may leave out the special files; the shipped ones then serve."""
    own = folder / name
    return own if own.exists() else shipped("rules") / name


def cross_check(pack: Pack) -> list[RuleError]:
    """Faults that only show across files: ids used twice, unknown lists, phrases too wide."""
    return [*check_rules(pack.rules, pack.lists), *check_special(pack)]


def check_rules(rules: Iterable[Rule], lists: dict[str, tuple[Phrase, ...]]) -> list[RuleError]:
    """Ids used twice, unknown lists and phrases too wide in rules and their lists."""
    errors: list[RuleError] = []
    seen: dict[str, Rule] = {}
    path = ""
    for rule in sorted(rules, key=lambda rule: (rule.id, rule.path)):
        path = path or rule.path
        for name in (rule.id, *rule.aliases):
            if name in seen:
                first = seen[name]
                problem = f"the id '{name}' stands twice (also {first.path}:{first.line})"
                errors.append(RuleError(rule.path, rule.line, rule.id, problem, "Rename one."))
            seen.setdefault(name, rule)
        conditions = (rule.unless, rule.when)
        extra = [p for c in conditions for p in (*c.near, *c.sentence, *c.headline, *c.article)]
        errors += check_phrases(rule.path, rule.id, (*rule.phrases, *extra), lists)
    for name, phrases in lists.items():
        errors += check_phrases(path, f"${name}", phrases, lists, is_list=True)
    return errors


def check_special(pack: Pack) -> list[RuleError]:
    """Unknown lists and phrases too wide in contexts, worlds and furniture."""
    errors: list[RuleError] = []
    contexts = pack.contexts
    for cue in contexts.cues:
        errors += check_phrases(contexts.path, cue.id, (*cue.phrases, *cue.pseudo, *cue.stops), contexts.lists)
    worlds = pack.worlds
    for world in worlds.worlds:
        errors += check_phrases(world.path, world.id, (*world.words, *world.also, *world.spares), worlds.lists)
    for furniture in pack.furniture.rules:
        errors += check_phrases(pack.furniture.path, furniture.id, furniture.phrases, pack.furniture.lists)
    return errors


class _Nodes(Mapping[str, tuple[tuple[Node, ...], ...]]):
    """The lists as their entries' nodes, made for those that are asked for."""

    def __init__(self, lists: Mapping[str, tuple[Phrase, ...]]) -> None:
        self.lists = lists

    def __getitem__(self, name: str) -> tuple[tuple[Node, ...], ...]:
        return tuple(phrase.nodes for phrase in self.lists[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self.lists)

    def __len__(self) -> int:
        return len(self.lists)


def check_phrases(
    path: str,
    place: str,
    phrases: tuple[Phrase, ...],
    lists: dict[str, tuple[Phrase, ...]],
    *,
    is_list: bool = False,
) -> list[RuleError]:
    """Phrases that name an unknown list or stand for too many sequences."""
    errors = []
    parsed = _Nodes(lists)
    for phrase in phrases:
        unknown = sorted(list_names(phrase.nodes) - set(lists))
        if unknown:
            problem = f"the list ${unknown[0]} is not known"
            errors.append(RuleError(path, phrase.line, place, problem, nearest(unknown[0], lists)))
            continue
        try:
            expand(phrase.nodes, parsed, is_list=is_list)
        except PhraseError as error:
            problem = f"phrase '{phrase.text[:60]}': {error.problem}"
            errors.append(RuleError(path, phrase.line, place, problem, error.hint))
    return errors
