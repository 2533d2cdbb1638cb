"""Headers that every response has: security, cache, and leave for the pages on the allow-list.

They are put on as raw bytes: this runs for every message.
"""

from __future__ import annotations

from collections.abc import Iterable

Raw = list[tuple[bytes, bytes]]

_ALWAYS: Raw = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
]
_UNLESS_SET: Raw = [
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
]
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, X-API-Key, X-Request-Id",
    "Access-Control-Max-Age": "600",
}


class HeaderPolicy:
    """Adds what is due to a response."""

    def __init__(self, origins: Iterable[str]) -> None:
        self._origins = frozenset(origin.encode() for origin in origins)

    def allows(self, origin: bytes) -> bool:
        """Whether the page that asks is on the allow-list."""
        return origin in self._origins

    def add(self, response: Raw, origin: bytes, request_id: str) -> None:
        """Put the headers on a response."""
        there = {name for name, _ in response}
        response.extend(_ALWAYS)
        response.extend(header for header in _UNLESS_SET if header[0] not in there)
        response.append((b"x-request-id", request_id.encode()))
        if self._origins:
            response.append((b"vary", b"Origin"))
        if self.allows(origin):
            response.append((b"access-control-allow-origin", origin))
            response.append((b"access-control-expose-headers", b"Retry-After, X-Request-Id"))

    @staticmethod
    def preflight() -> dict[str, str]:
        """What an allowed page is told it may send."""
        return dict(_PREFLIGHT)
