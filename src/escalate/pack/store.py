"""Compiled packs kept as plain JSON, so that scoring need not parse and compile the rules again.

The shipped pack comes ready-made in the wheel; others are kept in the user's cache folder, by the hash of the pack and
of the code that compiles. What scoring does not need (phrases as written, examples) is left out. The first line of a
file holds the digest of the rest: a file that was changed or damaged is not believed, and the pack is compiled again.
Whoever can write there can write a digest too; the cache folder is its user's, as the rules are.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from escalate.pack.actor_names import Actors
from escalate.pack.compiled import CompiledPack, compile_pack
from escalate.pack.pack import pack_digest, read_pack, shipped
from escalate.pack.rule import Conditions, Example
from escalate.phrases.frames import Frame
from escalate.phrases.index import PatternIndex
from escalate.phrases.language import Phrase
from escalate.phrases.pattern_store import PatternStore
from escalate.read.plain_file import read_plain

FORMAT = "escalate-compiled/4"
MAX_COMPILED = 100_000_000  # bytes; the shipped pack has 5,000,000
PACKAGE = Path(__file__).parents[1]
SHIPPED = PACKAGE / "data" / "compiled.json"
# Left out of the cache: only the tools for rule authors look at these, and they read the pack itself.
_LEFT_OUT = (Phrase, Frame, Example, Conditions, Actors)
_CODE = ("pack", "phrases", "read")  # the folders whose code makes a compiled pack


def load_compiled(folder: Path | None = None) -> CompiledPack:
    """A compiled pack: the ready-made one or the cached one where it is current, else compiled now and cached.

    The pack inside holds neither phrases nor examples; use `pack.read_pack` for those.

    Raises
    ------
    InputError, RuleErrors
        As `pack.read_pack`.
    """
    key = _key(pack_digest(folder or shipped("rules")))
    found = _read(SHIPPED, key)
    if found:
        return found
    kept = _user_file(key)
    found = _read(kept, key)
    if found:
        return found
    pack = compile_pack(read_pack(folder))
    # A cache that cannot be written only costs time.
    with contextlib.suppress(OSError):
        write_compiled(pack, kept)
    return pack


def write_compiled(pack: CompiledPack, path: Path) -> None:
    """Write a compiled pack, at once or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    data = {"store": _plain(pack.rules.store), "pack": _plain(pack)}
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    head = {"format": FORMAT, "key": _key(pack.pack.sha256), "sha256": hashlib.sha256(body).hexdigest()}
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(json.dumps(head).encode() + b"\n" + body)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def _key(pack_sha256: str) -> str:
    return hashlib.sha256(f"{FORMAT} {pack_sha256} {_code_digest()}".encode()).hexdigest()


@cache
def _code_digest() -> str:
    """Digest of the code and tables that compile, so that a new version never reads an old cache."""
    digest = hashlib.sha256()
    code = sorted(path for folder in _CODE for path in (PACKAGE / folder).glob("*.py"))
    for path in [*code, PACKAGE / "data" / "inflections.json"]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _user_file(key: str) -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("escalate") / f"rules-{key[:32]}.json"


def _read(path: Path, key: str) -> CompiledPack | None:
    """The pack in a cache file; None where there is none, it is another one, or it is damaged."""
    try:
        with _collector_paused():
            if not path.exists():
                return None
            head, _, body = read_plain(path, MAX_COMPILED).partition(b"\n")
            wanted = {"format": FORMAT, "key": key, "sha256": hashlib.sha256(body).hexdigest()}
            if json.loads(head) != wanted:
                return None
            data = json.loads(body)
            store = PatternStore(data["store"]["plain_sets"], data["store"]["plain_patterns"])
            pack: CompiledPack = _builder(CompiledPack)(data["pack"], store)
    except Exception:  # whatever is wrong with it, the pack itself is there to be compiled again
        return None
    return pack


@contextlib.contextmanager
def _collector_paused() -> Iterator[None]:
    """Hold the garbage collector off: it would search all the new lists, none of them garbage, again and again."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _plain(value: Any) -> Any:
    """Plain data of a dataclass, index, set, tuple or dict."""
    if isinstance(value, PatternStore):
        return {"plain_sets": value.plain_sets, "plain_patterns": value.plain_patterns}
    if isinstance(value, PatternIndex):
        return [list(value.by_word), list(value.by_word.values()), value.anywhere]
    if is_dataclass(value):
        return [None if isinstance(v := getattr(value, f.name), _LEFT_OUT) else _plain(v) for f in fields(value)]
    if isinstance(value, dict):
        return [list(value), [_plain(v) for v in value.values()]]
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value if not isinstance(v, _LEFT_OUT)]
    return value


_Builder = Callable[[Any, PatternStore], Any]


@cache
def _builder(hint: Any) -> _Builder:
    """What makes a value of a type from its plain data."""
    origin, arguments = get_origin(hint), get_args(hint)
    if hint is PatternIndex:
        return lambda data, store: PatternIndex(store, dict(zip(data[0], data[1], strict=True)), data[2])
    if is_dataclass(hint):
        return _dataclass_builder(hint)
    if origin is UnionType:
        inner = _builder(next(a for a in arguments if a is not NoneType))
        return lambda data, store: None if data is None else inner(data, store)
    if origin is dict:
        if arguments[1] in (int, str, float):
            return lambda data, store: dict(zip(*data, strict=True))
        inner = _builder(arguments[1])
        return lambda data, store: {key: inner(value, store) for key, value in zip(*data, strict=True)}
    if origin is tuple and arguments[-1:] == (Ellipsis,):
        inner = _builder(arguments[0])
        if arguments[0] in (int, str, float):
            return lambda data, store: tuple(data)
        return lambda data, store: tuple([inner(value, store) for value in data])
    if origin is tuple:
        inners = [_builder(argument) for argument in arguments]
        return lambda data, store: tuple(b(value, store) for b, value in zip(inners, data, strict=True))
    if origin is frozenset:
        return lambda data, store: frozenset(data)
    return lambda data, store: data


def _dataclass_builder(cls: Any) -> _Builder:
    if cls in _LEFT_OUT:
        empty = cls((), (), "") if cls is Actors else cls() if cls is Conditions else None
        return lambda data, store: empty
    hints = get_type_hints(cls)
    plain = (int, str, float, bool)
    builders = [None if hints[f.name] in plain else _builder(hints[f.name]) for f in fields(cls)]

    def build(data: list[Any], store: PatternStore) -> Any:
        return cls(*[v if b is None else b(v, store) for b, v in zip(builders, data, strict=True)])

    return build
