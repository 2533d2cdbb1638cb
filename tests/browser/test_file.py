"""The widget's one file, read as text: no browser needed."""

from __future__ import annotations

import gzip
import re
from importlib.resources import files

import pytest
import yaml

from kineret_bot.triage.numbers import FAILSAFE

FILE = files("kineret_bot") / "channels" / "http" / "static" / "kineret-chat.js"
SOURCE = FILE.read_text(encoding="utf-8")


def said(name: str) -> str:
    """One of the widget's words, its pieces joined and its white space made plain."""
    (found,) = re.findall(rf'^    {name}:\s*((?:"[^"]*"[\s+]*)+),$', SOURCE, re.MULTILINE)
    return " ".join("".join(re.findall(r'"([^"]*)"', found)).replace(r"\n", " ").split())


def test_size():
    """
    The widget is at most 12 kB gzipped.
    """
    assert len(gzip.compress(SOURCE.encode(), 9)) <= 12_000


SINKS = ("innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval(", "Function(", "localStorage", "import(")


@pytest.mark.parametrize("sink", SINKS)
def test_no_way_from_text_to_markup(sink):
    """
    Nothing turns text into markup or code, and nothing outlives the tab.
    """
    assert sink not in SOURCE


def test_no_other_host():
    """
    The file names no host but the example in its first lines and the namespace of SVG.
    """
    assert set(re.findall(r"https?://[\w.-]+", SOURCE)) == {"https://bot.example.org", "http://www.w3.org"}


def test_emergency_numbers_are_the_bots():
    """
    What the widget shows when it cannot reach the bot is what the bot says when it fails.
    """
    assert said("failsafe") == FAILSAFE


def test_opening_is_the_bots():
    """
    The first words are the ones of every channel.
    """
    from kineret_bot.locate import intents_folder

    replies = yaml.safe_load((intents_folder() / "replies.yaml").read_text(encoding="utf-8"))

    assert said("opening") in [" ".join(text.split()) for text in replies["texts"]["opening"]]
