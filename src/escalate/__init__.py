"""Rule-based escalation-signal classifier for news: one score per article, with every reason.

>>> from escalate import Scorer
>>> assessment = Scorer.load().score("Ardania summoned the ambassador and said the strike was no accident.")
>>> assessment.direction
1
"""

from typing import Any

from escalate.errors import EscalateError, InputError, ModelError, RuleError, RuleErrors
from escalate.explain.assessment import Assessment
from escalate.read.article import Article
from escalate.scorer import Scorer
from escalate.version import VERSION as __version__

__all__ = [
    "Article",
    "Assessment",
    "EscalateError",
    "InputError",
    "ModelError",
    "RuleError",
    "RuleErrors",
    "Scorer",
    "__version__",
]


def __getattr__(name: str) -> Any:
    """`EscalationClassifier`, imported on use: scoring must not import scikit-learn."""
    if name == "EscalationClassifier":
        from escalate.training.estimator import EscalationClassifier

        return EscalationClassifier
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
