"""JSON on the wire."""

from __future__ import annotations

import json
from typing import Any

from starlette.responses import Response

_ENCODER = json.JSONEncoder(separators=(",", ":"), allow_nan=False)


class Json(Response):
    """A JSON response in plain ASCII: half a surrogate pair that a client sent can be sent back to it."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        return _ENCODER.encode(content).encode("ascii")
