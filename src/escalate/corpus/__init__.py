"""Rated articles: reading them, checking them, bringing them in from other formats."""

from escalate.corpus.groups import near_duplicates, source_groups
from escalate.corpus.labels import LABEL_SCALES
from escalate.corpus.rated import Rated, read_corpora, read_corpus

__all__ = ["LABEL_SCALES", "Rated", "near_duplicates", "read_corpora", "read_corpus", "source_groups"]
