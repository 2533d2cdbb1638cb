"""YAML that remembers where it stood. The only module that imports yaml.

Files are composed into nodes, never loaded into Python values: so `911` and `no` stay text, and every
mistake has a line. A `Fields` hands out the values of one mapping and notes what is wrong with them.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from kineret_bot.errors import Problem

_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SURPRISES = {
    "tag:yaml.org,2002:bool": "the yes/no value",
    "tag:yaml.org,2002:int": "the number",
    "tag:yaml.org,2002:float": "the number",
    "tag:yaml.org,2002:null": "the empty value",
    "tag:yaml.org,2002:timestamp": "the date",
}


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar with its place."""

    value: str
    line: int
    field: str


@dataclass(slots=True)
class Report:
    """Problems found so far in one file. The only thing here that changes, and it ends with the loading."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    broken: bool = False
    """Whether the file could not be read as fields at all."""

    def add(self, line: int, where: str, message: str, rule: str = "schema") -> None:
        self.problems.append(Problem(self.file, line, where, message, rule))


class Fields:
    """The values of one mapping, taken out by name; `finish` notes every key that nobody asked for."""

    def __init__(self, node: yaml.MappingNode, report: Report, path: str = "") -> None:
        self._report = report
        self._path = path
        self.line = node.start_mark.line + 1
        self._nodes: dict[str, yaml.Node] = {}
        self._lines: dict[str, int] = {}
        self._asked: set[str] = set()
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else "?"
            if name in self._nodes:
                report.add(key.start_mark.line + 1, self._at(name), f"given twice, first on line {self._lines[name]}")
                continue
            self._nodes[name] = value
            self._lines[name] = key.start_mark.line + 1

    @classmethod
    def empty(cls, report: Report) -> Fields:
        """Stands in for a file that could not be read, so that reading goes on with the next one."""
        report.broken = True
        return cls(yaml.MappingNode("tag:yaml.org,2002:map", [], yaml.Mark(report.file, 0, 0, 0, None, 0)), report)

    def names(self) -> tuple[str, ...]:
        """All keys, in the order of the file; each counts as asked for."""
        self._asked.update(self._nodes)
        return tuple(self._nodes)

    def line_of(self, name: str) -> int:
        return self._lines.get(name, self.line)

    def text(self, name: str, default: str | None = None) -> str:
        """One text; a missing one is a problem unless there is a default."""
        node = self._take(name, required=default is None)
        if node is None:
            return default or ""
        found = self._scalar(node, self._at(name))
        return found.value if found else default or ""

    def texts(self, name: str, required: bool = True, block: bool = False) -> tuple[Text, ...]:
        """A list of texts; with `block` it has to be written one item a line."""
        node = self._take(name, required)
        if node is None:
            return ()
        where = self._at(name)
        if not isinstance(node, yaml.SequenceNode):
            self._report.add(node.start_mark.line + 1, where, f"expected a list, found {_kind(node)}")
            return ()
        if block and node.flow_style:
            self._report.add(
                node.start_mark.line + 1, where, "expected one item a line, each after `- `, found a list in [ ]"
            )
        items = (self._scalar(item, f"{where}[{n}]") for n, item in enumerate(node.value))
        return tuple(item for item in items if item)

    def flag(self, name: str) -> bool:
        """`true` or `false`; false when it is not there."""
        node = self._take(name, required=False)
        if node is None:
            return False
        if not isinstance(node, yaml.ScalarNode) or node.value not in ("true", "false"):
            self._report.add(node.start_mark.line + 1, self._at(name), f"expected true or false, found {_kind(node)}")
            return False
        return bool(node.value == "true")

    def integer(self, name: str, default: int | None = None) -> int:
        """One whole number."""
        node = self._take(name, required=default is None)
        if node is None:
            return default or 0
        try:
            return int(node.value)
        except (TypeError, ValueError):
            self._report.add(node.start_mark.line + 1, self._at(name), f"expected a whole number, found {_kind(node)}")
            return default or 0

    def number(self, name: str, default: float | None = None) -> float:
        """One number."""
        node = self._take(name, required=default is None)
        if node is None:
            return default or 0.0
        try:
            return float(node.value)
        except (TypeError, ValueError):
            self._report.add(node.start_mark.line + 1, self._at(name), f"expected a number, found {_kind(node)}")
            return default or 0.0

    def fields(self, name: str, required: bool = True) -> Fields | None:
        """One mapping."""
        node = self._take(name, required)
        if node is None:
            return None
        return self._mapping(node, self._at(name))

    def items(self, name: str, required: bool = True) -> tuple[Fields, ...]:
        """A list of mappings."""
        node = self._take(name, required)
        if node is None:
            return ()
        if not isinstance(node, yaml.SequenceNode):
            self._report.add(node.start_mark.line + 1, self._at(name), f"expected a list, found {_kind(node)}")
            return ()
        found = (self._mapping(item, f"{self._at(name)}[{n}]") for n, item in enumerate(node.value))
        return tuple(item for item in found if item)

    def lists(self, name: str, required: bool = True) -> tuple[tuple[Text, ...], ...]:
        """A list whose items are lists of texts, or single texts."""
        node = self._take(name, required)
        if node is None:
            return ()
        if not isinstance(node, yaml.SequenceNode):
            self._report.add(node.start_mark.line + 1, self._at(name), f"expected a list, found {_kind(node)}")
            return ()
        found: list[tuple[Text, ...]] = []
        for n, item in enumerate(node.value):
            where = f"{self._at(name)}[{n}]"
            parts = item.value if isinstance(item, yaml.SequenceNode) else [item]
            texts = (self._scalar(part, f"{where}[{k}]") for k, part in enumerate(parts))
            found.append(tuple(text for text in texts if text))
        return tuple(found)

    def finish(self) -> None:
        """Note every key that nobody asked for, with the nearest name that exists."""
        for name in self._nodes.keys() - self._asked:
            near = difflib.get_close_matches(name, self._asked, 1)
            hint = f"; did you mean `{near[0]}`?" if near else f"; known here: {', '.join(sorted(self._asked))}"
            self._report.add(self._lines[name], self._at(name), f"unknown key{hint}")

    def _take(self, name: str, required: bool) -> yaml.Node | None:
        self._asked.add(name)
        node = self._nodes.get(name)
        if node is None and required:
            self._report.add(self.line, self._at(name), "missing")
        return node

    def _at(self, name: str) -> str:
        return f"{self._path}.{name}" if self._path else name

    def _scalar(self, node: yaml.Node, where: str) -> Text | None:
        line = node.start_mark.line + 1
        if not isinstance(node, yaml.ScalarNode):
            self._report.add(line, where, f"expected text, found {_kind(node)}; put it in quotes")
            return None
        if not node.style and node.tag in _SURPRISES:
            shown = f" `{node.value}`" if node.value else ""
            self._report.add(line, where, f"expected text, found {_SURPRISES[node.tag]}{shown}; put it in quotes")
            return None
        if not node.value.strip():
            self._report.add(line, where, "expected text, found an empty one")
            return None
        return Text(node.value, line, where)

    def _mapping(self, node: yaml.Node, where: str) -> Fields | None:
        if isinstance(node, yaml.MappingNode):
            return Fields(node, self._report, where)
        self._report.add(node.start_mark.line + 1, where, f"expected fields (`name: value`), found {_kind(node)}")
        return None


def read_fields(path: Path, report: Report) -> Fields | None:
    """The mapping that a file holds; None, and a problem noted, when it cannot be read as one."""
    try:
        text = path.read_text(encoding="utf-8")
        node = yaml.compose(text, Loader=_LOADER)
    except UnicodeDecodeError as error:
        report.add(1, "", f"expected UTF-8, found a byte that is not ({error.reason} at byte {error.start})", "yaml")
    except OSError as error:
        report.add(1, "", f"cannot be read: {error.strerror}", "yaml")
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        report.add(mark.line + 1 if mark else 1, "", f"not YAML: {error.problem}; put texts in quotes", "yaml")
    except yaml.YAMLError as error:
        report.add(1, "", f"not YAML: {' '.join(str(error).split())}", "yaml")
    else:
        if isinstance(node, yaml.MappingNode):
            return Fields(node, report)
        report.add(1, "", f"expected fields (`name: value`), found {_kind(node) if node else 'an empty file'}")
    return None


def _kind(node: yaml.Node) -> str:
    if isinstance(node, yaml.SequenceNode):
        return "a list"
    if isinstance(node, yaml.MappingNode):
        return "fields (`name: value`)"
    return f"the text `{node.value}`"
