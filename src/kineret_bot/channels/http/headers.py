"""Headers that every response has: security, cache, and leave for the pages on the allow-list."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_UNLESS_SET = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, X-API-Key, X-Request-Id",
    "Access-Control-Max-Age": "600",
}


class HeaderPolicy:
    """Adds what is due to a response."""

    def __init__(self, origins: Iterable[str]) -> None:
        self._origins = frozenset(origins)

    def allows(self, request: Headers) -> bool:
        """Whether the page that asks is on the allow-list."""
        return request.get("origin") in self._origins

    def add(self, response: MutableHeaders, request: Headers, request_id: str) -> None:
        """Put the headers on a response."""
        for name, value in _ALWAYS.items():
            response[name] = value
        for name, value in _UNLESS_SET.items():
            response.setdefault(name, value)
        response["X-Request-Id"] = request_id
        if self._origins:
            response.add_vary_header("Origin")
        if self.allows(request):
            response["Access-Control-Allow-Origin"] = request["origin"]
            response["Access-Control-Expose-Headers"] = "Retry-After, X-Request-Id"

    @staticmethod
    def preflight() -> dict[str, str]:
        """What an allowed page is told it may send."""
        return dict(_PREFLIGHT)
