"""Values that remember what they worked out, and are stored without that."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

_F = TypeVar("_F", bound=Callable[..., Any])


class Remembering:
    """Something immutable with methods whose results are worth keeping; caches are no part of a pickle or a copy."""

    def _remember(self) -> None:
        """Set up the caches; called when the value is made, read or copied."""
        raise NotImplementedError

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if not hasattr(value, "cache_clear")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._remember()


def remembered(most: int, method: _F) -> _F:
    """A method of one value that keeps its last results: at most so many, so that memory stays bounded."""
    return lru_cache(maxsize=most)(method)  # type: ignore[return-value]
