"""The README keeps up with the commands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from test_cli import commands

README = Path(__file__).parents[1] / "README.md"


@pytest.mark.parametrize("name", commands())
def test_every_command_is_described(name: str) -> None:
    """
    Each `kineret-bot` command stands in the README, in code, with some words beside it.
    """
    text = README.read_text(encoding="utf-8")
    lines = [
        line
        for line in text.splitlines()
        if re.search(rf"\bkineret-bot(\s+--?\S+(\s+[A-Z]+)?)*\s+{name}\b|`{name}\b", line)
    ]

    assert lines, f"README.md does not name `kineret-bot {name}`"
