"""`escalate rules new`: a whole rule file to start from, filled in so that it loads, checks and scores."""

from __future__ import annotations

import re

from escalate.errors import InputError

TEMPLATE = """\
# yaml-language-server: $schema={schema}
format: escalate-rules/1
pack: own
rules:
- id: {id}                     # theme.short-name; keep it once others use it
  title: Signal rockets fired at a border       # a few words, shown beside every hit
  why: The rockets were agreed as the sign to begin.   # one sentence for readers of a score
  status: test                                  # draft (never scores), test, stable (with evidence)
  category: military
  polarity: escalation                          # escalation, de-escalation or context
  level: 3                                      # rung of the codebook: 0 none, 1 verbal, 2 coercion, 3 show of force,
                                                # 4 use of force, 5 war
  severity: 3                                   # 1 to 5 within the rung
  confidence: medium                            # low, medium, high: how sure the words are
  codes: {{cameo: ["150"], plover: MOBILIZE/weapons}}
  phrases:
    - (fire~v|launch~v|send~v up) ...4 signal rocket~n
    - signal rocket~n ...3 (rise~v|go~v up|light~v)
  unless:
    near: [firework~n]
  false_positives: [Festivals]
  examples:                                     # at least 3 of each; mark the words that match
    match:
      - "Ardania's guards [[fired two signal rockets]] over the ridge."
      - "A [[signal rocket rose]] from the Belmoran post at dusk."
      - "The crew [[sent up a signal rocket]] as the convoy came near."
    no_match:                                   # at least 2 in which a phrase matches and something blocks it
      - "No signal rockets rose over the ridge."
      - "The army denied that it had fired signal rockets."
      - "They fired signal rockets among the fireworks."
"""
_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*\.[a-z0-9]+(?:-[a-z0-9]+)*")


def new_rule_file(identifier: str, schema: str) -> str:
    """The text of a new rule file.

    Raises
    ------
    InputError
        The id is not of the form theme.short-name.
    """
    if not _ID.fullmatch(identifier):
        raise InputError(f"'{identifier}' cannot be an id. Write theme.short-name in lower case, such as own.rockets.")
    return TEMPLATE.format(id=identifier, schema=schema)
