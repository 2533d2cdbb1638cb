"""What a `*.qa.yaml` says, as frozen values: cases, their steps and what is expected of each reply."""

from __future__ import annotations

from dataclasses import dataclass

SUFFIX = ".qa.yaml"
_LONGEST_NAME = 100
"""Characters of a question that stand in the name of its case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedAlert:
    """An alarm that has to be there, or must not."""

    absent: bool = False
    """Neither card nor line."""
    levels: tuple[str, ...] = ()
    """One of these; empty for any."""
    form: str = ""
    """`card`, `line`, or empty for either."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expect:
    """What a reply has to be. Whatever is empty is not looked at."""

    kinds: tuple[str, ...] = ()
    """One of these."""
    intents: tuple[str, ...] = ()
    """One of these is among the intents answered with."""
    not_intents: tuple[str, ...] = ()
    """None of these is."""
    alert: ExpectedAlert | None = None
    contains: tuple[str, ...] = ()
    """Each stands in the text, letter for letter."""
    not_contains: tuple[str, ...] = ()
    equals: str | None = None
    """The whole text."""
    matches: tuple[str, ...] = ()
    """Regular expressions, each found in the text."""
    min_confidence: float | None = None
    """Least confidence of the first answer."""
    suggests: tuple[str, ...] = ()
    """Intents that are all offered for one click."""
    sections: tuple[str, ...] = ()
    """Headings of the source that the answers all name."""

    def names(self) -> tuple[str, ...]:
        """Every intent that is spoken of."""
        return (*self.intents, *self.not_intents, *self.suggests)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One message, and what is expected of its reply (None: anything)."""

    text: str
    line: int
    expect: Expect | None
    place: int
    """Line of `expect`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One phrasing, or one conversation: what passes or fails as a whole."""

    file: str
    line: int
    test: str
    """Name of the test that it belongs to."""
    steps: tuple[Step, ...]
    tags: tuple[str, ...] = ()
    xfail: str = ""
    """Why it is known to fail; it then has to."""
    talk: bool = False
    """Whether it was written as `steps`."""

    @property
    def name(self) -> str:
        """`test[question]`, or the name of the test alone for a conversation; one line, not too long."""
        if self.talk:
            return self.test
        question = " ".join(self.steps[0].text.split()).encode("utf-8", "replace").decode()
        return f"{self.test}[{question if len(question) <= _LONGEST_NAME else question[: _LONGEST_NAME - 1] + '…'}]"

    @property
    def id(self) -> str:
        """File and name, as pytest writes them."""
        return f"{self.file}::{self.name}"
