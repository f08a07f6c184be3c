"""Many articles: streamed from files, scored by several processes, written so that nothing is lost."""

from escalate.batch.options import BatchOptions, Columns
from escalate.batch.run import run_batch
from escalate.batch.tally import Tally

__all__ = ["BatchOptions", "Columns", "Tally", "run_batch"]
