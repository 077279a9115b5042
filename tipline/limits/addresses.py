"""Pseudonyms of client addresses, which mean nothing outside this process and this hour."""

from __future__ import annotations

import hashlib
import hmac
import os
from datetime import timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from threading import Lock
from time import monotonic
from typing import Final

from django.conf import settings
from django.http import HttpRequest

Address = IPv4Address | IPv6Address

KEY_SECONDS: Final = timedelta(hours=1).total_seconds()
IPV6_BITS: Final = 64
IPV6_WIDER: Final = ((56, 3), (48, 10))

# Behind these stand many people at once (a proxy of our own, a container's gateway, Tor on this machine): a bucket
# for such an address would let one of them use up what belongs to all. RFC 1122, 1918, 3927, 4193, 4291, 6598.
SHARED: Final = [
    ip_network(network)
    for network in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16",
        "::/127", "fc00::/7", "fe80::/10",
    )
]  # fmt: skip


class _Key:
    """A random key for an hour, stored nowhere: once it is replaced, no pseudonym leads back to an address."""

    lock = Lock()
    value: bytes = b""
    until: float = 0.0


def wider_marks(request: HttpRequest) -> list[tuple[str, int]]:
    """Pseudonyms of an IPv6 client's wider networks, each with its multiple of one client's rate.

    Whoever is assigned a /56 or a /48 has 256 or 65,536 networks of their own.
    """
    address = _address(request)
    if not isinstance(address, IPv6Address):
        return []
    found = []
    for bits, times in IPV6_WIDER:
        network = f"wider {ip_network(f'{address}/{bits}', strict=False)}"
        found.append((hmac.new(_hourly_key(), network.encode(), hashlib.sha256).hexdigest(), times))
    return found


def client_mark(request: HttpRequest) -> str | None:
    """None if the address is shared, unknown or malformed."""
    address = _address(request)
    if address is None:
        return None
    return hmac.new(_hourly_key(), _network(address).encode(), hashlib.sha256).hexdigest()


def neighbourhood_mark(request: HttpRequest) -> str | None:
    """One pseudonym for the client's network, a /24 of IPv4 or a /48 of IPv6; None as above.

    For counts that concern one account only: there nobody suffers from a neighbour, and whoever controls a network of
    addresses counts once.
    """
    address = _address(request)
    if address is None:
        return None
    bits = 24 if isinstance(address, IPv4Address) else 48
    network = ip_network(f"{address}/{bits}", strict=False)
    return hmac.new(_hourly_key(), f"network {network}".encode(), hashlib.sha256).hexdigest()


def forget_key() -> None:
    with _Key.lock:
        _Key.until = 0.0


def _address(request: HttpRequest) -> Address | None:
    proxies: int = settings.TIPLINE_TRUSTED_PROXIES
    typed = request.META.get("REMOTE_ADDR", "")
    if proxies > 0:
        # Each of our proxies adds one entry on the right; what stands further left, anybody could have written.
        entries = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        if len(entries) < proxies:
            return None
        typed = entries[-proxies]
    try:
        address: Address = ip_address(typed.strip())
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return None if any(address in network for network in SHARED) else address


def _network(address: Address) -> str:
    # A household has a /64 of IPv6 addresses, and changes among them at will (RFC 6177, RFC 8981).
    if isinstance(address, IPv4Address):
        return str(address)
    return str(ip_network((int(address) >> IPV6_BITS << IPV6_BITS, IPV6_BITS)))


def _hourly_key() -> bytes:
    with _Key.lock:
        if monotonic() >= _Key.until:
            _Key.value, _Key.until = os.urandom(32), monotonic() + KEY_SECONDS
        return _Key.value
