"""Headers that no honest client sends, one by one over a socket."""

from __future__ import annotations

import socket

from tests.server import LiveServer

NAMES = [
    "Accept", "Accept-Charset", "Accept-Encoding", "Accept-Language", "Access-Control-Request-Headers",
    "Access-Control-Request-Method", "Authorization", "Content-Disposition", "Content-Encoding", "Content-Language",
    "Content-Type", "Cookie", "Date", "Expect", "Forwarded", "Host", "Idempotency-Key", "If-Match", "If-Modified-Since",
    "If-None-Match", "If-Range", "If-Unmodified-Since", "Origin", "Range", "Referer", "Sec-Fetch-Site", "TE",
    "Upgrade", "User-Agent", "Via", "X-CSRFToken", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto",
    "X-HTTP-Method-Override", "X-Requested-With",
]  # fmt: skip


def values(word: str) -> list[str]:
    """Return what to put into any header; the word is in most of them, to be looked for afterwards."""
    return [
        f"text/plain; a*={word}''x",
        f"text/plain; a*=utf-8''%zz{word}",
        f"text/plain; a*=idna''%ff{word}",
        f"text/plain; charset*={word}''x",
        f"multipart/form-data; boundary*={word}''x",
        f"text/plain; charset={word}",
        f"{word}",
        f"{word};q=nan, *;q=1e999, en;q=-1",
        f"{word}/{word};{word}={word}",
        f"bytes={word}-, 0-0, -1",
        "bytes=99999999999999999999-",
        "bytes=-99999999999999999999",
        f'W/"{word}", "{word}", *',
        f"Wed, 99 Feb 99999 {word} GMT",
        "Mon, 01 Jan 0000 00:00:00 GMT",
        f"for={word};host=x, 1.2.3.4, [::1]:{word}",
        f'{word}=1; ={word}; a=b=c; sessionid="\\{word}',
        f"http://{word}]:99999/",
        f"[{word}:99999999",
        f"\xff\xfe\x80 {word}",
        f"=?utf-8?b?{word}?=",
        "%s%n%(asctime)s {0} {x}",
        "",
        ";" * 2_000,
        "," * 2_000,
        "a" * 6_000,
    ]


def answer(server: LiveServer, method: str, path: str, *headers: bytes) -> bytes:
    """Send one request as it is and return all that came back."""
    named = b"".join(header + b"\r\n" for header in headers)
    host = b"" if any(header.lower().startswith(b"host:") for header in headers) else b"Host: localhost\r\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(f"{method} {path} HTTP/1.1\r\n".encode() + host + named + b"Connection: close\r\n\r\n")
        return b"".join(iter(lambda: connection.recv(65_536), b""))


def status(found: bytes) -> int:
    return int(found.split(b" ", 2)[1]) if found.startswith(b"HTTP/") else 0
