"""What operators ask: is it alive, is it ready, what has it counted, what does it offer."""

from __future__ import annotations

from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kineret_bot.channels.http.endpoints import endpoint
from kineret_bot.channels.http.failures import Failure
from kineret_bot.channels.http.responses import Json
from kineret_bot.channels.http.service import Service


def routes(service: Service) -> list[Route]:
    """The routes for operators."""

    async def alive(request: Request) -> Response:
        return Json({"status": "ok"})

    async def ready(request: Request) -> Response:
        """Ready once the bot is loaded; a store that is down costs memory only, so it takes no replica out."""
        service.brain.start()
        if not service.brain.ready:
            raise Failure(503, "starting", "I am still starting.", {"Retry-After": "5"})
        up = await service.store_is_up()
        return Json({"status": "ok" if up else "degraded", "store": "up" if up else "down"})

    async def metrics(request: Request) -> Response:
        rendered = service.meters.render()
        if rendered is None:
            raise Failure(501, "no_metrics", "Metrics need the extra `metrics`: pip install 'kineret-bot[metrics]'.")
        body, media_type = rendered
        return Response(body, headers={"Content-Type": media_type})

    async def openapi(request: Request) -> Response:
        return Response(_OPENAPI, media_type="application/json")

    return [
        Route("/healthz", endpoint("/healthz", alive), methods=["GET"]),
        Route("/readyz", endpoint("/readyz", ready), methods=["GET"]),
        Route("/metrics", endpoint("/metrics", metrics), methods=["GET"]),
        Route("/openapi.json", endpoint("/openapi.json", openapi), methods=["GET"]),
    ]


_OPENAPI = files("kineret_bot.channels.http").joinpath("openapi.json").read_bytes()
"""Kept by hand; a test compares it with the routes."""
