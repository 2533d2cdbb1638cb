"""Counters for Prometheus: numbers and names of ours, no message text. The only module that imports its client."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from typing import Any, Protocol

from kineret_bot.model import Reply

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0)


class Meters(Protocol):
    """What is counted."""

    def request(self, route: str, method: str, status: int, seconds: float) -> None:
        """A request was answered."""

    def reply(self, reply: Reply) -> None:
        """The bot replied."""

    def store_down(self) -> None:
        """The store did not answer."""

    def render(self) -> tuple[bytes, str] | None:
        """The exposition and its media type; None when nothing is counted."""


class NoMeters:
    """Counts nothing: the client library is not installed."""

    def request(self, route: str, method: str, status: int, seconds: float) -> None:
        return None

    def reply(self, reply: Reply) -> None:
        return None

    def store_down(self) -> None:
        return None

    def render(self) -> None:
        return None


class PrometheusMeters:
    """Counts in a registry of its own, or across worker processes where PROMETHEUS_MULTIPROC_DIR is set."""

    def __init__(self, client: Any, waiting: Callable[[], int]) -> None:
        self._client = client
        self._of = cache(lambda metric, *labels: metric.labels(*labels))  # there are few labels, all of them ours
        self._registry = registry = client.CollectorRegistry()
        self._requests = client.Counter(
            "kineret_http_requests", "Requests answered.", ["route", "method", "status"], registry=registry
        )
        self._seconds = client.Histogram(
            "kineret_http_request_seconds", "Time to answer a request.", ["route"], buckets=_SECONDS, registry=registry
        )
        self._replies = client.Counter("kineret_replies", "Replies of the bot.", ["kind"], registry=registry)
        self._alerts = client.Counter("kineret_alerts", "Alarms shown.", ["level", "form"], registry=registry)
        self._store = client.Counter("kineret_store_failures", "Times the store did not answer.", registry=registry)
        gauge = client.Gauge(
            "kineret_waiting", "Messages waiting for their turn.", registry=registry, multiprocess_mode="livesum"
        )
        if not _many():
            gauge.set_function(waiting)

    def request(self, route: str, method: str, status: int, seconds: float) -> None:
        self._of(self._requests, route, method, str(status)).inc()
        self._of(self._seconds, route).observe(seconds)

    def reply(self, reply: Reply) -> None:
        self._of(self._replies, reply.kind.value).inc()
        if reply.alert:
            self._of(self._alerts, reply.alert.level.value, reply.alert.form.value).inc()

    def store_down(self) -> None:
        self._store.inc()

    def render(self) -> tuple[bytes, str]:
        registry = self._registry
        if _many():
            from prometheus_client.multiprocess import MultiProcessCollector

            registry = self._client.CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return self._client.generate_latest(registry), self._client.CONTENT_TYPE_LATEST


def make_meters(waiting: Callable[[], int]) -> Meters:
    """Counters, if the client library is there."""
    try:
        import prometheus_client
    except ImportError:
        return NoMeters()
    return PrometheusMeters(prometheus_client, waiting)


def _many() -> bool:
    return bool(os.environ.get("PROMETHEUS_MULTIPROC_DIR"))
