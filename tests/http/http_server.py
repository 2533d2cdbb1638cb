"""Real servers on a free port of this machine, for tests that are about sockets."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
_PATIENCE = 30.0


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]


def wait_until(condition: Callable[[], bool], what: str) -> None:
    """Look again until something is so; fails when it takes far too long."""
    ends = time.monotonic() + _PATIENCE
    while not condition():
        assert time.monotonic() < ends, f"{what}: not within {_PATIENCE:.0f} s"
        time.sleep(0.01)


def answers(port: int) -> bool:
    """Whether somebody listens."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


@contextmanager
def running_app(app: Any, seconds: float = 10.0) -> Iterator[str]:
    """The app in a thread of this process, with the connections of `serve`; gives its address."""
    uvicorn = pytest.importorskip("uvicorn", reason="the extra `serve` is not installed")
    from kineret_bot.channels.http.patience import Patient

    config = uvicorn.Config(
        app, http=Patient, ws="none", lifespan="on", log_config=None, access_log=False, timeout_keep_alive=seconds
    )
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        wait_until(lambda: server.started, "the server to start")
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
        finally:
            server.should_exit = True
            thread.join(_PATIENCE)
            assert not thread.is_alive()


class Process:
    """A server in a process of its own, over the stub bot."""

    def __init__(self, *options: str, **environment: str) -> None:
        self.port = free_port()
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the process has ended
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "http_stub_main.py"), "--port", str(self.port), *options],
            env={**os.environ, "KINERET_BOT_RATE": "0", **environment},
            stdout=subprocess.DEVNULL,
            stderr=self._errors,
        )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def wait_until_up(self) -> None:
        wait_until(lambda: self.process.poll() is not None or answers(self.port), "the server to listen")
        assert self.process.poll() is None, self.errors()

    def stop(self) -> int:
        """Tell it to stop, and wait for the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(_PATIENCE)

    def errors(self) -> str:
        """All that it wrote to standard error so far."""
        self._errors.seek(0)
        return self._errors.read().decode()


@contextmanager
def running_process(*options: str, **environment: str) -> Iterator[Process]:
    """A server process, stopped in the end."""
    process = Process(*options, **environment)
    try:
        process.wait_until_up()
        yield process
    finally:
        process.stop()
        process._errors.close()


class Redis:
    """A redis-server on a free port that keeps what it knows when it is stopped and started again."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--appendonly", "yes"]
        self._process = subprocess.Popen([*command, "--dir", str(self._folder)], stdout=subprocess.DEVNULL)
        wait_until(self._answers, "redis-server to answer")

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(100).startswith(b"+PONG")
        except OSError:
            return False

    def kill(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait(_PATIENCE)
            self._process = None


def need_redis() -> None:
    """Skip where there is no Redis."""
    pytest.importorskip("redis", reason="the extra `redis` is not installed")
    if not shutil.which("redis-server"):
        pytest.skip("redis-server is not installed: apt-get install redis-server")
