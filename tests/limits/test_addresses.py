"""A client is told apart by a mark, never by an address."""

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from tipline.limits import addresses
from tipline.limits.addresses import client_mark, forget_key

HOME = "203.0.113.7"


def mark(address: str, forwarded: str | None = None) -> str | None:
    extra = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return client_mark(RequestFactory().get("/", REMOTE_ADDR=address, **extra))


def test_the_same_client_has_the_same_mark_and_another_has_another() -> None:
    assert mark(HOME) == mark(HOME)
    assert mark(HOME) != mark("203.0.113.8")


def test_a_mark_does_not_contain_the_address() -> None:
    found = mark(HOME)
    assert found is not None
    assert HOME not in found
    assert len(found) == 64


def test_after_an_hour_the_same_client_has_another_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    forget_key()
    now = addresses.monotonic()
    before = mark(HOME)
    monkeypatch.setattr(addresses, "monotonic", lambda: now + 3599)
    assert mark(HOME) == before
    monkeypatch.setattr(addresses, "monotonic", lambda: now + 3602)
    assert mark(HOME) != before


def test_addresses_of_one_household_share_a_mark() -> None:
    assert mark("2001:db8:1:2::1") == mark("2001:db8:1:2:ffff:ffff:ffff:ffff")
    assert mark("2001:db8:1:2::1") != mark("2001:db8:1:3::1")


def test_an_ipv4_mapped_ipv6_address_is_the_same_client() -> None:
    assert mark(f"::ffff:{HOME}") == mark(HOME)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "::1", "10.1.2.3", "172.17.0.1", "192.168.1.20", "100.64.3.3", "169.254.1.1", "fe80::1%eth0",
     "fd00::5", "::ffff:127.0.0.1", "::", "0.1.2.3", "", "unix:", "not an address"],
)  # fmt: skip
def test_a_shared_or_unknown_address_has_no_mark(address: str) -> None:
    assert mark(address) is None


def test_without_a_trusted_proxy_nobody_can_claim_another_address() -> None:
    assert mark(HOME, forwarded="198.51.100.1") == mark(HOME)


def test_one_trusted_proxy_is_trusted_for_one_entry(settings: Settings) -> None:
    settings.TIPLINE_TRUSTED_PROXIES = 1
    real = mark("10.0.0.2", forwarded=HOME)
    assert real is not None
    assert mark("10.0.0.2", forwarded=f"198.51.100.1, {HOME}") == real
    assert mark("10.0.0.9", forwarded=f"{HOME}") == real


def test_two_trusted_proxies_are_trusted_for_two_entries(settings: Settings) -> None:
    settings.TIPLINE_TRUSTED_PROXIES = 2
    real = mark("10.0.0.2", forwarded=f"{HOME}, 10.0.0.1")
    assert real is not None
    assert mark("10.0.0.2", forwarded=f"198.51.100.1,{HOME},10.0.0.1") == real


@pytest.mark.parametrize("forwarded", [None, "", ",", "unknown", "203.0.113.7:80:90", "<script>", "203.0.113.7 x"])
def test_a_malformed_header_gives_no_mark(settings: Settings, forwarded: str | None) -> None:
    settings.TIPLINE_TRUSTED_PROXIES = 1
    assert mark(HOME, forwarded=forwarded) is None


def test_fewer_entries_than_proxies_give_no_mark(settings: Settings) -> None:
    settings.TIPLINE_TRUSTED_PROXIES = 2
    assert mark("10.0.0.2", forwarded=HOME) is None
