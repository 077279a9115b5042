"""Rate limits are counted in the process, store no address, and never lose a tip."""

import pickle

import pytest
from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache
from django.http import HttpRequest
from django.test import RequestFactory
from pytest_django import Settings

from tipline.limits import buckets
from tipline.limits.buckets import over_limit

HOME = "203.0.113.7"


def visit(address: str = HOME) -> HttpRequest:
    return RequestFactory().get("/", REMOTE_ADDR=address)


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    slept: list[float] = []
    monkeypatch.setattr(buckets, "sleep", slept.append)
    return slept


@pytest.fixture
def _broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError("203.0.113.7")

    monkeypatch.setattr(LocMemCache, "add", fail)


def test_one_more_than_the_rate_has_to_wait_no_longer_than_the_span() -> None:
    assert [over_limit(visit(), "b", "3/10m") for _ in range(3)] == [None, None, None]
    wait = over_limit(visit(), "b", "3/10m")
    assert wait is not None
    assert 1 <= wait <= 600


def test_clients_and_buckets_are_counted_separately() -> None:
    assert over_limit(visit(), "b", "1/10m") is None
    assert over_limit(visit("203.0.113.8"), "b", "1/10m") is None
    assert over_limit(visit(), "c", "1/10m") is None
    assert over_limit(visit(), "b", "1/10m") is not None


def test_a_client_that_cannot_be_told_apart_shares_no_bucket() -> None:
    assert [over_limit(visit("127.0.0.1"), "b", "1/10m") for _ in range(5)] == [None] * 5


def test_a_key_is_counted_across_clients() -> None:
    assert over_limit(visit("127.0.0.1"), "name", "1/15m", key="dana") is None
    assert over_limit(visit(), "name", "1/15m", key="dana") is not None
    assert over_limit(visit(), "name", "1/15m", key="ola") is None


def test_looking_without_counting_says_whether_one_more_is_too_many() -> None:
    assert [over_limit(visit(), "b", "2/10m", count=False) for _ in range(9)] == [None] * 9
    over_limit(visit(), "b", "2/10m")
    assert over_limit(visit(), "b", "2/10m", count=False) is None
    over_limit(visit(), "b", "2/10m")
    assert over_limit(visit(), "b", "2/10m", count=False) is not None


def test_the_rate_is_shared_by_the_processes(settings: Settings) -> None:
    settings.TIPLINE_PROCESSES = 4
    assert [over_limit(visit(), "b", "8/10m") is None for _ in range(3)] == [True, True, False]


def test_each_process_lets_at_least_one_through(settings: Settings) -> None:
    settings.TIPLINE_PROCESSES = 50
    assert over_limit(visit(), "b", "8/10m") is None


@pytest.mark.usefixtures("_broken")
def test_a_broken_count_lets_a_tip_pass_at_once(pauses: list[float], caplog: pytest.LogCaptureFixture) -> None:
    assert over_limit(visit(), "b", "1/10m", fail_open=True) is None
    assert pauses == []
    assert [record.getMessage() for record in caplog.records] == ["limits: a count failed"]


@pytest.mark.usefixtures("_broken")
def test_a_broken_count_slows_signing_in(pauses: list[float]) -> None:
    assert over_limit(visit(), "b", "1/10m", key="dana") is None
    assert pauses == [buckets.FAILED_PAUSE_SECONDS]


def test_a_count_that_expires_while_it_is_raised_refuses_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object, **__: object) -> None:
        raise ValueError

    over_limit(visit(), "b", "1/10m")
    monkeypatch.setattr(LocMemCache, "incr", gone)
    assert over_limit(visit(), "b", "1/10m", fail_open=True) is None


def test_no_cache_holds_an_address_or_a_typed_name() -> None:
    over_limit(visit(), "b", "9/10m")
    over_limit(visit(), "b", "9/10m", key="canary-name")
    assert len(caches["limits"]._cache) == 2
    assert settings.RATELIMIT_USE_CACHE == "limits"
    held = repr([(key, pickle.loads(value)) for key, value in caches["limits"]._cache.items()])  # noqa: S301
    for trace in (HOME, bytes([203, 0, 113, 7]).hex(), "canary-name"):
        assert trace not in held


def test_a_rate_without_a_period_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="12/10m"):
        over_limit(visit(), "b", "12")


def test_many_ipv6_networks_are_counted_by_their_wider_networks_too() -> None:
    def refused(addresses: list[str]) -> int:
        return sum(over_limit(visit(address), "wide", "3/10m") is not None for address in addresses)

    within_56 = [f"2001:db8:1:{number:x}::1" for number in range(20)]
    assert refused(within_56) == 20 - 9
    within_48 = [f"2001:db8:2:{number:x}00::1" for number in range(50)]
    assert refused(within_48) == 50 - 30
    assert refused(["2001:db8:3::1", "203.0.113.9"]) == 0


def test_a_refused_neighbour_does_not_count_for_the_wider_network() -> None:
    for _ in range(100):
        over_limit(visit("2001:db8:1:1::1"), "wide", "3/10m")
    assert over_limit(visit("2001:db8:1:2::1"), "wide", "3/10m") is None


def test_a_wider_network_is_stored_as_unreadably_as_a_client() -> None:
    over_limit(visit("2001:db8:1:1::1"), "wide", "3/10m")
    assert b"2001:db8" not in pickle.dumps(caches["limits"]._cache)
