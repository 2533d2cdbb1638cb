"""The whole content as one frozen value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kineret_bot.content.nodes import Fields, Report, Text, read_fields
from kineret_bot.content.templates import expand
from kineret_bot.errors import ContentError, ContentNotFound, Problem
from kineret_bot.model import Intent, Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A folder of intents."""

    id: str
    title: str
    kind: Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The document that every answer rests on."""

    title: str
    publisher: str
    sha256: str
    reviewed: str
    review_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of an intent's questions, as written, with the questions that it stands for."""

    file: str
    number: int
    field: str
    template: str
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An intent with the places of its parts, for the checks."""

    intent: Intent
    file: str
    lines: tuple[Line, ...]
    places: dict[str, int]
    """Line of each key of the file."""
