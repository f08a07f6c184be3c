"""Counters for Prometheus; nothing in them comes from a text."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10, 20)


class Metrics:
    """The service's own registry, so that several applications in one process do not collide."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "escalate_requests_total", "Requests answered.", ["method", "route", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "escalate_request_seconds", "Time to answer.", ["route"], buckets=SECONDS, registry=self.registry
        )
        self.open = Gauge("escalate_requests_open", "Requests being answered.", registry=self.registry)
        self.articles = Counter("escalate_articles_total", "Articles scored, or tried.", registry=self.registry)

    def text(self) -> bytes:
        """All figures in the Prometheus text format."""
        return generate_latest(self.registry)
