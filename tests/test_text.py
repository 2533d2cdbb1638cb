"""Words out of whatever was typed: every disguise undone, nothing raised, time in proportion to length."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kineret_bot.text import MAX_CHARACTERS, Reader, normalise

SENTENCE = "how often do i inject"
KNOWN = frozenset(
    "how often do i inject side effects cant breathe what please my child is choking kineret and mg".split()
)
READER = Reader({"u": "you", "plz": "please", "hru": "how are you"}, KNOWN)


def letters(first: int, text: str = SENTENCE) -> str:
    """A text in another alphabet whose `a` is the character `first`."""
    return "".join(chr(first + ord(c) - ord("a")) if c.isalpha() else c for c in text)


def marked(mark: str) -> str:
    """The sentence with a mark after each of its characters."""
    return "".join(character + mark for character in SENTENCE)


DISGUISES = {
    "capitals": SENTENCE.upper(),
    "full width": letters(ord("ａ")).replace(" ", "\u3000"),
    "mathematical bold": letters(0x1D41A),
    "mathematical script": letters(0x1D4EA),
    "fraktur": letters(0x1D586),
    "monospace": letters(0x1D68A),
    "small capitals": "ʜᴏᴡ ᴏғᴛᴇɴ ᴅᴏ ɪ ɪɴᴊᴇᴄᴛ",
    "superscript": "ʰᵒʷ ᵒᶠᵗᵉⁿ ᵈᵒ ⁱ ⁱⁿʲᵉᶜᵗ",
    "in circles": letters(0x24D0),
    "in black circles": letters(0x1F150),
    "in squares": letters(0x1F130),
    "in black squares": letters(0x1F170),
    "in brackets": letters(0x249C),
    "regional": letters(0x1F1E6),
    "struck through": marked("\u0336"),
    "underlined": marked("\u0332"),
    "piled with accents": marked("\u0301\u0327\u0336\u034f"),
    "accents": "hów öftén dô ì ïnjéct",
    "ligature": "how oﬅen do i inject".replace("ﬅ", "ft"),
    "leetspeak": "h0w 0ft3n d0 1 1nj3ct",
    "letters apart": "how   o f t e n   do i   i n j e c t",
    "letters dotted apart": "h.o.w o.f.t.e.n do i i-n-j-e-c-t",
    "letters starred apart": "how o*f*t*e*n do i inject",
    "letters underscored apart": "how o_f_t_e_n do i inject",
    "words underscored together": "how_often_do_i_inject",
    "words plussed together": "how+often+do+i+inject",
    "words glued": "howoften do i inject",
    "zero width spaces": marked("\u200b"),
    "joiners": marked("\u200d"),
    "soft hyphens": marked("\u00ad"),
    "byte order marks": f"\ufeff{SENTENCE}\ufeff",
    "variation selectors": marked("\ufe0f"),
    "tag characters": "".join(chr(0xE0000 + ord(c)) for c in "evil") + SENTENCE,
    "private use": marked("\ue000"),
    "right to left": f"\u202e{SENTENCE}\u202c",
    "isolated": "\u2066how often\u2069 \u2067do i\u2069 inject\u200f",
    "Cyrillic look-alikes": "һоw оftеn dо і іnјесt",
    "Greek look-alikes": "hοw οftεn dο ι ιnject",
    "lone surrogates": "h\ud800ow often\udfff do i in\udc89ject",
    "controls": "how\x07 often\x08 do\x7f i\x85 inject\x01",
    "between controls": "how\x00often\x0bdo\x0ci\x1finject",
    "wide encoding": "".join(f"{c}\0" for c in SENTENCE),
    "terminal colours": "\x1b[31mhow \x1b[1;4moften\x1b[0m do i in\x1b[0mject",
    "terminal colours in eight bits": "\x9b31mhow often\x9b0m do i inject",
    "terminal link": "\x1b]8;;https://evil.example\x1b\\how often\x1b]8;;\x07 do i inject",
    "tags": "<b>h</b>ow <i>often</i><br>do<p>i</p> inject",
    "styles and scripts": "how often <style>*{display:none}</style>do i<script>alert(1)</script> inject",
    "tag with attributes": '<img src=x onerror="alert(1)">how often do <a href="https://evil.example">i</a> inject',
    "comment": "<!-- evil -->how often do i inject",
    "entities": "h&#111;w&nbsp;often do &#x69; inject",
    "tags as entities": "&lt;b&gt;how often&lt;/b&gt; do i inject",
    "link": "https://chat.example/ask?q=how+often%20do+i+inject",
    "percent signs": "how%20often%20do%20i%20inj%65ct",
    "markdown": "**how** _often_ ~~do~~ `i` # inject",
    "list": "- how\n- often\n- do\n- i\n- inject",
    "lines": "how\r\noften\u2028do\u2029i\ninject",
    "other spaces": "how\u00a0often\u2003do\u3000i\tinject",
    "letters that look like spaces": "how\u3164often\u115fdo\u2800i\uffa0inject",
    "hyphens": "how-often-do-i-inject",
    "slashes": "how/often/do/i/inject",
    "quotes": "“how” ‘often’ «do» i ‹inject›",
    "ellipses": "how… often... do i inject?!",
    "kept apart by brackets": '{"how": ["often", "do"], (i): inject}',
}


@pytest.mark.parametrize("written", DISGUISES.values(), ids=DISGUISES)
def test_disguise_is_undone(written: str) -> None:
    """
    However the letters are dressed, the words are read.
    """
    message = READER.read(written)

    assert message.words == tuple(SENTENCE.split())


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("can't", "cant"),
        ("can’t", "cant"),
        ("cannot", "cant"),
        ("can not", "cant"),
        ("could not", "couldnt"),
        ("ca\u200bn't", "cant"),
        ("my child's", "my child"),
        ("plz", "please"),
        ("hru", "how are you"),
        ("sideeffects", "side effects"),
        ("icantbreathe", "i cant breathe"),
        ("i c a n t b r e a t h e", "i cant breathe"),
        ("i   c a n t   b r e a t h e", "i cant breathe"),
        ("🇨 🇦 🇳 🇹   🇧 🇷 🇪 🇦 🇹 🇭 🇪", "cant breathe"),
        ("c4n't br34th3", "cant breathe"),
        ("ch0k1ng", "choking"),
        ("wh@t", "what"),
        ("breatheeeee", "breathee"),
        ("100mg", "100 mg"),
        ("2.5ml", "2.5 ml"),
        ("1,5 mg", "1,5 mg"),
        ("how 💉 often", "how 💉 often"),
        ("", ""),
        (" \t\n\0\u200b", ""),
        ("?!…()[]{}<>*&^%$#@", ""),
        ("\ud800 \udc89", ""),
        ("\u0301\u0301\u0301", ""),
        ("https://evil.example/path", ""),
        ("<style>how often</style>", ""),
    ],
)
def test_words_of(written: str, words: str) -> None:
    """
    Contractions, shorthand, leetspeak and units become plain words; what says nothing becomes none.
    """
    assert READER.read(written).words == tuple(words.split())


@pytest.mark.parametrize(
    ("written", "spans"),
    [
        ("how often", ["how often"]),
        ("how often? cant breathe", ["how often", "cant breathe"]),
        ("how often. my child! is choking; i inject", ["how often", "my child", "is choking", "i inject"]),
        ("how often\ncant breathe", ["how often", "cant breathe"]),
        ("2.5 mg i inject", ["2.5 mg i inject"]),
        ("Dr. How, often", ["dr how often"]),
        ("", []),
    ],
)
def test_sentences_of(written: str, spans: list[str]) -> None:
    """
    Sentences end at full stops, question marks, exclamation marks, semicolons and lines, not inside numbers or titles.
    """
    message = READER.read(written)

    assert [" ".join(message.words[start:end]) for start, end, _ in message.sentences()] == spans


def test_program_is_told_from_a_sentence() -> None:
    """
    Brackets and operators mark a program; one pair of brackets does not.
    """
    assert READER.read('{"how": [{"often": {"i": 1}}]}').code
    assert not READER.read("how often (i inject)?").code


def test_middle_of_an_endless_message_is_left_out() -> None:
    """
    Of more than a million characters the beginning and the end are read.
    """
    message = READER.read("how " + "x" * (2 * MAX_CHARACTERS) + " often")

    assert (message.words[0], message.words[-1]) == ("how", "often")


@given(
    st.text(st.characters(codec=None))
    | st.text(st.sampled_from("aA1 .\n'<b>&#;://?=%20@_*\x1b[m\0é🇨\ud800\udc89"), max_size=80)
)
def test_words_are_plain(text: str) -> None:
    """
    Any string whatever is read without an error, into lower-case words without blanks, controls or marks.
    """
    message = READER.read(text)

    assert len(message.words) == len(message.stops)
    assert set(message.stops) <= set(" .?!;,:\n") | {""}
    for word in message.words:
        assert word == word.lower()
        assert word
        assert not any(unicodedata.category(c)[0] in "CZM" for c in word)
        assert not word.isascii() or word.replace(".", "").replace(",", "").isalnum()


@given(st.text(st.characters(codec=None)))
def test_reading_is_a_function(text: str) -> None:
    """
    The same text gives the same words, in another reader too.
    """
    assert READER.read(text) == Reader({"u": "you", "plz": "please", "hru": "how are you"}, KNOWN).read(text)


@given(st.text("abcdefghij '.?", max_size=60))
def test_plain_words_pass_through(text: str) -> None:
    """
    Normalising what is normal changes nothing.
    """
    once = normalise(text)

    assert normalise(once) == once


NASTY = (
    "a", " ", "\n", "a.", "a ", "a-", "1", "1.", "1mg", "x1", "<", "<a ", "</", "<style>", "<style ", "<!", "<a<",
    "&", "&#", "&#1", "&lt;", "://", "a://?a=&", "aaaaaaaaaaaaaaaaaaaa", "http://x?a=%41&", "%", "%20", "a@", "$",
    "'", "'a", "can't ", "can not ", "not ", "(", "(a)", "{", "_", "a_", "a*", "\0", "a\0", "\x1b[", "\x1b[1",
    "\x1b[31m", "\x1b]8;;", "\x9b", "\u0301", "a\u0336", "\u200b", "\u202e", "\ud800", "\udc00\ud800", "🇨", "👩\u200d",
    "这", "한", "ﷺ", "ﬃ", "…", "h0w ", "howoften ", "icantbreathe ", "kineret",
)  # fmt: skip


@pytest.mark.parametrize("unit", NASTY, ids=ascii)
def test_time_grows_with_length_alone(unit: str) -> None:
    """
    A hundred thousand characters of a nasty kind take a fraction of a second of work: no expression blows up.
    """
    size = 100_000
    began = time.process_time()
    READER.read((unit * size)[:size])
    took = time.process_time() - began

    assert took < 5, "in proportion to its length it takes a tenth of that"


@pytest.mark.parametrize("unit", ["how often ", "<a ", "\u0301", "ﷺ", "http://x?a=%41&"], ids=ascii)
def test_million_characters_are_read(unit: str) -> None:
    """
    A message of a million characters is read to its end.
    """
    message = READER.read((unit * MAX_CHARACTERS)[: MAX_CHARACTERS - 8] + " breathe")

    assert message.words[-1] == "breathe"
