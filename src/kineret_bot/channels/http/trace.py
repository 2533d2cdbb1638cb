"""What is known about the request at hand, for its log line and its headers."""

from __future__ import annotations

import re
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from starlette.types import Scope

_KEY = "kineret_bot.trace"
_ID = re.compile(r"[0-9a-fA-F-]{16,64}")
"""Ids of proxies: hexadecimal, so that nothing readable gets into logs with them."""


@dataclass(slots=True)
class Trace:
    """One request on its way."""

    request_id: str
    started: float = field(default_factory=time.perf_counter)
    status: int = 0
    fields: dict[str, Any] = field(default_factory=dict)
    """What the endpoint adds to the log line."""


def begin(scope: Scope) -> Trace:
    """The trace of a new request, under the id that a proxy gave it if that is one."""
    given = header(scope, b"x-request-id").decode("latin-1")
    scope[_KEY] = trace = Trace(given if _ID.fullmatch(given) else secrets.token_hex(16))
    return trace


def header(scope: Scope, name: bytes) -> bytes:
    """A header of the request; empty if it is not there."""
    return next((value for found, value in scope["headers"] if found == name), b"")


def trace_of(scope: Scope) -> Trace:
    """The trace of the request at hand."""
    found: Trace = scope[_KEY]
    return found
