"""The public scoring call: an article in, an assessment out."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from escalate.article import Article, check_text
from escalate.assessment import Assessment, Context, CueFound, Dyad, Parts, Term, TextPart
from escalate.cache import load_compiled
from escalate.compile import CompiledPack, compile_pack
from escalate.document import Document, read_document
from escalate.dyads import who_to_whom
from escalate.evidence import contributions, ledger, points_per_log_odds, score_of
from escalate.hits import find_hits
from escalate.judge import JudgedHit, judge
from escalate.model import Model, Reading, load_model
from escalate.pack import read_pack, shipped
from escalate.rules import LEVEL_NAMES
from escalate.verdict import direction_of, disagreement, interval_of, level_of
from escalate.version import VERSION
from escalate.weights import Weights, band_of

if TYPE_CHECKING:
    from escalate.overlay import Overlay

TERMS_SHOWN = 12


class Scorer:
    """Scores articles with one rule pack and, unless told otherwise, one trained model.

    Build it once with `Scorer.load()`; it holds no state between articles.

    Parameters
    ----------
    pack : CompiledPack
    model : Model or None
        None scores with rules alone.
    overlay : Overlay or None
        What was laid over the pack; its digest goes into the provenance, and `overlay.expired` names lapsed filters.
    """

    def __init__(self, pack: CompiledPack, model: Model | None, overlay: Overlay | None = None) -> None:
        self.pack = pack
        self.model = model
        self.overlay = overlay
        self.weights: Weights = model.weights if model else pack.pack.weights

    @classmethod
    def load(
        cls,
        rules: str | Path | None = None,
        model: str | Path | None = None,
        overlay: str | Path | None = None,
        *,
        use_model: bool = True,
        whole: bool = True,
        today: date | None = None,
    ) -> Scorer:
        """Load rules and model, the shipped ones by default.

        Parameters
        ----------
        rules, model : path, optional
            Folders of a rule pack and of a model.
        overlay : path, optional
            The user's own changes to the pack; see docs/writing-rules.md.
        use_model : bool
            False scores with rules alone.
        whole : bool
            True keeps phrases and examples of the rules in `pack.pack`, for tools; False leaves them out and takes the
            compiled pack from the cache, which is much faster and scores the same.
        today : date, optional
            The day that the overlay's `until` dates are held against; the day of the run by default.

        Raises
        ------
        EscalateError
            Something in them is wrong: what, where and what to do.
        """
        folder = Path(rules) if rules else None
        applied = None
        if overlay is not None:
            from escalate.overlay import apply_overlay

            applied = apply_overlay(read_pack(folder), Path(overlay), today)
            pack = compile_pack(applied.pack)
        else:
            pack = compile_pack(read_pack(folder)) if whole else load_compiled(folder)
        loaded = load_model(Path(model) if model else shipped("models") / "default") if use_model else None
        return cls(pack, loaded, applied)

    def score(self, article: str | Article, title: str | None = None) -> Assessment:
        """Score one article.

        Parameters
        ----------
        article : str or Article
            The text, page furniture and all.
        title : str, optional
            The headline, where it is known apart from the text.

        Returns
        -------
        Assessment

        Raises
        ------
        InputError
            The text is empty or absurdly long.
        """
        given = Article(article, title) if isinstance(article, str) else article
        check_text(given.text if given.text.strip() else given.title or "", given.id or "article")
        document = read_document(given, self.pack)
        items = judge(document, find_hits(document))
        reading = self.model.read(document, items) if self.model else Reading.empty()
        return self._assess(document, items, reading)

    def score_many(self, articles: Iterable[str | Article], workers: int = 1) -> Iterator[Assessment]:
        """Score articles lazily and in order.

        Parameters
        ----------
        articles : iterable of str or Article
            Read as results are taken; with several workers some dozens ahead.
        workers : int
            Processes that score; a script of your own then starts its work under ``if __name__ == "__main__":``.

        Raises
        ------
        InputError
            At an article that cannot be scored. `escalate batch` goes on and lists such articles.
        """
        if workers == 1:
            return map(self.score, articles)
        from escalate.parallel import score_in_order  # not needed to score one article

        return score_in_order(self, articles, workers)

    def _assess(self, document: Document, items: list[JudgedHit], reading: Reading) -> Assessment:
        weights = self.weights
        classifier = weights.classifier * reading.log_odds
        values = ledger(items, weights)
        added = contributions(values, classifier)
        total = sum(added) + classifier
        rate = points_per_log_odds(weights.baseline, total)
        score = round(score_of(weights.baseline + total), 1)
        parts = _parts(score, score_of(weights.baseline), sum(added) * rate)
        lines = _line_starts(document.article.text)
        counted: list[CueFound] = []
        others: list[CueFound] = []
        for index, item in enumerate(items):
            if item.status == "counted":
                rest = sum(contributions(ledger(items, weights, without=index), classifier)) + classifier
                without = round(score_of(weights.baseline + rest), 1)
                counted.append(_cue(document, item, lines, added[index] * rate, without))
            elif item.rule.polarity != "context":
                others.append(_cue(document, item, lines, 0.0, None))
        counted = _rounded(counted, parts.rules)
        cues = tuple(sorted(counted, key=lambda cue: (-abs(cue.points), cue.field != "title", cue.start, cue.rule)))
        level = level_of(items, values, reading, self.model)
        direction = direction_of(values, reading, self.model)
        return Assessment(
            id=document.article.id,
            title=document.article.title,
            score=score,
            band=band_of(score),
            level=level,
            level_name=LEVEL_NAMES[level],
            direction=direction,
            interval=interval_of(score, self.model),
            review=self._needs_review(items, reading),
            parts=parts,
            cues=cues,
            not_counted=tuple(others),
            terms=_terms(reading, weights.classifier * rate),
            actors=_dyads(cues),
            provenance=self._provenance(document.article),
            layout=_layout(document),
        )

    def _needs_review(self, items: list[JudgedHit], reading: Reading) -> bool:
        """Whether rules alone and classifier alone part by more than the fitted margin."""
        if self.model is None:
            return False
        alone = Weights.from_dict(self.model.info["rules_alone"])
        gap = disagreement(sum(contributions(ledger(items, alone))), reading.log_odds, self.weights, alone)
        return gap > self.model.calibration.margin

    def _provenance(self, article: Article) -> dict[str, object]:
        text = f"{article.title or ''}\0{article.text}".encode("utf-8", "surrogatepass")
        pack = self.pack.pack
        model = {"name": self.model.name, "sha256": self.model.sha256} if self.model else None
        laid_over = {"overlay": self.overlay.provenance()} if self.overlay else {}
        return {
            "version": VERSION,
            "rules": {"pack": pack.name, "version": pack.version, "sha256": pack.sha256, **laid_over},
            "model": model,
            "text_sha256": hashlib.sha256(text).hexdigest(),
        }


def _parts(score: float, baseline: float, rules: float) -> Parts:
    """Points by origin, rounded so that they add up to the score."""
    base, rule_points = round(baseline, 1), round(rules, 1)
    return Parts(base, rule_points, round(score - base - rule_points, 1))


def _layout(document: Document) -> tuple[TextPart, ...]:
    """The blocks of the text that are not body."""
    parts = []
    for block, kind, why in zip(document.blocks, document.block_kind, document.block_rule, strict=True):
        start = document.folded.original(block.start) - document.title_length
        end = document.folded.original(block.end - 1) + 1 - document.title_length
        if kind != "body" and start >= 0:
            parts.append(TextPart(start, end, kind, why))
    return tuple(parts)


def _rounded(cues: list[CueFound], total: float) -> list[CueFound]:
    """Round points to a tenth so that they add up to `total`: the largest remainders take what rounding left over."""
    if not cues:
        return []
    tenths = [round(cue.points * 10) for cue in cues]
    missing = round(total * 10) - sum(tenths)
    order = sorted(range(len(cues)), key=lambda i: (-abs(cues[i].points), i))
    step = 1 if missing > 0 else -1
    for turn in range(abs(missing)):
        tenths[order[turn % len(order)]] += step
    return [_with_points(cue, tenth / 10) for cue, tenth in zip(cues, tenths, strict=True)]


def _with_points(cue: CueFound, points: float) -> CueFound:
    values = {name: getattr(cue, name) for name in CueFound.__slots__}
    values["points"] = points
    return CueFound(**values)


def _line_starts(text: str) -> list[int]:
    starts = [0]
    position = text.find("\n")
    while position >= 0:
        starts.append(position + 1)
        position = text.find("\n", position + 1)
    return starts


def _cue(document: Document, item: JudgedHit, lines: list[int], points: float, without: float | None) -> CueFound:
    hit, rule = item.hit, item.rule
    field, start, end = document.span(hit.first, hit.last)
    sentence = document.segmentation.sentences[hit.sentence]
    _, sentence_start, sentence_end = document.span(sentence.first, sentence.last)
    source, target = who_to_whom(document, item)
    return CueFound(
        rule=rule.id,
        title=rule.title,
        why=rule.why,
        category=rule.category,
        polarity=item.polarity,
        level=item.level,
        field=field,
        start=start,
        end=end,
        line=0 if field == "title" else bisect_right(lines, start),
        text=document.words(hit.first, hit.last),
        sentence=(sentence_start, sentence_end),
        zone=item.zone,
        status=item.status,
        contexts=tuple(Context(c.kind, c.cue, c.policy) for c in item.contexts),
        source=source,
        target=target,
        points=points,
        without=without,
        codes={"cameo": list(rule.cameo), "plover": rule.plover},
        note=item.note,
    )


def _terms(reading: Reading, rate: float) -> tuple[Term, ...]:
    """The classifier's strongest terms, by points."""
    terms = [Term(term, round(value * rate, 1)) for term, value in reading.terms[: 2 * TERMS_SHOWN]]
    shown = [term for term in terms if abs(term.points) >= 0.1]
    return tuple(sorted(shown, key=lambda term: (-abs(term.points), term.term))[:TERMS_SHOWN])


def _dyads(cues: tuple[CueFound, ...]) -> tuple[Dyad, ...]:
    sums: dict[tuple[str, str], tuple[float, int]] = {}
    for cue in cues:
        if cue.source or cue.target:
            key = (cue.source or "", cue.target or "")
            points, number = sums.get(key, (0.0, 0))
            sums[key] = (points + cue.points, number + 1)
    dyads = [Dyad(s or None, t or None, round(points, 1), n) for (s, t), (points, n) in sums.items()]
    return tuple(sorted(dyads, key=lambda d: (-abs(d.score), d.source or "", d.target or "")))
