"""Frames: every form in which an act is told, with the words found and the sides."""

from __future__ import annotations

import pytest

from escalate import Article
from escalate.actors.roles import who_to_whom
from escalate.find.document import read_document
from escalate.find.hits import find_hits
from escalate.judge.judge import judge
from escalate.pack.compiled import CompiledPack, compile_pack
from escalate.pack.pack import read_pack
from escalate.phrases.frames import Frame, frame_phrases

RULES = """\
format: escalate-rules/1
pack: forms
lists:
  side: [rebel~n, troop~n, gunner~n, <actor>]
  thing: [town~n, post~n, base~n, depot~n]
rules:
- id: t.shell
  title: t
  why: t
  category: force
  polarity: escalation
  level: 4
  frames:
    - verbs: [shell, bomb, fire on]
      nouns: [shelling, bombing, air strike on]
      doer: [$side]
      target: [$thing, <actor>]
  examples: {match: [Rebels shelled the town]}
- id: t.clash
  title: t
  why: t
  category: force
  polarity: escalation
  level: 4
  frames:
    - verbs: [clash]
      nouns: [firefight]
      doer: [$side]
      reciprocal: true
  examples: {match: [Troops clashed with rebels]}
- id: t.ambush
  title: t
  why: t
  category: force
  polarity: escalation
  level: 4
  frames:
    - {verbs: [ambush], nouns: [ambush], doer: [$side], target: any}
  examples: {match: [Rebels ambush a bus]}
- id: t.seize
  title: t
  why: t
  category: force
  polarity: escalation
  level: 4
  frames:
    - {verbs: [seize], doer: [$side], target: [$thing], both: true}
  examples: {match: [Rebels seize a post]}
"""
ACTORS = """\
format: escalate-actors/1
actors:
- {id: ARD, kind: state, name: Ardania, names: [Ardania], adjectives: [Ardanian, Ardanians]}
- {id: BEL, kind: state, name: Belmora, names: [Belmora], adjectives: [Belmoran, Belmorans]}
"""
FORMS = (
    ("Ardanian gunners shelled a Belmoran post.", "shelled a Belmoran", "ARD", "BEL"),
    ("Ardania has shelled the base of a Belmoran unit.", "shelled the base", "ARD", "BEL"),
    ("Ardania is shelling Belmora.", "shelling Belmora", "ARD", "BEL"),
    ("Ardania went on to bomb Belmora.", "to bomb Belmora", "ARD", "BEL"),
    ("Ardanians shell Belmoran town.", "Ardanians shell Belmoran", "ARD", "BEL"),
    ("Ardania fired on Belmora at dusk.", "fired on Belmora", "ARD", "BEL"),
    ("Ardania bombed and shelled Belmora.", "bombed and shelled Belmora", "ARD", "BEL"),
    ("Belmoran towns were shelled by Ardania.", "towns were shelled", "ARD", "BEL"),
    ("Belmoran towns have been repeatedly shelled.", "towns have been repeatedly shelled", None, "BEL"),
    ("The Belmoran post is being shelled.", "post is being shelled", None, "BEL"),
    ("Belmoran depot bombed by Ardanian jets.", "bombed by Ardanian", "ARD", "BEL"),
    ("Belmoran depot bombed overnight.", "depot bombed", None, "BEL"),
    ("The shelling of the Belmoran town by Ardania went on.", "shelling of the Belmoran town by Ardania", "ARD", "BEL"),
    ("Ardania's shelling of the Belmoran town went on.", "shelling of the Belmoran", "ARD", "BEL"),
    ("Rebels, which shelled the town, fled.", "shelled the town", None, None),
    ("Villagers lay under heavy shelling.", "under heavy shelling", None, None),
    ("The army resumed its shelling.", "resumed its shelling", None, None),
    ("The bombing killed nine.", "bombing killed", None, None),
    ("Ardanian troops clashed with Belmoran rebels.", "clashed with Belmoran", "ARD", "BEL"),
    ("The firefight between Ardania and Belmora ended.", "firefight between Ardania", "ARD", "BEL"),
    ("The bus was ambushed.", "ambushed", None, None),
    ("Rebels ambush bus.", "Rebels ambush", None, None),
    ("Rebels seized the Belmoran post.", "Rebels seized the Belmoran post", None, "BEL"),
    ("The Belmoran post was seized by Ardanian troops.", "post was seized by Ardanian", "ARD", "BEL"),
)
SILENT = (
    "The bank seized a town house.",
    "A shell lay on the beach.",
    "Shells lay near the town.",
    "The minister visited the town.",
)


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> CompiledPack:
    folder = tmp_path_factory.mktemp("rules")
    (folder / "t.yaml").write_text(RULES, encoding="utf-8")
    (folder / "actors.yaml").write_text(ACTORS, encoding="utf-8")
    return compile_pack(read_pack(folder))


@pytest.mark.parametrize(("sentence", "words", "source", "target"), FORMS)
def test_form(pack: CompiledPack, sentence: str, words: str, source: str | None, target: str | None) -> None:
    document = read_document(Article(sentence), pack)
    judged = judge(document, find_hits(document))[0]
    assert document.words(judged.hit.first, judged.hit.last) == words
    assert who_to_whom(document, judged) == (source, target)


@pytest.mark.parametrize("sentence", SILENT)
def test_silent(pack: CompiledPack, sentence: str) -> None:
    assert not find_hits(read_document(Article(sentence), pack))


def test_every_phrase_of_a_frame_knows_its_voice() -> None:
    frame = Frame(("shell",), ("shelling",), ("rebel~n",), ("town~n",), False, False, 7)
    phrases = frame_phrases(frame, 2)
    assert {phrase.voice for phrase in phrases} == {"verb", "passive", "participle", "noun"}
    assert {(phrase.frame, phrase.line) for phrase in phrases} == {(2, 7)}
