"""Load and soak of the HTTP server: `python benchmarks/serve.py` (about two minutes, --quick for twenty seconds).

On Linux with two cores or more the server has one core and the clients another. In one run it measures

1. a bare Starlette route that parses JSON and echoes it: the limit of the framework,
2. `POST /api/v1/reply` with questions that are all different: our own limit, at least 20 % of it,
3. the same at half of that rate, each request timed from when it was due: 99 % within 25 ms,
4. a soak: 50 chats at once, every reply compared with the library's: no error, no cross-talk, no growth.

Ends with exit code 1 if one of them is not met. The bot answers in this process too, to know what is right.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kineret_bot import Bot, load_bot
from kineret_bot.content.loader import load_library
from kineret_bot.conversation import Conversation
from kineret_bot.locate import intents_folder
from kineret_bot.wire import reply_json

CONNECTIONS = 32
CHATS = 50
LEAST_SHARE = 0.20
MOST_P99_MS = 25.0
MOST_GROWTH = 1.05
BEFORE = ("hi,", "so", "ok,", "um,", "hello,", "quick question:", "just wondering,", "well,", "hey,", "sorry,")
AFTER = ("?", "please", "thanks", "??", "thank you", "...", "pls", "thx!", "!", "cheers")

HEAD = b"POST /api/v1/reply HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
ECHO = """
import json, sys, uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route
async def echo(request): return JSONResponse(json.loads(await request.body()))
app = Starlette(routes=[Route("/api/v1/reply", echo, methods=["POST"])])
uvicorn.run(app, port=int(sys.argv[1]), log_config=None, access_log=False)
"""


class Connection(asyncio.Protocol):
    """One kept-alive connection; sends a request and gives the body of its answer."""

    def __init__(self) -> None:
        self._buffer = b""
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def ask(self, request: bytes) -> asyncio.Future[tuple[int, bytes]]:
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return self._answer

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, found, rest = self._buffer.partition(b"\r\n\r\n")
        if not found:
            return
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        if len(rest) >= length and self._answer:
            self._buffer = b""
            self._answer.set_result((int(head[9:12]), rest))

    def connection_lost(self, error: Exception | None) -> None:
        if self._answer and not self._answer.done():
            self._answer.set_exception(ConnectionError("the server closed the connection"))

    def close(self) -> None:
        self._transport.close()


@dataclass(frozen=True)
class Load:
    """What one measurement found."""

    rate: float
    p50: float
    p99: float
    wrong: int


def request(value: dict[str, object]) -> bytes:
    body = json.dumps(value).encode()
    return HEAD % len(body) + body


@cache
def curated_questions() -> tuple[str, ...]:
    """As they are written: a bot that is ready for use no longer has them."""
    return tuple(sorted({text for intent in load_library(intents_folder()).intents for text in intent.questions}))


def different_questions() -> Iterator[str]:
    """Questions without end: curated ones with a word before and after, every other one with a typo; none twice."""
    chance = random.Random(20)
    curated = curated_questions()
    said: set[str] = set()
    while True:
        asked = chance.choice(curated)
        if len(said) % 2:
            asked = swapped(asked, chance)
        question = f"{chance.choice(BEFORE)} {asked} {chance.choice(AFTER)}"
        if question not in said:
            said.add(question)
            yield question


def swapped(text: str, chance: random.Random) -> str:
    """A text with two letters inside a word the wrong way round."""
    place = chance.randrange(1, max(2, len(text) - 2))
    return text[:place] + text[place + 1 : place + 2] + text[place : place + 1] + text[place + 2 :]


async def connections(port: int, count: int) -> list[Connection]:
    loop = asyncio.get_running_loop()
    return [(await loop.create_connection(Connection, "127.0.0.1", port))[1] for _ in range(count)]


async def flood(port: int, requests: Iterator[bytes], seconds: float, clients: int = CONNECTIONS) -> Load:
    """Every connection asks again as soon as it is answered."""
    opened = await connections(port, clients)
    ends = time.perf_counter() + seconds
    times: list[float] = []
    wrong = 0

    async def ask(connection: Connection) -> None:
        nonlocal wrong
        while (start := time.perf_counter()) < ends:
            status, _ = await connection.ask(next(requests))
            wrong += status != 200
            times.append(time.perf_counter() - start)

    await asyncio.gather(*map(ask, opened))
    for each in opened:
        each.close()
    return summary(times, seconds, wrong)


async def pace(port: int, requests: Iterator[bytes], rate: float, seconds: float) -> Load:
    """Requests at a steady rate, each timed from when it was due, so that a stall is not hidden."""
    free: asyncio.Queue[Connection] = asyncio.Queue()
    for each in await connections(port, CONNECTIONS):
        free.put_nowait(each)
    times: list[float] = []
    wrong = 0

    async def ask(due: float) -> None:
        nonlocal wrong
        connection = await free.get()
        status, _ = await connection.ask(next(requests))
        wrong += status != 200
        times.append(time.perf_counter() - due)
        free.put_nowait(connection)

    start = time.perf_counter()
    asked = []
    for number in range(int(rate * seconds)):
        due = start + number / rate
        if (early := due - time.perf_counter()) > 0:
            await asyncio.sleep(early)
        asked.append(asyncio.create_task(ask(due)))
    await asyncio.gather(*asked)
    while not free.empty():
        free.get_nowait().close()
    return summary(times, seconds, wrong)


def summary(times: list[float], seconds: float, wrong: int) -> Load:
    ordered = sorted(times)
    return Load(len(times) / seconds, ordered[len(times) // 2] * 1000, ordered[int(len(times) * 0.99)] * 1000, wrong)


def scripts(bot: Bot) -> list[list[tuple[str, dict[str, object]]]]:
    """Chats of eight turns, one for each client, with the replies that the library gives."""
    questions = different_questions()
    chance = random.Random(50)
    curated = curated_questions()
    made = []
    for _ in range(CHATS):
        conversation, turns = Conversation(), []
        for turn in range(8):
            text = ("and for children?", "what else?", "the first one", next(questions), chance.choice(curated))[
                turn % 5
            ]
            reply = bot.reply(text, conversation)
            turns.append((text, reply_json(reply)))
            conversation = reply.conversation
        made.append(turns)
    return made


async def soak(port: int, pid: int, chats: list[list[tuple[str, dict[str, object]]]], seconds: float) -> bool:
    """All chats at once, again and again; says whether every reply was right and memory stayed."""
    start = time.perf_counter()
    wrong = asked = 0
    opened = await connections(port, CHATS)
    early = 0

    async def chat(number: int) -> None:
        nonlocal wrong, asked
        turn = 0
        while time.perf_counter() - start < seconds:
            turn += 1
            for text, right in chats[number]:
                message = {"text": text, "conversation_id": f"chat-{number}-{turn}"}
                status, body = await opened[number].ask(request(message))
                got = json.loads(body)
                wrong += status != 200 or any(got[name] != value for name, value in right.items())
                asked += 1

    async def watch() -> None:
        nonlocal early
        await asyncio.sleep(seconds / 3)
        early = resident(pid)

    await asyncio.gather(watch(), *map(chat, range(CHATS)))
    late = resident(pid)
    for each in opened:
        each.close()
    good = not wrong and late <= early * MOST_GROWTH
    print(f"soak: {seconds:.0f} s, {CHATS} chats at once, {asked:,} messages, {wrong} wrong or failed;")
    print(f"      memory {early / 1024:.1f} MB after a third, {late / 1024:.1f} MB at the end: {verdict(good)}")
    return good


def resident(pid: int) -> int:
    """Memory of a process in kB; 0 where that cannot be read."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


def cpu_seconds(pid: int) -> float:
    """Computing time of a process so far, which other work on the machine does not change; 0 where it is not told."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def server(*command: str, **environment: str) -> Iterator[tuple[int, int]]:
    """A server process on a core of its own; gives its port and process id."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    arguments = [each.replace("PORT", str(port)) for each in command]
    process = subprocess.Popen(
        [sys.executable, *arguments],
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    pin(process.pid, 0)
    try:
        while not listens(port):
            if process.poll() is not None:
                raise SystemExit(f"the server ended with code {process.returncode}: {' '.join(arguments)}")
            time.sleep(0.05)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


def listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def pin(pid: int, core: int) -> None:
    """Keep a process to one of the cores we have; does nothing where there is one only."""
    if len(ALL_CORES) > 1:
        os.sched_setaffinity(pid, {sorted(ALL_CORES)[core]})


ALL_CORES = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else {0}


def verdict(good: bool) -> str:
    return "met" if good else "NOT MET"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=10, help="of each measurement (default: 10)")
    parser.add_argument("--soak", type=float, default=60, help="seconds of the soak (default: 60)")
    parser.add_argument("--quick", action="store_true", help="3 seconds each")
    options = parser.parse_args()
    seconds, soaking = (3.0, 6.0) if options.quick else (options.seconds, options.soak)
    bot = load_bot(notice=print)
    pin(0, 1)
    requests = (request({"text": text}) for text in different_questions())
    with server("-c", ECHO, "PORT") as (port, pid):
        asyncio.run(flood(port, requests, 1))
        spent = cpu_seconds(pid)
        echo = asyncio.run(flood(port, requests, seconds))
        echo_ms = (cpu_seconds(pid) - spent) * 1000 / (echo.rate * seconds)
    print(
        f"echo: {echo.rate:,.0f} requests/s, p50 {echo.p50:.1f} ms, p99 {echo.p99:.1f} ms ({CONNECTIONS} connections)"
    )
    here = library_ms(bot)
    command = ("-m", "kineret_bot", "serve", "--port", "PORT", "--rate", "0")
    with server(*command, KINERET_BOT_CONVERSATIONS="500") as (port, pid):
        asyncio.run(flood(port, requests, 1))
        spent = cpu_seconds(pid)
        own = asyncio.run(flood(port, requests, seconds))
        own_ms = (cpu_seconds(pid) - spent) * 1000 / (own.rate * seconds)
        share = own.rate / echo.rate
        good = [share >= LEAST_SHARE and not own.wrong]
        print(f"reply: {own.rate:,.0f} requests/s, p50 {own.p50:.1f} ms, p99 {own.p99:.1f} ms, {own.wrong} failed")
        print(f"       {share:.0%} of echo, at least {LEAST_SHARE:.0%}: {verdict(good[0])}")
        print(f"       computing time: echo {echo_ms:.2f} ms, reply {own_ms:.2f} ms, of it the library {here:.2f} ms")
        alone = asyncio.run(flood(port, requests, seconds / 2, clients=1))
        print(f"one client alone: p50 {alone.p50:.1f} ms, p99 {alone.p99:.1f} ms, {alone.wrong} failed")
        half = asyncio.run(pace(port, requests, own.rate / 2, seconds))
        good.append(half.p99 <= MOST_P99_MS and not half.wrong)
        print(f"half: {half.rate:,.0f} requests/s, p50 {half.p50:.1f} ms, p99 {half.p99:.1f} ms, {half.wrong} failed")
        print(f"       p99 at most {MOST_P99_MS:.0f} ms: {verdict(good[1])}")
        good.append(asyncio.run(soak(port, pid, scripts(bot), soaking)))
    return 0 if all(good) else 1


def library_ms(bot: Bot, count: int = 300) -> float:
    """Computing time of one reply without HTTP."""
    questions = different_questions()
    texts = [next(questions) for _ in range(count)]
    start = time.process_time()
    for text in texts:
        bot.reply(text)
    return (time.process_time() - start) * 1000 / count


if __name__ == "__main__":
    raise SystemExit(main())
