"""pytest runs `*.qa.yaml`: one item a phrasing, with its tags as markers (docs/scripted-tests.md).

This is loaded in every project that has us installed, so it imports nothing else of ours before there is
such a file.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from kineret_bot.channels.scripted.asking import Asker
    from kineret_bot.channels.scripted.cases import Case

SUFFIX = ".qa.yaml"
_ASKER = pytest.StashKey["Asker"]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where the content is, or the server."""
    group = parser.getgroup("kineret-bot", "kineret-bot: scripted questions and answers (*.qa.yaml)")
    group.addoption("--kineret-intents", metavar="DIR", help="folder of other content (default: the shipped one)")
    group.addoption("--kineret-url", metavar="URL", help="ask the server there rather than the library")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Take every `*.qa.yaml`."""
    return QaFile.from_parent(parent, path=file_path) if file_path.name.endswith(SUFFIX) else None


class CaseError(Exception):
    """A case that came out wrong."""

    def __init__(self, text: str, sentences: tuple[str, ...]) -> None:
        super().__init__(text)
        self.text = text
        self.sentences = sentences


class QaFile(pytest.File):
    """One `*.qa.yaml`."""

    def collect(self) -> Iterator[pytest.Item]:
        from kineret_bot.channels.scripted.loader import load_file
        from kineret_bot.errors import ContentError

        try:
            cases = load_file(self.path, Path(os.path.relpath(self.path, self.config.invocation_params.dir)).as_posix())
        except ContentError as error:
            raise self.CollectError(str(error)) from None
        for tag in sorted({tag for case in cases for tag in case.tags}):
            self.config.addinivalue_line("markers", f"{tag}: a tag of a {SUFFIX}")
        for case in cases:
            yield QaItem.from_parent(self, name=case.name, case=case)


class QaItem(pytest.Item):
    """One phrasing, or one conversation."""

    def __init__(self, *, case: Case, **rest: Any) -> None:
        super().__init__(**rest)
        self.case = case
        for tag in case.tags:
            self.add_marker(tag)
        if case.xfail:
            self.add_marker(pytest.mark.xfail(reason=case.xfail, strict=True, raises=CaseError))

    def runtest(self) -> None:
        from kineret_bot.channels.scripted.runner import Outcome, Result, attempt, describe, unknown_intents

        asker = _asker(self.config)
        if problems := unknown_intents([self.case], asker.known):
            raise ValueError("\n".join(map(str, problems)))
        if failure := attempt(self.case, asker):
            result = Result(case=self.case, outcome=Outcome.FAILED, seconds=0.0, failure=failure)
            raise CaseError(describe(result), result.sentences)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Place, question, expected and got: no traceback of ours, which would tell nobody anything."""
        from kineret_bot.errors import KineretBotError

        if isinstance(excinfo.value, CaseError):
            return _Shown(excinfo.value.text, "; ".join(excinfo.value.sentences))
        if isinstance(excinfo.value, (KineretBotError, ValueError)):
            return _Shown(str(excinfo.value), str(excinfo.value))
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self.case.line - 1, self.name


class _Shown:
    """A failure as pytest draws it: the whole below its headline, one sentence in the summary and in JUnit."""

    def __init__(self, text: str, message: str) -> None:
        self._text = text
        self.reprcrash = SimpleNamespace(message=message)

    def __str__(self) -> str:
        return self._text

    def toterminal(self, writer: Any) -> None:
        for line in self._text.splitlines():
            writer.line(line)


def _asker(config: pytest.Config) -> Asker:
    """Whom to ask; made at the first item that runs."""
    if _ASKER not in config.stash:
        from kineret_bot.channels.scripted.asking import Local, Server

        if url := config.getoption("--kineret-url"):
            config.stash[_ASKER] = Server(url)
        else:
            from kineret_bot import load_bot

            config.stash[_ASKER] = Local(load_bot(config.getoption("--kineret-intents")))
    return config.stash[_ASKER]
