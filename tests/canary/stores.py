"""Everything that the service may write to, as bytes to be searched."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import redis

from tests.server import LiveServer


def everything(server: LiveServer) -> Iterator[tuple[str, bytes]]:
    """Yield a name and the bytes of each file below the server's folder, of the database's dump and of Redis."""
    yield from files(server.folder)
    if database := server.environment.get("DATABASE_URL"):
        yield "dump", dump(database)
    if address := server.environment.get("REDIS_URL"):
        yield from redis_values(address)


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every file: the database with its write-ahead log, temporary files, logs, mail, caches, keys."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "static" not in path.relative_to(folder).parts:
            data = path.read_bytes()
            yield str(path.relative_to(folder)), data + as_mail(data) if path.parent.name == "mail" else data


def as_mail(data: bytes) -> bytes:
    """Return what a reader of the mail sees: its headers and parts without the encodings of RFC 2045 and 2047."""
    mail = message_from_bytes(data, policy=default)
    parts = [part.get_payload(decode=True) for part in mail.walk()]
    shown = "\n".join(str(value) for value in mail.values()).encode()
    return b"\0".join([b"", shown, *(part for part in parts if isinstance(part, bytes))])


def dump(address: str) -> bytes:
    """Return a full dump of a PostgreSQL database: its text, and the bytes of what stands there as hex."""
    text = subprocess.run(["pg_dump", "--dbname", address], capture_output=True, check=True, timeout=60).stdout
    binary = b"".join(bytes.fromhex(digits.decode()) for digits in re.findall(rb"\\\\x((?:[0-9a-f]{2})+)", text))
    return text + b"\x00" + binary


def redis_values(address: str) -> Iterator[tuple[str, bytes]]:
    """Yield every key of the Redis database with its serialised value."""
    with redis.Redis.from_url(address) as client:
        for key in client.scan_iter():
            yield f"redis {key!r}", key + b"\x00" + (client.dump(key) or b"") + (_string(client, key) or b"")


def _string(client: redis.Redis, key: bytes) -> bytes | None:
    return client.get(key) if client.type(key) == b"string" else None  # type: ignore[return-value]
