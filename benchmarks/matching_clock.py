"""Start-up, memory and milliseconds of one matcher, alone in a fresh process with one thread.

`matching.py` runs it: `matching_clock.py FILE` with the path of a pickled peer, or `ours`; texts on standard
input as JSON; figures on standard output as JSON. Imports nothing before the clock runs. The clock counts the
time of this process on its one core, so that what else the machine does is not measured.
"""

import time

_START = time.process_time()

import json  # noqa: E402
import statistics  # noqa: E402
import sys  # noqa: E402

EVERY = 5
"""One message in so many is put to a peer: some take a tenth of a second for each."""
WRATIO_TEXTS = 150
"""Messages with which a whole reply is timed against one rapidfuzz search; such a search is slow."""


def main() -> None:
    texts = json.load(sys.stdin)
    ours = sys.argv[1] == "ours"
    ask = _ours() if ours else _peer(sys.argv[1])
    ask(texts[0])
    figures = {"startup": time.process_time() - _START, "megabytes": _resident()}
    figures["ms"] = [_milliseconds(ask, text) for text in (texts if ours else texts[::EVERY])]
    if ours:
        figures |= _against_wratio(texts[:WRATIO_TEXTS])
    json.dump(figures, sys.stdout)


def _ours():
    from kineret_bot import load_bot
    from kineret_bot.matching import decide

    bot = load_bot()
    read, rank = bot._reader.read, bot.matcher.rank  # the matching alone, for comparison with peers
    return lambda text: decide(rank(read(text)), bot.library.by_id, bot.thresholds)


def _peer(path):
    import pickle
    from pathlib import Path

    peer = pickle.loads(Path(path).read_bytes())
    return lambda text: peer.classes[int(peer.scores([text])[0].argmax())]


def _against_wratio(texts):
    """A whole reply, triage included, and one search among the same phrases, by turns."""
    from rapidfuzz import fuzz, process
    from rapidfuzz.utils import default_process

    from kineret_bot import load_bot
    from kineret_bot.content.loader import load_library
    from kineret_bot.locate import intents_folder

    bot = load_bot()
    library = load_library(intents_folder())
    phrases = [default_process(question) for intent in library.intents for question in intent.questions]
    replies, searches = [], []
    for text in texts:
        replies.append(_milliseconds(bot.reply, text))
        plain = default_process(text)
        searches.append(_milliseconds(lambda plain=plain: process.extract(plain, phrases, scorer=fuzz.WRatio)))
    return {
        "replies": [_milliseconds(bot.reply, text) for text in texts],
        "reply_beside_wratio": statistics.median(replies),
        "wratio": statistics.median(searches),
        "phrases": len(phrases),
    }


def _milliseconds(function, *arguments):
    before = time.process_time()
    function(*arguments)
    return (time.process_time() - before) * 1000


def _resident():
    """Megabytes of memory in use, as Linux tells; elsewhere the most that was ever in use."""
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:
            return int(statm.read().split()[1]) * 4096 / 1e6
    except OSError:
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


if __name__ == "__main__":
    main()
