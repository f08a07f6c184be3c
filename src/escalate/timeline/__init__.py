"""Scored articles over time: means, shares and changes by day, week or month.

>>> from escalate.timeline import timeline
>>> records = [{"date": "2024-03-04", "score": 80.0, "level": 4}, {"date": "2024-03-06", "score": 20.0, "level": 1}]
>>> told = timeline(records)
>>> [(point.start.isoformat(), point.articles, point.mean) for point in told.series[0].points]
[('2024-03-04', 2, 50.0)]
"""

from escalate.timeline.build import timeline
from escalate.timeline.results import ListedArticle, Series, Shift, Timeline, TimePoint

__all__ = ["ListedArticle", "Series", "Shift", "TimePoint", "Timeline", "timeline"]
