"""Bodies at the real server that are too large, chunked, cut off or of a wrong length are all answered."""

from __future__ import annotations

import re
import socket
import urllib.error
import urllib.request

import pytest

from tests.faults.breaking import rows
from tests.faults.hostile import FORM
from tests.server import LiveServer

PAGE, DESK, PROGRAM = "/en/riverton/send/", "/desk/account/login/", "/api/v1/departments/riverton/tips"
CHANNELS = [PAGE, DESK, PROGRAM]
SMALL = b"category=drugs&text=hello"
# The desk looks into a form only for who has been there before.
KNOWN = f"Cookie: tipline-form={'a' * 32}"
CHUNKED = {
    "whole": b"19\r\n" + SMALL + b"\r\n0\r\n\r\n",
    "broken": b"19\r\n" + SMALL + b"\r\nnonsense\r\n",
    "cut off": b"ff\r\n" + SMALL,
    "too large": (b"10000\r\n" + b"x" * 0x10000 + b"\r\n") * 40 + b"0\r\n\r\n",
}


def raw(server: LiveServer, address: str, headers: list[str], body: bytes, *, cut: bool = False) -> tuple[int, str]:
    """Send these very bytes and return status and text; with `cut`, end the connection's half after them."""
    content_type = "application/json" if address == PROGRAM else FORM
    head = [f"POST {address} HTTP/1.1", "Host: localhost", "Connection: close", f"Content-Type: {content_type}"]
    with socket.create_connection(("127.0.0.1", server.port), 20) as connection:
        connection.sendall("\r\n".join([*head, *headers, "", ""]).encode() + body)
        if cut:
            connection.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    found = re.match(rb"HTTP/1\.1 (\d+)", answer)
    assert found
    return int(found[1]), answer.partition(b"\r\n\r\n")[2].decode()


@pytest.mark.parametrize("size", [600_000, 1_000_000, 8_000_000])
@pytest.mark.parametrize("address", CHANNELS)
def test_a_body_that_is_too_large_is_refused_with_a_readable_message(
    server: LiveServer, address: str, size: int
) -> None:
    status, text = raw(server, address, [f"Content-Length: {size}", KNOWN], b"x" * size)
    assert status == 413
    assert "too long" in text or "too-large" in text


def test_a_resident_is_told_whom_to_call(server: LiveServer) -> None:
    with urllib.request.urlopen(f"{server.url}/en/riverton/"):  # noqa: S310 - our own address
        pass
    request = urllib.request.Request(f"{server.url}{PAGE}", b"text=" + b"x" * 12_000_000)  # noqa: S310
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=20)  # noqa: S310
    page = refused.value.read().decode()
    assert (refused.value.code, "not received" in page, "555-0100" in page) == (413, True, True)


@pytest.mark.parametrize("name", CHUNKED)
@pytest.mark.parametrize("address", CHANNELS)
def test_a_chunked_body_is_refused_with_a_message(server: LiveServer, address: str, name: str) -> None:
    for more in ([], ["Content-Length: 5"]):
        headers = ["Transfer-Encoding: chunked", KNOWN, *more]
        status, text = raw(server, address, headers, CHUNKED[name], cut=name == "cut off")
        assert status == 411
        assert "Content-Length" in text
        assert text.startswith("{" if address == PROGRAM else "<!DOCTYPE html>")


@pytest.mark.parametrize("length", ["-5", "nonsense", "5\r\nContent-Length: 9", "9" * 40])
@pytest.mark.parametrize("address", CHANNELS)
def test_an_invalid_content_length_is_refused(server: LiveServer, address: str, length: str) -> None:
    assert raw(server, address, [f"Content-Length: {length}"], SMALL, cut=True)[0] in {400, 413}


@pytest.mark.parametrize("address", CHANNELS)
def test_half_a_body_is_refused(server: LiveServer, address: str) -> None:
    before = rows(server)
    status, text = raw(server, address, ["Content-Length: 500"], SMALL, cut=True)
    assert (status, "The connection broke off" in text) == (400, True)
    assert rows(server) == before


def test_bytes_beyond_the_content_length_are_not_read(server: LiveServer) -> None:
    status, text = raw(server, PAGE, ["Content-Length: 14"], SMALL)
    assert status == 200
    assert "hello" not in text


def test_the_server_keeps_running(server: LiveServer) -> None:
    assert raw(server, PAGE, [f"Content-Length: {len(SMALL)}"], SMALL)[0] == 200
    assert "Traceback" not in server.log.read_text(errors="replace")
