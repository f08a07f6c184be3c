"""A small pack of three rules, compiled once."""

from pathlib import Path

import pytest

from escalate import Scorer

PACK = """format: escalate-rules/1
pack: own
lists:
  crossings: [bridge~n, causeway~n]
  unused: [ferry]
rules:
- id: own.crossing-mined
  title: A crossing mined
  why: An advance is expected.
  category: military
  polarity: escalation
  level: 3
  codes: {cameo: ["150", "999"], plover: MOBILIZE/armour}
  phrases:
    - mine~v ...4 $crossings
    - mine~v the bridge
    - (said|was) ...2 (from|to)
  unless: {near: [quarry]}
  examples:
    match:
      - "Sappers [[mined the northern bridge]]."
      - "Sappers [[mined a causeway]]."
    no_match:
      - "Sappers did not mine the bridge."
- id: own.rockets
  title: Signal rockets
  why: A sign to begin.
  status: stable
  category: military
  polarity: escalation
  level: 3
  severity: 4
  aliases: [own.flares]
  phrases: [signal rocket~n ...3 rise~v]
  examples:
    match: ["Two [[signal rockets rose]] over the ridge."]
    no_match: ["No signal rockets rose."]
    todo_match: ["At dusk signal rockets rose."]
- id: own.hotline
  title: Hotline restored
  why: Commanders can talk.
  status: draft
  category: talks
  polarity: de-escalation
  level: 1
  phrases: [restore~v ...3 hotline]
  examples:
    match: ["They [[restored the hotline]]."]
    no_match: ["They have not restored the hotline."]
"""


@pytest.fixture(scope="session")
def own_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("own")
    (folder / "own.yaml").write_text(PACK, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def own(own_folder: Path) -> Scorer:
    return Scorer.load(own_folder, use_model=False)
