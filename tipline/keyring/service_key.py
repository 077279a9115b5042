"""The server's signing key: a file outside the database, certified in each department's key log. It opens nothing."""

from __future__ import annotations

import contextlib
import hmac
from functools import lru_cache
from pathlib import Path
from typing import Final

from tipline.audit.anchor import Signed
from tipline.envelope import ServiceKey, ctx, derive
from tipline.keyring import key_folder
from tipline.keyring.errors import ServiceKeyMissing

FILE: Final = "service.key"


def load_service_key() -> ServiceKey:
    """Return the service key. Raises ServiceKeyMissing."""
    secret = key_folder.read_hex(FILE)
    if secret is None or len(secret) != 32:
        raise ServiceKeyMissing
    return ServiceKey(secret)


def load_or_create_service_key() -> ServiceKey:
    """Return the service key, made on the installation's first call. Raises ServiceKeyMissing if it is damaged."""
    with contextlib.suppress(FileExistsError):
        key_folder.create_hex(FILE, ServiceKey.generate().secret)
    return load_service_key()


def sign(purpose: str, *fields: bytes) -> Signed:
    """Sign these fields for one of the envelope's listed purposes. Raises ServiceKeyMissing, ValueError."""
    key = load_service_key()
    return Signed(key.sign_public, key.sign(purpose, *fields))


def mac(label: str, *fields: bytes) -> bytes:
    """Return 32 bytes that only who has the service key can make for these fields. Raises ServiceKeyMissing."""
    return hmac.digest(_mac_key(key_folder.location(), label), ctx(label, *fields), "sha256")


@lru_cache(maxsize=16)
def _mac_key(_folder: Path, label: str) -> bytes:
    return derive(load_service_key().secret, label)
