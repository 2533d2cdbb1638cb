"""`kineret-bot serve` over the stub bot, in a process of its own."""

from __future__ import annotations

import argparse

from http_stub import StubBot

import kineret_bot
from kineret_bot.channels.http.options import add_options
from kineret_bot.channels.http.serve import serve

kineret_bot.load_bot = lambda intents=None, notice=None: StubBot()  # type: ignore[assignment]

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    add_options(parser)
    raise SystemExit(serve(parser.parse_args()))
