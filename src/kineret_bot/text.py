"""From what a person typed to plain words.

Every channel's input passes here once, before triage and before matching, so that a disguise
(full-width letters, struck-through letters, markup, a URL, leetspeak, letters set apart) is undone
in one place. Nothing here knows what a word means.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote_plus

MAX_CHARACTERS = 1_000_000
"""Longest message that is read whole; of a longer one the first and last halves of this are read."""

_MAX_WORD = 40
"""Letters of one word that are kept; the longest English word anyone types has about 30."""

_ESCAPE = re.compile(r"(?:\x1b\[|\x9b)[0-?]{0,40}[ -/]{0,8}[@-~]|\x1b\][0-9]{0,3};?")
"""What colours a terminal or moves its cursor; of what sets a title or a link only its opening."""
_INLINE_TAG = re.compile(r"</?(?:a|b|big|em|font|i|mark|s|small|span|strong|sub|sup|u|wbr)\b[^<>]{0,500}>", re.I)
_DROPPED_ELEMENT = re.compile(r"<(style|script)\b[^<>]{0,500}>[^<]{0,5000}</\1\s*>", re.I)
_BLOCK_TAG = re.compile(r"</?[a-z!][^<>]{0,500}>", re.I)
_URL = re.compile(r"\b[a-z][a-z0-9+.-]{1,20}://[^\s)>\"']{0,2000}", re.I)
_QUERY_VALUE = re.compile(r"[?&][^=&#\s]{0,100}=([^&#\s]{0,1900})")
_SPACED_LETTERS = re.compile(r"(?<![^\W_])[^\W\d_](?:(?P<gap>[ .\-*_])[^\W\d_])(?:(?P=gap)[^\W\d_]){2,60}(?![^\W_])")
_DOTTED_LETTERS = re.compile(r"(?<![^\W_])[^\W\d_](?:(?P<gap>[.\-*])[^\W\d_])(?:(?P=gap)[^\W\d_]){1,60}\.?(?![^\W_])")
_LETTER_SIGN = re.compile(r"(?<=[^\W_])[@$](?=[^\W_])")
_REPEATED = re.compile(r"([^\W\d_])\1{2,}")
_UNIT = re.compile(
    r"(?<![^\W_])(\d+(?:\.\d+)?)(mgs?|kgs?|kilos?|lbs?|mls?|cc|mcg|g|hrs?|h|mins?|am|pm|yo|yrs?|f|c|x|mos?|wks?|days?|st|nd|rd|th|ish)(?![^\W_])"
)
_TOKEN = re.compile(r"\d+(?:[.,]\d+)?(?![^\W\d_])|[^\W_]+(?:'[^\W_]+)*|[^\w\s]|\n")
_STOPS = {
    ".": ".",
    "?": "?",
    "!": "!",
    ";": ";",
    ",": ",",
    "\n": "\n",
    ":": ":",
    "¿": "",
    "…": ".",
    "。": ".",
    "(": ",",
    ")": ",",
    "-": "",
    "/": "",
}
_LEET = (str.maketrans("013457890", "oieastbgo"), str.maketrans("013457890", "oleastbgo"))
_FOLDS = {
    # Letters of other alphabets that look Latin, and letters inside squares, circles and flags.
    **dict(zip("авекмнорстухіѕјԁѵԛԝһёїцпгь", "abekmhopctyxisjdvqwheiunrb", strict=True)),
    **dict(zip("αβεζηικμνορτυχγδλσω", "abeznikuvoptuxydlow", strict=True)),
    **{chr(0x1F1E6 + n): chr(ord("a") + n) for n in range(26)},
    **{chr(base + n): chr(ord("a") + n) for base in (0x1F150, 0x1F170) for n in range(26)},
    **dict(zip("ᴀʙᴄᴅᴇꜰғɢʜɪᴊᴋʟᴍɴᴏᴘǫʀꜱᴛᴜᴠᴡʏᴢ", "abcdeffghijklmnopqrstuvwyz", strict=True)),
    "’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'", "＇": "'", "′": "'",
    "ı": "i", "ø": "o", "ł": "l", "đ": "d", "ß": "ss",
    "–": "-", "—": ", ", "‐": "-", "‑": "-", "\r": "\n", "\u2028": "\n", "\u2029": "\n",
    "\u115f": " ", "\u1160": " ", "\u2800": " ",
    "🆘": " sos ", "🅰": "a", "🅱": "b", "🅾": "o",
}  # fmt: skip
_FOLD = str.maketrans(_FOLDS)
_BRACKETED = {base + n: chr(ord("a") + n) for base in (0x249C, 0x1F110) for n in range(26)}
"""Letters in brackets that are one character; their decomposition would set every letter apart."""
_CONTRACTED = {
    "cannot": "cant", "can not": "cant", "will not": "wont", "would not": "wouldnt", "could not": "couldnt",
    "do not": "dont", "does not": "doesnt", "did not": "didnt", "is not": "isnt", "are not": "arent",
    "was not": "wasnt", "were not": "werent", "have not": "havent", "has not": "hasnt", "should not": "shouldnt",
    "had not": "hadnt",
}  # fmt: skip
_ABBREVIATIONS = frozenset({"dr", "mr", "mrs", "ms", "st", "vs", "etc", "approx", "appt"})
_CODE_SIGNS = "{}[]<>$#=|\\_^~"
_ENDINGS = frozenset({"s", "m", "re", "ve", "ll", "d"})


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Message:
    """What a person typed, as plain lower-case words in order."""

    words: tuple[str, ...]
    """Letters and digits only; contractions without apostrophe (`cant`); one emoji is one word."""
    stops: tuple[str, ...]
    """For each word the punctuation that follows it: one of `. ? ! ; , :`, a line break, or nothing."""

    code: bool = False
    """Whether it looks like a program or data rather than like a sentence: many brackets, signs of operators."""

    def part(self, start: int, end: int) -> Message:
        """The words from `start` up to `end`, as a message of their own."""
        return Message(self.words[start:end], self.stops[start:end])

    def sentences(self) -> tuple[tuple[int, int, str], ...]:
        """Spans of words (first, end, mark) between full stops, question and exclamation marks and line breaks."""
        found = []
        start = 0
        for place, stop in enumerate(self.stops):
            if stop in (".", "?", "!", "\n", ";"):
                found.append((start, place + 1, stop))
                start = place + 1
        if start < len(self.words):
            found.append((start, len(self.words), ""))
        return tuple(found)


class Reader:
    """Turns messages into words. Built once from a language's shorthand and known words; never changes."""

    def __init__(self, shorthand: Mapping[str, str], known: frozenset[str]) -> None:
        """`shorthand` maps a word (`plz`) to the words it stands for; `known` are words that are spelt right."""
        self._shorthand = {written: tuple(meant.split()) for written, meant in shorthand.items()}
        self._known = known

    def read(self, text: str) -> Message:
        """Read any string whatever: linear in its length, never raises."""
        plain = normalise(text)
        words: list[str] = []
        stops: list[str] = []
        leet = False
        for token in _TOKEN.findall(plain):
            if token in _STOPS or not (token[0].isalnum() or unicodedata.category(token[0]) == "So"):
                abbreviated = token == "." and words and (len(words[-1]) == 1 or words[-1] in _ABBREVIATIONS)
                if stops and not abbreviated and _rank(_STOPS.get(token, "")) > _rank(stops[-1]):
                    stops[-1] = _STOPS[token]
                continue
            for word in self._spell_out(token[: _MAX_WORD + 1]):
                leet = leet or (word.isalpha() and not token.isalpha() and "'" not in token)
                if words and not stops[-1] and (joined := _CONTRACTED.get(f"{words[-1]} {word}")):
                    words[-1] = joined
                else:
                    words.append(word)
                    stops.append("")
        if leet and any(word.isdigit() for word in words):
            words = ["i" if word == "1" else word for word in words]
        signs = sum(map(plain.count, _CODE_SIGNS))
        return Message(tuple(words), tuple(stops), signs >= 4 and signs * 20 >= len(plain))

    def _spell_out(self, token: str) -> tuple[str, ...]:
        """One token as words: contraction, shorthand, leetspeak and glued words undone."""
        stem, apostrophe, ending = token.partition("'")
        if apostrophe:
            token = stem if ending in _ENDINGS and stem else stem + ending.replace("'", "")
        token = _CONTRACTED.get(token, token)
        if token in self._shorthand:
            return self._shorthand[token]
        if token in self._known or token.isdigit():
            return (token,)
        if any(c.isdigit() for c in token):
            for table in _LEET:
                letters = token.translate(table)
                if letters in self._known or letters in self._shorthand:
                    return self._shorthand.get(letters, (letters,))
            return (token,)
        if len(token) > 3 and token[-3:] != token[-1] * 3:
            return self._unglue(token)
        return (token,)

    def _nearly_known(self, token: str) -> bool:
        """Whether a letter too many or a double letter written once makes it a known word: a slip, not two words."""
        places = range(len(token))
        return any(
            token[:n] + token[n + 1 :] in self._known or token[:n] + token[n:][:1] + token[n:] in self._known
            for n in places
        )

    def _unglue(self, token: str) -> tuple[str, ...]:
        """Two known words written as one (`sideeffects`, `cantbreathe`), `i` perhaps before them; or the token itself.

        More is not tried: too many misspelt words are chains of short ones (`infer-mat-ion`).
        """
        if len(token) < 8 or self._nearly_known(token):
            return (token,)
        for cut in range(len(token) - 3, 2, -1):
            head, tail = token[:cut], token[cut:]
            if head in self._known and tail in self._known:
                return (head, tail)
        for cut in range(5, len(token) - 3) if token[0] == "i" else ():
            if token[1:cut] in self._known and token[cut:] in self._known:
                return ("i", token[1:cut], token[cut:])
        return (token,)


def normalise(text: str) -> str:
    """Lower-case text of plain letters, digits and punctuation: no markup, controls, accents or look-alikes."""
    text = _clip(text)
    if "%20" in text and " " not in text:
        text = unquote_plus(text)
    if not text.isascii():
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore").translate(_BRACKETED)
        text = _clip(unicodedata.normalize("NFKD", text))
    if text.count("\0") * 3 > len(text):
        text = text.replace("\0", "")  # every second byte of text that was taken for another encoding
    if not text.isprintable():
        text = _ESCAPE.sub("", text)
    text = text.lower().translate(_FOLD)
    if "&" in text:
        text = html.unescape(text).lower().translate(_FOLD)
    if not text.isascii() or not text.isprintable():
        text = "".join(map(_plain, text))
    if "<" in text:
        text = _BLOCK_TAG.sub(" ", _INLINE_TAG.sub("", _DROPPED_ELEMENT.sub(" ", text)))
    if "://" in text:
        text = _URL.sub(_query_values, text)
    text = _DOTTED_LETTERS.sub(_join_letters, _SPACED_LETTERS.sub(_join_letters, text))
    text = text.replace("_", " ")
    text = _LETTER_SIGN.sub(lambda sign: "a" if sign[0] == "@" else "s", text)
    text = _REPEATED.sub(r"\1\1", text)
    return _UNIT.sub(r"\1 \2", text)


def _clip(text: str) -> str:
    """First and last halves of what is read of a text; one character may stand for eighteen."""
    half = MAX_CHARACTERS // 2
    return text if len(text) <= MAX_CHARACTERS else text[:half] + "\n" + text[-half:]


def _plain(character: str) -> str:
    """Nothing for what has no width, a space for controls, the character itself otherwise."""
    if character.isascii():
        return character if character.isprintable() or character == "\n" else " "
    category = unicodedata.category(character)
    if category in ("Mn", "Me", "Cf", "Sk", "Cs", "Co", "Cn"):
        return ""
    return " " if category[0] in "CZ" else character


def _query_values(url: re.Match[str]) -> str:
    """Of a URL only what stands in its query: a message may be hidden there; its host says nothing."""
    return " . ".join(["", *(unquote_plus(value) for value in _QUERY_VALUE.findall(url[0])), ""])


def _join_letters(spaced: re.Match[str]) -> str:
    return re.sub(r"[ .\-*_]", "", spaced[0])


def _rank(stop: str) -> int:
    """Which of two marks after one word counts: the one that says more."""
    return " :,;\n.!?".index(stop) if stop else -1
