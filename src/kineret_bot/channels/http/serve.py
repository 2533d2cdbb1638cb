"""`kineret-bot serve`: run the app with uvicorn, one process or several, until told to stop."""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
import tempfile
from typing import Any

from kineret_bot.bot import Bot
from kineret_bot.channels.http.settings import Settings, SettingsError
from kineret_bot.errors import KineretBotError

_SETTINGS = ("intents", "store", "cors_origin", "api_key", "rate", "openai", "log_format", "trusted_proxy")
_GARBAGE = 20_000
"""New objects after which garbage is looked for; a reply makes some thousand, nearly all gone by its end."""
_FINISH_SECONDS = 15
"""Time for requests under way when the server is told to stop."""


def serve(options: Any) -> int:
    """Run the server with the options of the command line; returns the exit code."""
    try:
        import uvicorn  # noqa: F401

        from kineret_bot.channels.http import app  # noqa: F401
    except ImportError:
        raise KineretBotError("serve needs the extra `serve`: pip install 'kineret-bot[serve]'") from None
    try:
        settings = Settings.read(os.environ, {name: getattr(options, name, None) for name in _SETTINGS})
    except SettingsError as error:
        print(f"kineret-bot serve: {error}", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))  # until uvicorn takes over: nobody is served yet
    bot = _load(settings)  # before listening: content that cannot be used is told here, and cached for the workers
    if settings.store:
        _check_store(settings)
    with _listen(options.host, options.port) as listening:
        port = listening.getsockname()[1]
        _say(f"Answering on {_url(options.host, port)} (demo page; stop with Ctrl-C)")
        if options.workers > 1:
            listening.close()
            return _run_workers(settings, options.host, port, options.workers)
        return _run(settings, bot, listening)


def worker_app() -> Any:
    """The app of a worker process, which finds its settings in the environment."""
    from kineret_bot.channels.http.app import create_app
    from kineret_bot.channels.http.logs import configure

    settings = Settings.read(os.environ)
    configure(settings.log_format)
    return create_app(settings, _load(settings))


def _run(settings: Settings, bot: Bot, listening: socket.socket) -> int:
    import uvicorn

    from kineret_bot.channels.http.app import create_app
    from kineret_bot.channels.http.logs import configure

    configure(settings.log_format)
    server = uvicorn.Server(uvicorn.Config(create_app(settings, bot), **_uvicorn(settings)))

    def stop(number: int, frame: object) -> None:
        """Told to stop while uvicorn starts, or told again by uvicorn, which repeats a signal once all is finished."""
        server.should_exit = True

    signal.signal(signal.SIGTERM, stop)
    server.run(sockets=[listening])
    return 0


def _run_workers(settings: Settings, host: str, port: int, workers: int) -> int:
    import uvicorn

    from kineret_bot.channels.http.logs import configure

    configure(settings.log_format)
    if not settings.store:
        _say("Without --store each worker remembers and limits on its own; a `conversation_id` needs a store")
    with tempfile.TemporaryDirectory(prefix="kineret-bot-") as folder:
        os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", folder)
        os.environ.update(settings.environment())
        place = "kineret_bot.channels.http.serve:worker_app"
        uvicorn.run(place, factory=True, host=host, port=port, workers=workers, **_uvicorn(settings))
    return 0


def _uvicorn(settings: Settings) -> dict[str, Any]:
    from kineret_bot.channels.http.patience import Patient

    return {
        "http": Patient,
        "ws": "none",
        "lifespan": "on",
        "log_config": None,
        "access_log": False,
        "server_header": False,
        "proxy_headers": bool(settings.trusted_proxy),
        "forwarded_allow_ips": list(settings.trusted_proxy),
        "timeout_keep_alive": settings.body_seconds,
        "timeout_graceful_shutdown": _FINISH_SECONDS,
    }


def _load(settings: Settings) -> Bot:
    from kineret_bot import load_bot

    bot = load_bot(settings.intents or None, notice=_say)
    gc.collect()
    gc.freeze()  # the bot never changes: without this, its many objects are looked through again and again
    gc.set_threshold(_GARBAGE)
    return bot


def _check_store(settings: Settings) -> None:
    """Say at the start if the store's library is missing; whether the store is there shows while running."""
    from kineret_bot.channels.http.shared import RedisStore

    RedisStore(settings.store, settings.idle_seconds, 1)


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        place = f"{host} port {port}"
        reason = os.strerror(error.errno) if error.errno and error.errno > 0 else str(error.strerror)
        raise KineretBotError(f"cannot listen on {place}: {reason}; see --host and --port") from None


def _url(host: str, port: int) -> str:
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{shown}:{port}/"


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
