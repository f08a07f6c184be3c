"""rules/worlds: faults come with their lines, and the digest of a pack takes the folder along."""

from pathlib import Path
from shutil import copytree

from escalate.pack.pack import pack_digest, read_pack
from escalate.pack.world import FOLDER, read_worlds

from ..conftest import ROOT


def test_faults_are_reported_with_their_files_and_lines(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("format: escalate-world/1\nid: world.a\ntitle: a\nword: [x]\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text(
        "format: escalate-world/1\nid: world.a\ntitle: b\nwords: [x]\npassage: 0\n", encoding="utf-8"
    )
    (tmp_path / "lists.yaml").write_text("format: escalate-world/1\nlists: {l: [y]}\nwords: [x]\n", encoding="utf-8")
    _, errors = read_worlds(tmp_path)
    problems = [(Path(error.path).name, error.line, error.problem) for error in errors]
    assert ("a.yaml", 4, "unknown key 'word'") in problems
    assert any(name == "b.yaml" and line == 5 for name, line, _ in problems)
    assert any(name == "b.yaml" and "stands twice" in problem for name, _, problem in problems)
    assert ("lists.yaml", 3, "unknown key 'words'") in problems


def test_a_changed_world_changes_the_digest_of_the_pack(tmp_path: Path) -> None:
    copytree(ROOT / "rules", tmp_path / "rules")
    before = pack_digest(tmp_path / "rules")
    sport = tmp_path / "rules" / FOLDER / "sport.yaml"
    sport.write_text(sport.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert pack_digest(tmp_path / "rules") != before


def test_a_pack_without_worlds_gets_the_shipped_ones(tmp_path: Path) -> None:
    rules = tmp_path / "mine"
    rules.mkdir()
    (rules / "mine.yaml").write_text("format: escalate-rules/1\npack: mine\nrules: []\n", encoding="utf-8")
    assert read_pack(rules).worlds.worlds == read_pack().worlds.worlds
