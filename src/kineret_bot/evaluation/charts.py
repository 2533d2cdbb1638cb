"""Charts as inline SVG, drawn by pygal (the extra `report`; docs/evaluation.md says why this one).

What pygal adds for its own pages (a script, styles, the date) is taken away again: the report brings one
stylesheet for all charts, needs no script, and is the same, byte for byte, for the same figures.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any
from xml.etree import ElementTree

from kineret_bot.errors import KineretBotError
from kineret_bot.evaluation.figures import COLUMNS, Figures

_SVG = "http://www.w3.org/2000/svg"
_DROPPED = ("script", "style", "defs", "desc", "title")
_FONT_SIZE = 13
"""Of all texts; the report's stylesheet says the same."""
_MOST_ROWS = 15
SWEPT = ("wrong", "declined", "offered")
"""What the chart of thresholds shows: the right ones would dwarf these."""


class NoChartsError(KineretBotError):
    """The extra that draws them is not installed."""


def by_intent(f: Figures) -> str:
    """What became of the messages of the worst intents."""
    rows = f.groups[:_MOST_ROWS][::-1]
    chart = _chart("HorizontalStackedBar", height=60 + 26 * len(rows))
    chart.x_labels = [group for group, _ in rows]
    for column in COLUMNS:
        chart.add(column, [counts[column] or None for _, counts in rows])
    return _svg(chart, "Replies to the messages of each intent, the worst at the top")


def confusions(f: Figures) -> str:
    """What is most often taken for what."""
    pairs = f.confusions[:_MOST_ROWS][::-1]
    chart = _chart("HorizontalBar", height=40 + 24 * len(pairs), show_legend=False)
    chart.x_labels = [f"{wanted}: {got}" for wanted, got, _ in pairs]
    chart.add("wrong", [count for _, _, count in pairs])
    return _svg(chart, "What is most often taken for something else", colours="all-wrong")


def histogram(f: Figures) -> str:
    """How sure the bot was, and whether it was right."""
    chart = _chart("StackedBar", x_title="confidence of the most probable intent", y_title="messages")
    chart.x_labels = [f"{b.low:.0%}" for b in f.bins]
    chart.add("right", [b.right for b in f.bins])
    chart.add("wrong", [b.wrong for b in f.bins])
    return _svg(chart, "Messages by confidence, right and wrong", colours="right-wrong")


def reliability(f: Figures) -> str:
    """Whether 70% sure means right in 70 of 100."""
    chart = _chart(
        "XY", x_title="how sure it says it is (%)", y_title="how often it is right (%)", range=(0, 100), xrange=(0, 100)
    )
    chart.add("as it is", [(100 * b.mean, 100 * b.share.value) for b in f.bins if b.share.total])
    chart.add("as it should be", [(0, 0), (100, 100)], show_dots=False)
    return _svg(chart, "Confidence against truth", colours="truth")


def sweep(f: Figures) -> str:
    """What another threshold for answers would bring."""
    chart = _chart(
        "Line", x_title=f"confidence that an answer needs (now {f.threshold:.2f})", y_title="messages", show_dots=False
    )
    chart.x_labels = [f"{point.threshold:.2f}" for point in f.sweep]
    chart.x_labels_major = [f"{point.threshold:.2f}" for point in f.sweep[1::2]]
    chart.show_minor_x_labels = False
    chart.include_x_axis = True
    for column in SWEPT:
        chart.add(column, [point.counts[column] for point in f.sweep])
    return _svg(chart, "Replies that are not right, by threshold", colours="costs")


def recall(f: Figures) -> str:
    """How many alarms of each level show the right card, with bounds."""
    rows = f.levels[::-1]
    chart = _chart(
        "HorizontalBar",
        height=60 + 44 * len(rows),
        show_legend=False,
        range=(0, 100),
        x_title="% with the right card; 95% bounds",
    )
    chart.x_labels = [f"{row.level} ({row.hit.count}/{row.hit.total})" for row in rows]
    bounds = [[round(100 * bound, 1) for bound in row.hit.bounds] for row in rows]
    bars = [
        {"value": round(100 * row.hit.value, 1), "ci": {"low": low, "high": high}}
        for row, (low, high) in zip(rows, bounds, strict=True)
    ]
    chart.add("right card", bars)
    return _svg(chart, "Alarms with the right card, by level")


def _chart(kind: str, **options: Any) -> Any:
    """A chart of pygal's; imports it only now."""
    try:
        pygal, styles = import_module("pygal"), import_module("pygal.style")
    except ImportError:
        raise NoChartsError("the HTML report needs pygal: pip install 'kineret-bot[report]'") from None
    make: Callable[..., Any] = getattr(pygal, kind)
    style = styles.Style(
        label_font_size=_FONT_SIZE,
        major_label_font_size=_FONT_SIZE,
        legend_font_size=_FONT_SIZE,
        title_font_size=_FONT_SIZE,
    )
    settings = {
        "style": style,
        "width": 760,
        "height": 320,
        "margin": 6,
        "js": [],
        "css": [],
        "no_prefix": True,
        "print_values": False,
        **options,
    }
    return make(disable_xml_declaration=True, truncate_label=48, truncate_legend=-1, legend_at_bottom=True, **settings)


def _svg(chart: Any, label: str, colours: str = "columns") -> str:
    """A chart as markup for the middle of a page; `colours` is a class of the stylesheet."""
    ElementTree.register_namespace("", _SVG)
    chart.legend_at_bottom_columns = len(chart.raw_series)
    root = ElementTree.fromstring(chart.render(is_unicode=True))
    _strip(root)
    for name in ("id", "class"):
        root.attrib.pop(name, None)
    _, _, width, height = root.attrib["viewBox"].split()
    root.attrib["viewBox"] = f"0 0 {width} {int(height) + _FONT_SIZE}"  # pygal leaves too little room for its legend
    root.attrib |= {"role": "img", "aria-label": label, "class": f"chart {colours}"}
    ElementTree.indent(root, " ")
    return ElementTree.tostring(root, encoding="unicode")


def _strip(element: ElementTree.Element) -> None:
    """Take away what is for pygal's own script; the value of a bar or dot becomes what a browser shows on hovering."""
    for child in list(element):
        if child.get("class") == "value":
            child.tag = f"{{{_SVG}}}title"
            child.attrib.clear()
        elif child.tag.removeprefix(f"{{{_SVG}}}") in _DROPPED:
            element.remove(child)
        else:
            _strip(child)
