"""Each mistake in the triage content comes back with its place, all of them at once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from triage_cases import CONTENT

from kineret_bot.content.policy_loader import load_policy
from kineret_bot.errors import ContentError, ContentNotFound

HEAD = 'concepts:\n  - id: Z1\n    name: "Test"\n    topic: general\n'
MISTAKES = [
    (f'{HEAD}    wordings: ["<nowhere> closing"]\n', 5, "no class is called `<nowhere>`"),
    (f'{HEAD}    wordings: ["the my"]\n', 5, "`the my`: nothing but fillers"),
    (f'{HEAD}    wordings: ["a|<throat closing"]\n', 5, "`a|<throat closing`: cannot read `a|<throat`; expected words, <classes> and .. only"),  # noqa: E501
    (f'{HEAD}    wordings: ["throat ..x closing"]\n', 5, "`throat ..x closing`: expected `..` or `..4`, found `..x`"),
    (f'{HEAD}    wordings: ["throat & closing /far"]\n', 5, "`throat & closing /far`: expected a number after `/`, found `far`"),  # noqa: E501
    (f'{HEAD}    level: "high"\n    wordings: ["zzz"]\n', 5, "unknown level `high`; expected one of emergency, crisis, poison, urgent, or none for a hint"),  # noqa: E501
    (f'{HEAD}    firm: "maybe"\n    wordings: ["zzz"]\n', 5, 'expected "yes" or "no", found `maybe`'),
    (f'{HEAD}    absorbs: "Q9"\n    wordings: ["zzz"]\n', 5, "no concept is called `Q9`"),
    (f'{HEAD}    wordngs: ["zzz"]\n', 5, "unknown key; did you mean `wordings`?"),
    ('concepts:\n  - id: A1\n    name: "Again"\n    topic: general\n    wordings: ["zzz"]\n', 2, "`A1` exists already"),
    ('concepts:\n  - id: Z1\n    name: "Test"\n    topic: nothing\n    wordings: ["zzz"]\n', 4, "no topic is called `nothing`"),  # noqa: E501
    ('cues:\n  - id: z\n    kind: perhaps\n    wordings: ["zzz"]\n', 3, "unknown kind `perhaps`"),
    ('classes:\n  throat: "neck"\n', 2, "this class exists already"),
    ('combinations:\n  - result: "A5"\n    parts: ["F1", "Q9"]\n', 3, "no concept is called `Q9`"),
    ('texts:\n  urgent: "Call your team."\n', 2, "expected {emergency} in this text"),
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped policy that a test may break."""
    return Path(shutil.copytree(CONTENT / "triage", tmp_path / "triage", ignore=shutil.ignore_patterns("examples")))


@pytest.mark.parametrize(("text", "line", "message"), MISTAKES)
def test_mistake_has_its_place(folder: Path, text: str, line: int, message: str) -> None:
    """
    File, line and a message that is enough to repair it.
    """
    (folder / "zz_mistake.yaml").write_text(text, "utf-8")

    with pytest.raises(ContentError) as caught:
        load_policy(folder)

    found = [problem for problem in caught.value.problems if problem.file.endswith("zz_mistake.yaml")]
    assert any(problem.line == line and problem.message.startswith(message) for problem in found), found


def test_all_mistakes_at_once(folder: Path) -> None:
    """
    One run reports every mistake.
    """
    (folder / "zz_one.yaml").write_text('classes:\n  throat: "neck"\n', "utf-8")
    (folder / "zz_two.yaml").write_text('traps: ["<nowhere>"]\n', "utf-8")

    with pytest.raises(ContentError) as caught:
        load_policy(folder)

    assert len(caught.value.problems) == 2


def test_missing_card_text(folder: Path) -> None:
    """
    A policy without the text of a card is no policy.
    """
    cards = folder / "cards.yaml"
    cards.write_text(cards.read_text("utf-8").replace("  line_crisis:", "  line_crisys:"), "utf-8")

    with pytest.raises(ContentError, match=r"texts\.line_crisis: missing"):
        load_policy(folder)


def test_empty_folder(tmp_path: Path) -> None:
    """
    No files, no policy.
    """
    with pytest.raises(ContentNotFound):
        load_policy(tmp_path)
