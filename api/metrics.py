"""What monitoring reads of the service (``/metrics``): requests, their time, jobs by state, the event loop's delay."""

import asyncio
import time

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

EVERY_S = 0.02
_LATENCIES = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_DELAYS = (0.0005, 0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.02, 0.05, 0.1, 0.5, 1)


class Metrics:
    """The figures of one service, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        # Looking a labelled figure up costs more than counting it.
        self._counters: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}
        self.requests = Counter(
            "milepost_requests", "Requests answered.", ["method", "route", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "milepost_request_seconds", "Time to answer.", ["route"], buckets=_LATENCIES, registry=self.registry
        )
        self.jobs = Gauge("milepost_jobs", "Jobs by state.", ["state"], registry=self.registry)
        self.workers = Gauge("milepost_workers", "Solver processes alive.", registry=self.registry)
        self.delay = Histogram(
            "milepost_event_loop_delay_seconds",
            "How much later than asked the event loop went on.",
            buckets=_DELAYS,
            registry=self.registry,
        )

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count an answered request."""
        key = (method, route, status)
        counters = self._counters.get(key)
        if counters is None:
            counters = (self.requests.labels(method, route, str(status)), self.seconds.labels(route))
            self._counters[key] = counters
        counters[0].inc()
        counters[1].observe(seconds)

    async def watch_the_loop(self) -> None:
        """Measure the event loop's delay, for as long as the service runs."""
        while True:
            asked = time.perf_counter()
            await asyncio.sleep(EVERY_S)
            self.delay.observe(max(0.0, time.perf_counter() - asked - EVERY_S))

    def text(self) -> bytes:
        """Return all figures in the text format of Prometheus."""
        return generate_latest(self.registry)
