"""A small web site with the demo page and a bot behind it, on a free port of this machine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from threading import Thread
from typing import Any

from kineret_bot.bot import Bot
from kineret_bot.conversation import Conversation
from kineret_bot.wire import reply_json

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "require-trusted-types-for 'script'; base-uri 'none'; form-action 'none'"
)
STATIC = files("kineret_bot") / "channels" / "http" / "static"
TYPES = {"html": "text/html; charset=utf-8", "css": "text/css", "js": "text/javascript"}
NAMES = {"": "index.html", "widget.js": "kineret-chat.js"}


class Handler(BaseHTTPRequestHandler):
    """Static files under a strict policy, and the message endpoint."""

    bot: Bot

    def do_GET(self) -> None:
        path = self.path.split("?")[0].strip("/")
        file = STATIC / NAMES.get(path, path)
        if "/" in path or not file.is_file():
            self._send(404, "text/plain", b"not here")
        else:
            self._send(200, TYPES[file.name.rsplit(".", 1)[-1]], file.read_bytes())

    def do_POST(self) -> None:
        asked: dict[str, Any] = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        state = asked.get("conversation")
        reply = self.bot.reply(asked["text"], Conversation.from_json(state) if state else Conversation())
        found = {**reply_json(reply), "conversation": reply.conversation.to_json()}
        self._send(200, "application/json", json.dumps(found).encode())

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        for name, value in (("Content-Type", kind), ("Content-Security-Policy", CSP), ("Content-Length", str(len(body)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


@contextmanager
def serving(bot: Any) -> Iterator[str]:
    """The address of a site that asks this bot, while the block lasts."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Asking", (Handler,), {"bot": bot}))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
