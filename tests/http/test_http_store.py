"""Several replicas behind one Redis: one memory, one limit, and replies whatever becomes of it."""

from __future__ import annotations

import asyncio

import pytest
from http_client import RASA, REPLY, Client, has_numbers
from http_server import Redis, need_redis, running_process, wait_until
from http_stub import CARD, StubBot

from kineret_bot.channels.http.app import create_app
from kineret_bot.channels.http.limits import Limiter
from kineret_bot.channels.http.settings import Settings


@pytest.fixture
def redis(tmp_path):
    """A Redis of this test's own."""
    need_redis()
    server = Redis(tmp_path)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def replica(redis):
    """Makes replicas that look for a lost store again at once."""
    from kineret_bot.channels.http.shared import RedisStore

    made = []

    def make(rate: int = 0) -> Client:
        store = RedisStore(redis.url, 60, Limiter(rate).rate, pause=0)
        made.append(Client(create_app(Settings(rate=rate), StubBot(), store)))
        return made[-1]

    yield make
    for client in made:
        client.close()


def asked(client: Client, text: str, chat: str = "chat-1"):
    return client.post(REPLY, {"text": text, "conversation_id": chat})


def test_one_chat_across_two_replicas(redis, replica):
    """A chat begun with one replica goes on with the other."""
    one, two = replica(), replica()

    texts = [asked(each, f"name:{name}").json()["text"] for each, name in ((one, "ann"), (two, "bob"), (one, "cy"))]

    assert texts[1:] == ["Turn 2: name:ann name:bob.", "Turn 3: name:ann name:bob name:cy."]


def test_one_limit_across_two_replicas(redis, replica):
    """A client's messages are counted together, whichever replica takes them."""
    one, two = replica(rate=3), replica(rate=3)

    answered = [asked(each, "hi") for each in (one, two, one, two)]

    assert [each.status for each in answered] == [200, 200, 200, 429]
    assert 1 <= int(answered[3].headers["retry-after"]) <= 20


def test_store_that_dies_and_comes_back(redis, replica):
    """When Redis dies, replies go on without memory, alarms unharmed; when it is back, the chat goes on."""
    client = replica()
    asked(client, "name:ann")

    redis.kill()
    without = asked(client, "name:bob")
    alarm = asked(client, "I can't breathe")
    rasa = client.post(RASA, {"message": "I can't breathe", "sender": "u"})
    ready = client.get("/readyz")
    redis.start()
    wait_until(lambda: client.get("/readyz").json()["store"] == "up", "the replica to find its store")
    again = asked(client, "name:cy")

    assert (without.status, without.json()["text"], without.json()["forgotten"]) == (200, "Turn 1: name:bob.", True)
    assert (alarm.status, alarm.json()["text"]) == (200, CARD)
    assert rasa.json()[0]["text"] == CARD
    assert (ready.status, ready.json()) == (200, {"status": "degraded", "store": "down"})
    assert again.json()["text"] == "Turn 2: name:ann name:cy."
    assert again.json()["forgotten"] is False


def test_limit_without_store(redis, replica):
    """While Redis is away, each replica limits on its own."""
    client = replica(rate=2)
    redis.kill()

    answered = [asked(client, "hi") for _ in range(3)]

    assert [each.status for each in answered] == [200, 200, 429]
    assert has_numbers(answered[2].json()["text"])


def test_store_that_is_away_costs_no_time(redis):
    """A store that failed is left alone for a while, without being asked."""
    from kineret_bot.channels.http.memory import StoreDown
    from kineret_bot.channels.http.shared import RedisStore

    now = [0.0]
    store = RedisStore(redis.url, 60, 1, pause=1.0, clock=lambda: now[0])
    redis.kill()

    async def scene():
        for _ in range(2):
            with pytest.raises(StoreDown):
                await store.ping()
        redis.start()
        with pytest.raises(StoreDown):
            await store.ping()
        now[0] = 1.0
        await store.ping()
        await store.close()

    asyncio.run(scene())


def test_what_redis_knows(redis, replica):
    """Redis holds no id, no address and no text, and all of it expires."""
    import redis as library

    client = replica(rate=9)
    asked(client, "secret words", chat="chat-of-ann")

    with library.Redis.from_url(redis.url) as raw:
        keys = raw.keys()
        everything = b" ".join([*keys, *(raw.dump(key) for key in keys)])
        lives = [raw.ttl(key) for key in keys]

    assert len(keys) == 2
    assert all(word not in everything for word in (b"secret", b"ann", client.address.encode()))
    assert all(0 < life <= 61 for life in lives)


def test_nonsense_in_the_store(redis, replica):
    """A state that another version left in the store begins a new chat."""
    import redis as library

    client = replica()
    asked(client, "name:ann")
    with library.Redis.from_url(redis.url) as raw:
        for key in raw.scan_iter():
            raw.set(key, b'{"v": 99}')

    assert asked(client, "name:bob").json()["text"] == "Turn 1: name:bob."


def test_two_processes_and_a_redis_that_dies(redis):
    """Two servers, as `serve --store` starts them, carry one chat; without their Redis they go on answering."""
    urllib = pytest.importorskip("urllib.request")

    def ask(server, text):
        body = b'{"text": "%s", "conversation_id": "c"}' % text.encode()
        request = urllib.Request(f"{server.url}api/v1/reply", body, {"Content-Type": "application/json"})
        with urllib.urlopen(request) as response:
            return response.read().decode()

    with running_process("--store", redis.url) as one, running_process("--store", redis.url) as two:
        ask(one, "name:ann")
        second = ask(two, "name:bob")
        redis.kill()
        third = ask(one, "I can't breathe")

    assert "Turn 2: name:ann name:bob." in second
    assert CARD in third
