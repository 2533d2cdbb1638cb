"""The options of `kineret-bot serve`. Those not given are left to the environment (docs/operations.md)."""

from __future__ import annotations

import argparse


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add them to a command's parser."""
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1, this machine alone)")
    add("--port", type=_port, default=8000, help="port to listen on (default: 8000; 0 for any that is free)")
    add("--workers", type=_count, default=1, metavar="N", help="processes (default: 1)")
    add("--store", metavar="URL", help="redis://… to share chats and rate limits among workers and replicas")
    add("--cors-origin", action="append", metavar="ORIGIN", help="a site whose pages may call, exactly (repeatable)")
    add("--api-key", metavar="KEY", help="ask for this key (better given as KINERET_BOT_API_KEY)")
    add("--rate", type=int, metavar="N", help="messages a minute for one client; 0 for no limit (default: 60)")
    add("--openai", action="store_true", default=None, help="also answer /v1/chat/completions and /v1/models")
    add("--trusted-proxy", action="append", metavar="IP", help="believe X-Forwarded-For of this proxy (repeatable)")
    add("--log-format", choices=("text", "json"), help="how log lines look (default: text)")


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError(f"expected 0 to 65535, found {text}")
    return port


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise argparse.ArgumentTypeError(f"expected at least 1, found {text}")
    return count
