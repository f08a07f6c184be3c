"""`escalate rules report`: what each rule does in a corpus, and what the scores would be without it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from escalate.corpus.texts import Text
from escalate.find.document import Document, read_document
from escalate.find.hits import Hit, find_hits
from escalate.judge.judge import judge
from escalate.judge.judged_hit import JudgedHit
from escalate.measure.metrics import spearman
from escalate.pack.rule import Rule
from escalate.scorer import Scorer
from escalate.weigh.ledger import score_by_rules

TENSION = 30.0  # rating from which an escalation cue is right: the codebook's "tension" begins at 3 of 10
PRESENT = 10.0  # rating from which a de-escalation cue is right, where no direction is rated: a conflict is there
ENOUGH = 5  # rated texts in which a rule must count before its precision is judged
NOISY = 0.5  # a precision below this is flagged
SAME_WORDS = 0.9  # a rule whose hits overlap another's this often, and change no score, is redundant
HARM = 0.001  # Spearman gained by leaving a rule out that is flagged, where it counts in enough rated texts


@dataclass(frozen=True, slots=True)
class RuleReport:
    """One rule in a corpus.

    Attributes
    ----------
    hits, counted : int
        Hits, and those that count.
    texts : int
        Texts with a counted hit.
    coverage : float
        Their share of all texts.
    rated : int
        Those of them that are rated.
    right : int
        Rated texts of which the hit tells the truth: for escalation rated 3 or more (of 10), for de-escalation of
        direction 0 or -1 (without directions: rated 1 or more).
    precision : float or None
        `right` / `rated`; None where nothing is rated.
    overlap, overlap_with : float, str
        Largest share of its counted hits whose words another rule hits too, and that rule.
    conflict : float
        Share of its counted hits with a counted hit of the other side in the same sentence.
    effect : float
        Mean change of the score, in points, over its texts when the rule is left out (negative: it raises scores).
    spearman : float or None
        Change of the rank correlation with the ratings when the rule is left out; negative where the rule helps.
    flags : tuple of str
        "dead", "redundant", "noisy", "harmful".
    """

    rule: str
    status: str
    hits: int
    counted: int
    texts: int
    coverage: float
    rated: int
    right: int
    precision: float | None
    overlap: float
    overlap_with: str
    conflict: float
    effect: float
    spearman: float | None
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """All rules in a corpus, scored by rules alone; `spearman` is None where nothing is rated."""

    rules: tuple[RuleReport, ...]
    texts: int
    rated: int
    spearman: float | None


@dataclass(frozen=True, slots=True)
class _Read:
    """A text with its hits, judged."""

    text: Text
    document: Document
    hits: list[Hit]
    items: list[JudgedHit]
    score: float


def report(scorer: Scorer, corpus: Iterable[Text]) -> Report:
    """Measure every rule of a pack on a corpus."""
    weights = scorer.pack.pack.weights
    reads = []
    for text in corpus:
        document = read_document(text.article, scorer.pack)
        hits = find_hits(document)
        items = judge(document, hits)
        reads.append(_Read(text, document, hits, items, score_by_rules(items, weights)))
    ratings = np.array([np.nan if read.text.rating is None else read.text.rating for read in reads])
    scores = np.array([read.score for read in reads])
    whole = _spearman(scores, ratings)
    by_rule: dict[int, list[int]] = {}
    for number, read in enumerate(reads):
        for index in sorted({hit.rule for hit in read.hits}):
            by_rule.setdefault(index, []).append(number)
    directed = any(read.text.direction is not None for read in reads)
    rules = []
    for number, rule in enumerate(scorer.pack.pack.rules):
        places = by_rule.get(number, [])
        without = scores.copy()
        for place in places:
            read = reads[place]
            rest = [hit for hit in read.hits if hit.rule != number]
            without[place] = score_by_rules(judge(read.document, rest), weights)
        alone = _spearman(without, ratings) if places else whole
        change = None if whole is None or alone is None else alone - whole
        own = [(reads[place], float(without[place] - scores[place])) for place in places]
        rules.append(_rule_report(rule, own, len(reads), change, directed))
    return Report(tuple(rules), len(reads), int(np.isfinite(ratings).sum()), _rounded(whole, 4))


def _rule_report(
    rule: Rule, own: list[tuple[_Read, float]], texts: int, change: float | None, directed: bool
) -> RuleReport:
    counted: list[tuple[_Read, JudgedHit]] = []
    effects: list[float] = []
    rated = right = hits = 0
    for read, effect in own:
        mine = [item for item in read.items if item.rule.id == rule.id]
        hits += len(mine)
        counting = [item for item in mine if item.status == "counted"]
        counted += [(read, item) for item in counting]
        if counting:
            effects.append(effect)
            if read.text.rating is not None:
                rated += 1
                right += _is_right(rule, read.text, directed)
    overlaps: Counter[str] = Counter()
    conflicts = 0
    for read, item in counted:
        others = [other for other in read.items if other.rule.id != rule.id and other.rule.polarity != "context"]
        overlaps.update({o.rule.id for o in others if o.hit.first < item.hit.last and item.hit.first < o.hit.last})
        conflicts += any(
            o.status == "counted" and o.polarity != item.polarity and o.hit.sentence == item.hit.sentence
            for o in others
        )
    partner, times = min(overlaps.items(), key=lambda pair: (-pair[1], pair[0]), default=("", 0))
    overlap = times / len(counted) if counted else 0.0
    precision = right / rated if rated else None
    mean = sum(effects) / len(effects) if effects else 0.0
    flags = []
    if not hits:
        flags.append("dead")
    if counted and overlap >= SAME_WORDS and max(map(abs, effects), default=0.0) < 0.05:
        flags.append("redundant")
    if precision is not None and rated >= ENOUGH and precision < NOISY:
        flags.append("noisy")
    if change is not None and rated >= ENOUGH and change > HARM:
        flags.append("harmful")
    return RuleReport(
        rule=rule.id,
        status=rule.status,
        hits=hits,
        counted=len(counted),
        texts=len(effects),
        coverage=round(len(effects) / texts, 5) if texts else 0.0,
        rated=rated,
        right=right,
        precision=_rounded(precision, 3),
        overlap=round(overlap, 3),
        overlap_with=partner,
        conflict=round(conflicts / len(counted), 3) if counted else 0.0,
        effect=round(mean, 2),
        spearman=_rounded(change, 5),
        flags=tuple(flags),
    )


def _is_right(rule: Rule, text: Text, directed: bool) -> bool:
    if rule.polarity == "escalation":
        return text.rating is not None and text.rating >= TENSION
    if directed and text.direction is not None:
        return text.direction <= 0
    return text.rating is not None and text.rating >= PRESENT


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(float(value), digits)


def _spearman(scores: np.ndarray, ratings: np.ndarray) -> float | None:
    """Spearman's rank correlation over the rated texts, ties sharing their mean rank; None for fewer than three."""
    rated = np.isfinite(ratings)
    if rated.sum() < 3:
        return None
    value = spearman(scores[rated], ratings[rated])
    return None if np.isnan(value) else value
