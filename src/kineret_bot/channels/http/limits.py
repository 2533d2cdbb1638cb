"""How often one client may ask: a token bucket each, with a bounded number of buckets."""

from __future__ import annotations

import hashlib
import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable

from kineret_bot.channels.http.failures import Failure

DEFAULT_RATE = 60
"""Messages a minute, unless set; then clients on this machine (tests, a proxy) are left out."""
_BUCKETS = 10_000


class Limiter:
    """Buckets in this process. A bucket holds `rate` messages and gets `rate` a minute back."""

    def __init__(self, rate: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate = DEFAULT_RATE if rate < 0 else rate
        self._spares_loopback = rate < 0
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def applies(self, address: str) -> bool:
        """Whether messages of a client are counted at all."""
        return self.rate > 0 and not (self._spares_loopback and _is_loopback(address))

    def take(self, key: str) -> float:
        """Take one message from a bucket; returns 0, or the seconds until there is one."""
        now = self._clock()
        left, then = self._buckets.pop(key, (float(self.rate), now))
        left = min(float(self.rate), left + (now - then) * self.rate / 60)
        wait = 0.0 if left >= 1 else (1 - left) * 60 / self.rate
        self._buckets[key] = (left if wait else left - 1, now)
        if len(self._buckets) > _BUCKETS:
            self._buckets.popitem(last=False)
        return wait


def too_many(wait: float) -> Failure:
    """The refusal, with the time after which to come back."""
    seconds = max(1, math.ceil(wait))
    when = "1 second" if seconds == 1 else f"{seconds} seconds"
    message = f"You are sending messages faster than I can take them. Please try again in {when}."
    return Failure(429, "too_many_requests", message, {"Retry-After": str(seconds)})


def client_key(address: str) -> str:
    """A short hash in place of an address, so that none is kept; a whole IPv6 network counts as one client."""
    try:
        ip = ipaddress.ip_address(address)
        if ip.version == 6:
            address = str(ipaddress.ip_network((address, 64), strict=False))
    except ValueError:
        pass
    return hashlib.sha256(address.encode("utf-8", "replace")).hexdigest()[:32]


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
