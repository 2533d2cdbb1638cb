"""A copy of the tiny content that a test may break, and what `check` says of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kineret_bot.content.checks import check
from kineret_bot.errors import ContentError

TINY = Path(__file__).parent / "tiny"
SHIPPED = Path(__file__).parents[2] / "intents" / "en"
TODAY = date(2026, 6, 1)


@dataclass(frozen=True)
class Content:
    """A copy of the tiny content."""

    folder: Path

    def path(self, name: str) -> Path:
        return self.folder / name

    def write(self, name: str, text: str) -> None:
        """A file anew."""
        self.path(name).parent.mkdir(exist_ok=True)
        self.path(name).write_text(text, encoding="utf-8")

    def change(self, name: str, old: str, new: str) -> None:
        """One place in a file."""
        text = self.path(name).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        self.write(name, text.replace(old, new))

    def answer(self, text: str) -> None:
        """Another answer for missed_dose."""
        self.change("dosing/missed_dose.yaml", "Call your provider. They can tell you when the next shot is due.", text)

    def problems(self, today: date = TODAY) -> list[str]:
        """What `check` finds, as people read it; nothing when all is well."""
        try:
            check(self.folder, today)
        except ContentError as error:
            return str(error).split("\n")
        return []
