"""What can go wrong, each with an address and a way out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake in the content, with its place."""

    file: str
    line: int
    """1 is the first line."""
    field: str
    """Path of the field, such as `questions[2]`; empty when the file as a whole is meant."""
    message: str
    """What was found, what was expected."""
    rule: str = ""
    """Name of the rule that found it."""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}: "
        return place + (f"{self.field}: {self.message}" if self.field else self.message)


class KineretBotError(Exception):
    """Base of every error that this package raises on purpose."""


class ContentError(KineretBotError):
    """The content cannot be used; holds every problem found, in order of place."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))


class ContentNotFound(KineretBotError):
    """No folder of intents where one was looked for."""
