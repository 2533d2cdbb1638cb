"""Fields that hold one text or several, as people like to write them."""

from __future__ import annotations

from typing import Any

from kineret_bot.content.nodes import Fields, Text

# `Fields` hands out lists and texts, each alone. What is written either way is read here, on its inner methods,
# so that every message about a mistake stays the same.


def one_or_many(fields: Fields, name: str, required: bool = False) -> tuple[Text | Fields, ...]:
    """The items of a list, or the one value that stands instead: texts (empty ones too, in quotes) and mappings."""
    node: Any = fields._take(name, required)  # one of the three nodes of yaml, told apart by its `id`
    if node is None:
        return ()
    where = fields._at(name)
    many = node.id == "sequence"
    if many and not node.value:
        fields._report.add(node.start_mark.line + 1, where, "expected at least one, found an empty list")
    found: list[Text | Fields | None] = []
    for number, item in enumerate(node.value if many else [node]):
        place = f"{where}[{number}]" if many else where
        if item.id == "mapping":
            found.append(fields._mapping(item, place))
        elif item.id == "scalar" and item.style in ("'", '"') and not item.value.strip():
            found.append(Text(item.value, item.start_mark.line + 1, place))
        else:
            found.append(fields._scalar(item, place))
    return tuple(item for item in found if item)


def texts(fields: Fields, name: str) -> tuple[Text, ...]:
    """One text or several; a mapping among them is a problem."""
    found = one_or_many(fields, name)
    for item in found:
        if isinstance(item, Fields):
            fields._report.add(item.line, fields._at(name), "expected text, found fields (`name: value`)")
    return tuple(item for item in found if isinstance(item, Text))
