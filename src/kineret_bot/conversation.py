"""What the bot remembers between two messages: a small frozen value that holds no message text.

It is passed in and out, so any number of chats run over one bot, in any thread, process or machine.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any

VERSION = 1
_LONGEST = 8
"""Items of any list that are kept."""
_MOST = 1_000_000
_LONGEST_NAME = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """The state of one chat after its last turn; `Conversation()` is a new one."""

    shown: tuple[str, ...] = ()
    """Intents of the last reply with answers, in its order."""
    before: tuple[str, ...] = ()
    """Intents shown earlier, the latest first."""
    options: tuple[str, ...] = ()
    """Choices of the clarifying question that the last reply asked."""
    facets: tuple[str, ...] = ()
    """What the person said of whom and what it is about, such as `who:child`, `condition:nomid`."""
    signs: tuple[str, ...] = ()
    """Danger signs noted over the last turns, as `turns left:concept`."""
    alarm: str = ""
    """Level of the last alarm card while its number stays in sight."""
    alarm_turns: int = 0
    """For how many more turns it does."""
    refused: tuple[str, ...] = ()
    """Kinds of question declined over the last turns, the latest first."""
    declines: int = 0
    """Declines in a row."""
    said: int = 0
    """Fixed texts used so far, so that the next one is another."""

    def to_json(self) -> dict[str, Any]:
        """Plain values, some hundred bytes as JSON; what is at its default is left out."""
        found: dict[str, Any] = {"v": VERSION}
        for field in fields(self):
            value = getattr(self, field.name)
            if value != field.default:
                found[field.name] = list(value) if isinstance(value, tuple) else value
        return found

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Conversation:
        """The inverse of `to_json`. Raises ValueError on anything that it did not write."""
        if not isinstance(data, Mapping) or type(data.get("v")) is not int or data["v"] != VERSION:
            raise ValueError(f"expected a conversation of version {VERSION}")
        known = {field.name: field for field in fields(cls)}
        values: dict[str, Any] = {}
        for name, value in data.items():
            if name == "v":
                continue
            if name not in known:
                raise ValueError(f"unknown field of a conversation: {str(name)[:_LONGEST_NAME]}")
            values[name] = _checked(name, value, known[name].default)
        return cls(**values)


def _checked(name: str, value: Any, default: Any) -> Any:
    """A value of the same kind and size as the ones that we write."""
    if isinstance(default, tuple):
        good = isinstance(value, list) and len(value) <= _LONGEST and all(map(_is_name, value))
    elif isinstance(default, int):
        good = type(value) is int and 0 <= value <= _MOST
    else:
        good = _is_name(value)
    good = good and _FORMS.get(name, _any)(value)
    if not good:
        raise ValueError(f"field {name} of a conversation is not what was written there")
    return tuple(value) if isinstance(default, tuple) else value


_LEVELS = ("", "emergency", "crisis", "poison", "urgent")
_FACET = re.compile(r"[^:]+:.+")
_SIGN = re.compile(r"[0-9]{1,2}:.+")
_FORMS: Mapping[str, Callable[[Any], bool]] = {
    "alarm": lambda value: value in _LEVELS,
    "facets": lambda value: all(map(_FACET.fullmatch, value)),
    "signs": lambda value: all(map(_SIGN.fullmatch, value)),
}
"""What the text in a field looks like, where others take it apart."""


def _any(value: Any) -> bool:
    return True


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST_NAME and value.isprintable()
