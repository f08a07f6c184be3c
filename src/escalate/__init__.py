"""Rule-based escalation-signal classifier for news: one score per article, with every reason.

>>> from escalate import Scorer
>>> assessment = Scorer.load().score("Ardania summoned the ambassador and said the strike was no accident.")
>>> assessment.direction
1
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from escalate.errors import EscalateError, InputError, ModelError, OutputError, RuleError, RuleErrors
from escalate.explain.assessment import Assessment
from escalate.processes import WorkerError
from escalate.read.article import Article
from escalate.scorer import Scorer
from escalate.version import VERSION as __version__

if TYPE_CHECKING:
    from escalate.batch.run import Interrupted
    from escalate.training.estimator import EscalationClassifier, EscalationRegressor
    from escalate.training.prepare import TrainingError

__all__ = [
    "Article",
    "Assessment",
    "EscalateError",
    "EscalationClassifier",
    "EscalationRegressor",
    "InputError",
    "Interrupted",
    "ModelError",
    "OutputError",
    "RuleError",
    "RuleErrors",
    "Scorer",
    "TrainingError",
    "WorkerError",
    "__version__",
]

# Imported on use: scoring must not import scikit-learn, nor what batches need.
_ON_USE = {
    "EscalationClassifier": "escalate.training.estimator",
    "EscalationRegressor": "escalate.training.estimator",
    "Interrupted": "escalate.batch.run",
    "TrainingError": "escalate.training.prepare",
}


def __getattr__(name: str) -> Any:
    """A public name that is imported on use."""
    if name in _ON_USE:
        return getattr(import_module(_ON_USE[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
