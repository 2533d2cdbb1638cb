"""What people read never changes unseen."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from kineret_bot import load_bot
from kineret_bot.snapshot import render, snapshot
from kineret_bot.triage.numbers import FAILSAFE

KEPT = Path(__file__).parents[2] / "docs" / "snapshot.md"


@pytest.fixture(scope="module")
def bot():
    return load_bot()


@pytest.fixture(scope="module")
def text(bot) -> str:
    return render(bot)


def _run(bot, path: Path, check: bool) -> int:
    return snapshot(argparse.Namespace(file=str(path), check=check), lambda: bot)


def test_the_snapshot_is_current(bot, capsys):
    """
    docs/snapshot.md shows what people read today; if not: `kineret-bot snapshot`, read what changed, commit it.
    """
    assert _run(bot, KEPT, check=True) == 0, capsys.readouterr().out


def test_every_intent_is_there(bot, text):
    """
    Each title, each answer and each text of last resort can be reviewed.
    """
    lines = set(text.splitlines())

    assert [intent.id for intent in bot.library.intents if f"### {intent.title}" not in lines] == []
    assert f"> {FAILSAFE}" in lines
    assert [name for name in bot.library.texts if f"### {name}" not in lines] == []


def test_every_title_is_answered_with_its_own_intent(text):
    """
    Nothing else is replied to the question that an intent is offered as.
    """
    assert [line for line in text.splitlines() if line.startswith("**Its own title")] == []


def test_a_stale_one_is_shown_as_a_difference(bot, text, tmp_path, capsys):
    """
    --check ends with 1, shows what changed and what to do.
    """
    path = tmp_path / "snapshot.md"
    path.write_text(text.replace("# What people read", "# What people once read"))

    assert _run(bot, path, check=True) == 1
    out = capsys.readouterr().out
    assert "-# What people once read\n+# What people read\n" in out
    assert f"{path} is stale: run `kineret-bot snapshot`" in out
    assert _run(bot, path, check=False) == 0
    assert path.read_text() == text
