"""The widget and the demo page: the files of `static/`, read once."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kineret_bot.channels.http.endpoints import endpoint

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}
_NAMES = {"/": "index.html", "/widget.js": "kineret-chat.js"}
"""Addresses that are promised, whatever the files are called."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "require-trusted-types-for 'script'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The strictest policy under which the widget works, so that the demo page proves it."""


@dataclass(frozen=True, slots=True)
class Page:
    """One file, ready to send."""

    content: bytes
    squeezed: bytes
    media_type: str
    tag: str


def routes() -> list[Route]:
    """A route for each file, beside the addresses that are promised."""
    pages = _pages()
    paths = {f"/{name}": name for name in pages}
    return [_route(path, pages[name]) for path, name in {**paths, **_NAMES}.items() if name in pages]


def _pages() -> dict[str, Page]:
    folder = files("kineret_bot.channels.http").joinpath("static")
    names = sorted(each.name for each in folder.iterdir()) if folder.is_dir() else []
    wanted = {name: _TYPES[suffix] for name in names for suffix in _TYPES if name.endswith(suffix)}
    return {name: _page(folder.joinpath(name).read_bytes(), media_type) for name, media_type in wanted.items()}


def _page(content: bytes, media_type: str) -> Page:
    tag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
    return Page(content, gzip.compress(content, mtime=0), media_type, tag)


def _route(path: str, page: Page) -> Route:
    async def answer(request: Request) -> Response:
        headers = {
            "Content-Type": page.media_type,
            "Cache-Control": "no-cache",
            "Content-Security-Policy": POLICY,
            "Cross-Origin-Resource-Policy": "cross-origin",  # other sites may load the widget from here
            "ETag": page.tag,
            "Vary": "Accept-Encoding",
        }
        if page.tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(page.squeezed, headers={**headers, "Content-Encoding": "gzip"})
        return Response(page.content, headers=headers)

    return Route(path, endpoint(path, answer), methods=["GET"])
