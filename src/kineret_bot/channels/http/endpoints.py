"""What all endpoints share: a place in the log, and failures drawn in the shape that their clients read."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from kineret_bot.channels.http.edge import failure_response
from kineret_bot.channels.http.failures import Failure, broken
from kineret_bot.channels.http.logs import surprise
from kineret_bot.channels.http.trace import Trace, trace_of

Answer = Callable[[Request], Awaitable[Response]]
Draw = Callable[[Failure, Trace], Response]


def endpoint(place: str, answer: Answer, draw: Draw = failure_response) -> Answer:
    """An endpoint that never fails: whatever is raised is drawn."""

    async def run(request: Request) -> Response:
        try:
            return await answer(request)
        except Failure as failure:
            trace = trace_of(request.scope)
            trace.fields["failure"] = failure.code
            return draw(failure, trace)
        except Exception as error:
            trace = trace_of(request.scope)
            surprise(error, trace.request_id)
            return draw(broken(), trace)

    run.place = place  # type: ignore[attr-defined]
    return run
