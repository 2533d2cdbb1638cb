"""The server as it is, on a free port of this machine, with a bot of the test's choice."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import uvicorn

from kineret_bot.channels.http.app import create_app
from kineret_bot.channels.http.settings import Settings


@contextmanager
def serving(bot: Any) -> Iterator[str]:
    """The address of the demo page, while the block lasts. Connections wait in the socket until the server is up."""
    listener = socket.create_server(("127.0.0.1", 0))
    app = create_app(Settings(rate=0), bot)
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=1))
    thread = Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    finally:
        server.should_exit = True
        thread.join()
