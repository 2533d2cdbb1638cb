"""The house: imports point only down, and each library comes in by one door."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "kineret_bot"
FLOORS = (
    {"remembering"},
    {"errors", "text", "spelling", "conversation"},
    {"model", "locate"},
    {"policy", "wire", "learning"},
    {"content", "matching", "triage"},
    {"compose", "dialogue"},
    {"compiled"},
    {"bot"},
    {"", "explain"},
    {"channels.batch", "channels.http", "channels.scripted", "channels.terminal"},
    {"http", "pytest_plugin", "snapshot", "evaluation"},
    {"tune"},
    {"cli"},
    {"__main__"},
)
"""From the ground up; those on one floor do not know each other. The empty name is `kineret_bot` itself."""
NEUTRAL = {"channels"}
DOORS = {
    "rapidfuzz": "spelling",
    "yaml": "content.nodes",
    "prompt_toolkit": "channels.terminal.full",
    "starlette": "channels.http",
    "uvicorn": "channels.http",
    "redis": "channels.http.shared",
    "prometheus_client": "channels.http.metrics",
    "pytest": "pytest_plugin",
}
MODULES = sorted(path.relative_to(PACKAGE).with_suffix("").as_posix() for path in PACKAGE.rglob("*.py"))


@cache
def imports(module: str) -> tuple[str, ...]:
    """Dotted names that a module imports, wherever in it."""
    return tuple(_imports(module))


def _imports(module: str) -> Iterator[str]:
    for node in ast.walk(ast.parse((PACKAGE / f"{module}.py").read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written out in full"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def home(name: str) -> str:
    """The unit of the house that a dotted name below `kineret_bot` belongs to."""
    parts = name.removesuffix(".__init__").split(".")
    units = set().union(*FLOORS, NEUTRAL)
    return next((unit for end in (2, 1) if (unit := ".".join(parts[:end])) in units), "")


def floor(unit: str) -> int:
    return next(number for number, units in enumerate(FLOORS) if unit in units)


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_down(module: str) -> None:
    """
    A module imports its own unit and what stands on a floor below, never a neighbour.
    """
    own = home(module.replace("/", "."))
    used = {home(name.removeprefix("kineret_bot.")) for name in imports(module) if name.startswith("kineret_bot")}

    assert not {unit for unit in used - {own} - NEUTRAL if floor(unit) >= floor(own)}


@pytest.mark.parametrize("module", MODULES)
def test_module_has_a_floor(module: str) -> None:
    """
    Every module stands on a floor of the table above.
    """
    name = module.replace("/", ".").removesuffix("__init__").rstrip(".")

    assert name == "" or home(name), f"add {name} to FLOORS"


@pytest.mark.parametrize(("library", "door"), DOORS.items())
def test_library_comes_in_by_one_door(library: str, door: str) -> None:
    """
    Each foreign library is imported in one place, so that it can be replaced there.
    """
    users = {
        module.replace("/", ".") for module in MODULES for name in imports(module) if name.split(".")[0] == library
    }

    assert users
    assert all(user == door or user.startswith(f"{door}.") for user in users)
