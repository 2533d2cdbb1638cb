"""The content owes nothing to the messages that it is measured with."""

import json
import re
from pathlib import Path

import pytest

from kineret_bot.text import normalise

ROOT = Path(__file__).parents[1]
LINE = re.compile(r'^\s*(?:- |title: )"(.*)"\s*$', re.M)
FEWEST_WORDS = 4


def plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", normalise(text)))


def curated() -> set[str]:
    paths = (ROOT / "intents").rglob("*.yaml")
    return {plain(line) for path in paths for line in LINE.findall(path.read_text(encoding="utf-8"))}


def measured(folder: Path) -> set[str]:
    """Every message of four words or more in the labelled cases of a folder."""
    cases = [
        json.loads(line) for path in folder.glob("*.jsonl") for line in path.read_text("utf-8").split("\n") if line
    ]
    asked = [turn for case in cases for turn in case.get("turns", [case])]
    return {text for turn in asked if "q" in turn and len((text := plain(turn["q"])).split()) >= FEWEST_WORDS}


@pytest.mark.parametrize("folder", [ROOT / "tests" / "cases", ROOT.parent / "shared" / "eval" / "cases"])
def test_no_measured_message_is_curated(folder: Path) -> None:
    """
    No labelled message stands in the content: figures would flatter themselves.
    """
    if not folder.is_dir():
        pytest.skip(f"no labelled cases in {folder.name} here")

    assert sorted(measured(folder) & curated()) == []
