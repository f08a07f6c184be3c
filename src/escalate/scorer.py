"""The public scoring call: an article in, an assessment out."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from escalate.errors import InputError
from escalate.explain.account import assess
from escalate.explain.assessment import Assessment
from escalate.find.document import Document, read_document
from escalate.find.hits import find_hits
from escalate.judge.judge import judge
from escalate.model import Model, load_model
from escalate.pack.compiled import CompiledPack, compile_pack
from escalate.pack.pack import read_pack, shipped
from escalate.pack.store import load_compiled
from escalate.read.article import Article, check_text
from escalate.version import VERSION
from escalate.weigh.decisions import Decider
from escalate.weigh.rules_alone import RulesAlone

if TYPE_CHECKING:
    from escalate.explain.pairs import SentenceDyad
    from escalate.pack.overlay import Overlay

_ARTICLES = 8  # that a worker process is handed together


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
        self.decider: Decider = model or RulesAlone(pack.pack.weights)

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
        rules_sha256: str | None = None,
        model_sha256: str | None = None,
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
        rules_sha256, model_sha256 : str, optional
            Digests that rules and model must have, as an assessment's provenance shows them: all 64 digits.

        Raises
        ------
        EscalateError
            Something in them is wrong: what, where and what to do.
        """
        folder = Path(rules) if rules else None
        applied = None
        if overlay is not None:
            from escalate.pack.overlay import apply_overlay

            applied = apply_overlay(read_pack(folder), Path(overlay), today)
            pack = compile_pack(applied.pack)
        else:
            pack = compile_pack(read_pack(folder)) if whole else load_compiled(folder)
        loaded = load_model(Path(model) if model else shipped("models") / "default") if use_model else None
        if model_sha256 is not None and loaded is None:
            raise InputError("model_sha256 is given, but no model is used. Leave one of them out.")
        if rules_sha256 is not None:
            _hold("rules", pack.pack.sha256, rules_sha256)
        if model_sha256 is not None and loaded is not None:
            _hold("model", loaded.sha256, model_sha256)
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
        return self._assessed(self._document(article, title))

    def score_with_dyads(
        self, article: str | Article, title: str | None = None
    ) -> tuple[Assessment, tuple[SentenceDyad, ...]]:
        """What `score` and `dyads` give, for one reading of the article."""
        from escalate.explain.pairs import sentence_dyads  # not needed to score

        document = self._document(article, title)
        assessment = self._assessed(document)
        return assessment, sentence_dyads(document, assessment.cues)

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
        return score_in_order(self, articles, workers)

    def dyads(
        self, article: str | Article, title: str | None = None, *, assessment: Assessment | None = None
    ) -> tuple[SentenceDyad, ...]:
        """Who does what to whom in each sentence that names two sides, with and without a counted cue.

        Reads every sentence as a whole, which `score` does not: `Assessment.actors` sums up the sides of counted cues.

        Parameters
        ----------
        article, title
            As for `score`.
        assessment : Assessment, optional
            What `score` gave for this article; saves scoring it again.

        Raises
        ------
        InputError
            The text is empty or absurdly long.
        """
        from escalate.explain.pairs import sentence_dyads  # not needed to score

        document = self._document(article, title)
        return sentence_dyads(document, (assessment or self._assessed(document)).cues)

    def _document(self, article: str | Article, title: str | None) -> Document:
        given = Article(article, title) if isinstance(article, str) else article
        if not isinstance(given, Article):
            raise InputError(
                f"article: is {_kind(given)}. Give a text or an Article (Article.from_record takes a dict)."
            )
        check_text(given.text if given.text.strip() else given.title or "", given.id or "article")
        return read_document(given, self.pack)

    def _assessed(self, document: Document) -> Assessment:
        items = judge(document, find_hits(document))
        return assess(document, self.decider.decide(document, items), self._provenance(document.article))

    def _provenance(self, article: Article) -> dict[str, object]:
        text = f"{article.title or ''}\0{article.text}".encode("utf-8", "surrogatepass")
        pack = self.pack.pack
        laid_over = {"overlay": self.overlay.provenance()} if self.overlay else {}
        return {
            "version": VERSION,
            "rules": {"pack": pack.name, "version": pack.version, "sha256": pack.sha256, **laid_over},
            "model": self.decider.provenance,
            "text_sha256": hashlib.sha256(text).hexdigest(),
        }


def _hold(what: str, found: str, wanted: str) -> None:
    """Refuse rules or a model that are not those asked for."""
    if found != wanted.strip().lower():
        raise InputError(f"{what}: has the sha256 {found}, not {wanted[:80]!r}. Get the right one, or mend the digest.")


def _kind(value: object) -> str:
    return "None" if value is None else f"a {type(value).__name__}"


def score_in_order(
    scorer: Scorer, articles: Iterable[str | Article], workers: int
) -> Generator[Assessment, None, None]:
    """Score articles with several processes, lazily and in order.

    Raises
    ------
    EscalateError
        At an article that cannot be scored, after the assessments of those before it.
    """
    from escalate.processes import map_in_order  # not needed to score one article

    source = iter(articles)
    chunks = iter(lambda: list(islice(source, _ARTICLES)), [])
    for results in map_in_order(_score_articles, scorer, chunks, workers):
        for result in results:
            if isinstance(result, Exception):
                raise result
            yield result


def _score_articles(scorer: Scorer, articles: list[str | Article]) -> list[Assessment | Exception]:
    """Assessments up to the first article that fails, and its error."""
    results: list[Assessment | Exception] = []
    for article in articles:
        try:
            results.append(scorer.score(article))
        except Exception as error:  # raised again where its turn comes
            results.append(error)
            break
    return results
