"""The compiled pack from the cache scores as the pack itself does."""

import json
import shutil
from pathlib import Path

import pytest

from escalate import Article, Scorer
from escalate.pack.compiled import compile_pack
from escalate.pack.pack import read_pack
from escalate.pack.store import _key, _read, load_compiled, write_compiled

ROOT = Path(__file__).parents[2]
CORPORA = sorted((ROOT / "corpus").glob("*.jsonl"))


@pytest.fixture
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr("escalate.pack.store.SHIPPED", tmp_path / "none.json")
    return tmp_path / "escalate"


@pytest.mark.slow
def test_the_whole_corpus_gets_the_same_bytes_by_the_plain_and_the_fast_path(own_cache: Path) -> None:
    Scorer.load(use_model=False, whole=False)  # writes the cache that the next one reads
    assert len(list(own_cache.iterdir())) == 1
    plain, fast = Scorer.load(), Scorer.load(whole=False)
    assert not fast.pack.pack.rules[0].phrases
    seen = 0
    for path in CORPORA:
        for line in path.read_text(encoding="utf-8").splitlines():
            article = Article.from_record(json.loads(line), path.name)
            assert fast.score(article).to_json() == plain.score(article).to_json(), article.id
            seen += 1
    assert seen > 400


@pytest.mark.slow
def test_a_damaged_cache_is_made_anew(own_cache: Path, tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(ROOT / "rules", rules)
    load_compiled(rules)
    [kept] = own_cache.iterdir()
    whole = kept.read_text(encoding="utf-8")
    kept.write_text(whole[: len(whole) // 2], encoding="utf-8")
    assert load_compiled(rules).pack.sha256
    assert kept.read_text(encoding="utf-8") == whole


def test_a_changed_cache_is_not_believed(own_cache: Path, tmp_path: Path) -> None:
    pack = compile_pack(read_pack(ROOT / "rules"))
    kept = tmp_path / "kept.json"
    write_compiled(pack, kept)
    key = _key(pack.pack.sha256)
    assert _read(kept, key) is not None
    whole = kept.read_bytes()
    changed = whole.replace(b'"escalation"', b'"de-escalation"', 1)
    assert changed != whole
    kept.write_bytes(changed)
    assert _read(kept, key) is None, "still JSON, but not what was written"
