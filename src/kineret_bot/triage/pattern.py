"""The small language of wordings.

throat closing            these words, in this order, fillers between them not counted
<throat> <close>          one word of each class
<throat>|neck .. <close>  up to three words in between; `..6` up to six
stop~ breathing           regular forms: stop, stops, stopped, stopping
epi pen?                  `pen` may be missing
now +that                 `that` is a filler, yet has to be there
<throat> & <close>        in any order, within six words; `/9` at the end sets the distance
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from kineret_bot.triage.lexicon import Lexicon
from kineret_bot.triage.scene import Scene, Span

_WINDOW = 6
_GAP = 3


class Pattern(NamedTuple):
    """A compiled wording; a tuple, since there are thousands to read from the cache at every start."""

    wording: str
    """As the editor wrote it."""
    parts: tuple[int, ...]
    """Class of each element."""
    gaps: tuple[int, ...]
    """Words allowed before each element; empty for elements in any order."""
    window: int
    """Distance allowed between elements in any order."""
    anchor: int
    """Place in `parts` of the element that is rarest, where the search starts."""

    def found_in(self, scene: Scene) -> Iterator[tuple[Span, ...]]:
        """The words of each place where the wording stands, one span an element; all its classes are located."""
        for span in scene.at[self.parts[self.anchor]]:
            spans = self._in_order(scene, span) if self.gaps else self._around(scene, span)
            if spans is not None:
                yield spans

    def _in_order(self, scene: Scene, span: Span) -> tuple[Span, ...] | None:
        segment = scene.segment_at(span[0])
        spans = [span]
        for place in range(self.anchor + 1, len(self.parts)):
            after = _following(scene.at[self.parts[place]], spans[-1], self.gaps[place])
            if after is None or scene.segment_at(after[0]) != segment:
                return None
            spans.append(after)
        for place in range(self.anchor - 1, -1, -1):
            before = _preceding(scene.at[self.parts[place]], spans[0], self.gaps[place + 1])
            if before is None or scene.segment_at(before[0]) != segment:
                return None
            spans.insert(0, before)
        return tuple(spans)

    def _around(self, scene: Scene, span: Span) -> tuple[Span, ...] | None:
        segment = scene.segment_at(span[0])
        spans = [span]
        for place, part in enumerate(self.parts):
            if place != self.anchor:
                near = _nearest(scene.at[part], span, self.window, spans)
                if near is None or scene.segment_at(near[0]) != segment or _apart(scene, span, near):
                    return None
                spans.append(near)
        return tuple(sorted(spans))


def compile_wording(wording: str, lexicon: Lexicon) -> tuple[Pattern, ...]:
    """Patterns of a wording, one for each choice of its optional words. KeyError for an unknown class."""
    text, _, distance = wording.partition(" /")
    elements = text.split()
    choices = [(element[:-1], "") if element.endswith("?") else (element,) for element in elements]
    return tuple(
        _compile(wording, [element for element in chosen if element], int(distance or _WINDOW), lexicon)
        for chosen in product(*choices)
    )


def _compile(wording: str, elements: list[str], window: int, lexicon: Lexicon) -> Pattern:
    unordered = "&" in elements
    parts: list[int] = []
    gaps: list[int] = []
    gap = 0
    for element in elements:
        if element.startswith(".."):
            gap = int(element[2:] or _GAP)
        elif element != "&" and element not in lexicon.fillers:
            parts.append(lexicon.class_id(element.removeprefix("+").replace("|+", "|")))
            gaps.append(gap)
            gap = 0
    if not parts:
        raise ValueError(f"nothing but fillers in {wording!r}")
    anchor = min(range(len(parts)), key=lambda place: lexicon.sizes[parts[place]])
    return Pattern(wording, tuple(parts), () if unordered else tuple(gaps), window, anchor)


def _apart(scene: Scene, one: Span, other: Span) -> bool:
    """Whether a pause and more than that stands between two words."""
    first, second = min(one, other), max(one, other)
    return second[0] - first[1] > 0 and any(scene.stops[max(0, first[1] - 1) : second[0]])


def _following(spans: list[Span], last: Span, gap: int) -> Span | None:
    place = bisect_left(spans, (last[1], 0))
    return spans[place] if place < len(spans) and spans[place][0] <= last[1] + gap else None


def _preceding(spans: list[Span], first: Span, gap: int) -> Span | None:
    place = bisect_left(spans, (first[0] + 1, 0)) - 1
    while place >= 0 and spans[place][0] >= first[0] - gap - 6:
        if first[0] - gap <= spans[place][1] <= first[0]:
            return spans[place]
        place -= 1
    return None


def _nearest(spans: list[Span], span: Span, window: int, taken: list[Span]) -> Span | None:
    place = bisect_left(spans, (span[0] - window, 0))
    best: Span | None = None
    while place < len(spans) and spans[place][0] <= span[1] + window:
        other = spans[place]
        apart = all(other[0] >= one[1] or other[1] <= one[0] for one in taken)
        if apart and (best is None or abs(other[0] - span[0]) < abs(best[0] - span[0])):
            best = other
        place += 1
    return best
