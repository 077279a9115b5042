"""Redis is down: residents notice nothing, officers are told and go on, and it is used again once it is back."""

from __future__ import annotations

import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings
from redis import Redis, RedisError

from tests.api.programs import WORDS, post
from tests.builders import PASSWORD, World, make_department
from tests.server import free_port
from tests.web.pages import sent_receipt, words
from tipline.departments.sessions import cached, circuit_breaker

pytestmark = pytest.mark.django_db

TOLD = "does not answer. You can go on working"


class OwnRedis:
    """A Redis of the test's own, or none yet, on a port of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> Redis:
        """Start it and wait until it answers."""
        options = ("--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self.folder))
        self.process = subprocess.Popen(["redis-server", *options], stdout=subprocess.DEVNULL)
        client = Redis(port=self.port)
        for _ in range(500):
            with suppress(RedisError):
                client.ping()
                return client
            time.sleep(0.01)
        raise AssertionError("redis-server did not start")

    def kill(self) -> None:
        """End it at once."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()


@pytest.fixture(autouse=True)
def asked_anew() -> Iterator[None]:
    circuit_breaker.reset()
    yield
    circuit_breaker.reset()


@pytest.fixture
def world() -> World:
    return make_department()


@pytest.fixture
def redis(settings: Settings, tmp_path: Path) -> Iterator[OwnRedis]:
    """Have sessions read through a Redis that is not running, as with REDIS_URL set."""
    server = OwnRedis(tmp_path)
    cache = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "OPTIONS": settings.REDIS_TIME_LIMITS}
    address = {"LOCATION": f"redis://127.0.0.1:{server.port}/0"}
    settings.CACHES = {**settings.CACHES, "default": {**cache, **address}}
    settings.SESSION_ENGINE = "tipline.departments.sessions.cached"
    yield server
    server.kill()


@pytest.fixture
def running(redis: OwnRedis) -> OwnRedis:
    if shutil.which("redis-server") is None:
        pytest.skip("redis-server is not installed (Debian: apt install redis-server)")
    redis.start()
    return redis


def signed_in(client: Client) -> HttpResponse:
    return client.post("/desk/account/login/", {"login": "ola", "password": PASSWORD}, follow=True)  # type: ignore[return-value]


def test_a_resident_sends_a_tip_and_comes_back(world: World, redis: OwnRedis, client: Client) -> None:
    receipt = sent_receipt(client)
    mailbox = client.post("/en/riverton/mailbox/", {"receipt": receipt})
    assert "Your mailbox" in words(mailbox)
    assert TOLD not in words(mailbox)


def test_a_program_sends_a_tip_and_comes_back(world: World, redis: OwnRedis, client: Client) -> None:
    answer = post(client, "/tips", WORDS)
    assert answer.status_code == 201
    assert post(client, "/mailbox", {"receipt": answer.json()["receipt"]}).status_code == 200


def test_an_officer_signs_in_and_is_told_that_the_cache_is_down(world: World, redis: OwnRedis, client: Client) -> None:
    assert TOLD in words(signed_in(client))
    page = client.get("/desk/tips/")
    assert "unread" in words(page)
    assert TOLD in words(page)
    assert TOLD in words(Client().get("/desk/account/login/"))


def test_signing_out_works(world: World, redis: OwnRedis, client: Client) -> None:
    signed_in(client)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post("/desk/account/logout/")
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    assert client.get("/desk/tips/").status_code == 302


def test_residents_pages_do_not_mention_it(world: World, redis: OwnRedis, client: Client) -> None:
    signed_in(client)
    assert TOLD not in words(client.get("/desk/no-such-page/"))


def test_the_cache_is_used_again_once_it_is_back(world: World, running: OwnRedis, client: Client) -> None:
    assert TOLD not in words(signed_in(client))
    running.kill()
    assert TOLD in words(client.get("/desk/tips/"))
    again = running.start()
    circuit_breaker.reset()  # The test does not wait for these five seconds.
    assert TOLD not in words(client.get("/desk/tips/"))
    assert again.dbsize() == 1


def test_a_hanging_cache_is_waited_for_only_once_and_briefly(world: World, running: OwnRedis, client: Client) -> None:
    signed_in(client)
    assert running.process is not None
    running.process.send_signal(signal.SIGSTOP)
    began = time.monotonic()
    answers = [client.get("/desk/tips/") for _ in range(3)]
    assert time.monotonic() - began < 3
    assert [TOLD in words(answer) for answer in answers] == [True] * 3


def test_an_ended_session_does_not_stay_in_the_cache_for_long(world: World, running: OwnRedis, client: Client) -> None:
    signed_in(client)
    asked = Redis(port=running.port)
    [key] = asked.keys()
    assert 0 < asked.ttl(key) <= cached.CACHE_SECONDS


def test_after_a_failure_the_cache_is_retried_after_some_seconds(
    redis: OwnRedis, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    circuit_breaker.try_cache(lambda cache: cache.get("x"))
    circuit_breaker.try_cache(lambda _: asked.append(1))
    assert not asked
    later = time.monotonic() + circuit_breaker.PAUSE_SECONDS
    monkeypatch.setattr("tipline.departments.sessions.circuit_breaker.monotonic", lambda: later)
    circuit_breaker.try_cache(lambda _: asked.append(2))
    assert asked == [2]
