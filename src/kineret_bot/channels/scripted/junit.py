"""A run as JUnit XML, in the shape that pytest writes, so that one set of tools reads both."""

from __future__ import annotations

import platform
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

from kineret_bot.channels.scripted.cases import Case
from kineret_bot.channels.scripted.runner import Outcome, Result, describe
from kineret_bot.channels.scripted.summary import Summary

_ILLEGAL = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot hold, not even escaped."""


def write_junit(path: Path, results: Sequence[Result], summary: Summary, began: datetime) -> None:
    """One `testcase` for each result. Makes the folder of the file if need be; raises OSError."""
    counts = dict(summary.counts)
    root = ElementTree.Element("testsuites", name="kineret-bot tests")
    suite = ElementTree.SubElement(
        root,
        "testsuite",
        name="kineret-bot",
        errors="0",
        failures=str(counts[Outcome.FAILED] + counts[Outcome.XPASSED]),
        skipped=str(counts[Outcome.XFAILED]),
        tests=str(summary.total),
        time=f"{summary.seconds:.3f}",
        timestamp=began.astimezone().isoformat(),
        hostname=platform.node(),
    )
    for result in results:
        suite.append(_testcase(result))
    path.parent.mkdir(parents=True, exist_ok=True)
    ElementTree.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def _testcase(result: Result) -> ElementTree.Element:
    case = result.case
    time = f"{result.seconds:.3f}"
    found = ElementTree.Element("testcase", classname=_classname(case), name=_clean(case.name), time=time)
    if result.outcome is Outcome.XFAILED:
        ElementTree.SubElement(found, "skipped", type="pytest.xfail", message=_clean(case.xfail))
    elif not result.good:
        text = _clean(describe(result))
        ElementTree.SubElement(found, "failure", message=_clean("; ".join(result.sentences))).text = text
    return found


def _classname(case: Case) -> str:
    """`tests/dosing/x.qa.yaml` as `tests.dosing.x.qa.yaml`: what pytest makes of it."""
    return _clean(case.file.replace("/", "."))


def _clean(text: str) -> str:
    return _ILLEGAL.sub(lambda found: f"#x{ord(found[0]):02X}", text)
