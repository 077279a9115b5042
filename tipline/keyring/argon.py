"""Argon2id takes 64 MiB and a tenth of a second: one at a time in a process, so that a burst takes no machine down."""

from __future__ import annotations

import threading
from functools import lru_cache
from typing import Final
from uuid import UUID

from tipline.envelope import STANDARD_COST, Argon2Cost, OfficerKey, passphrase_secret, wrap_with_passphrase
from tipline.envelope import admission_code as stretched_code
from tipline.keyring.models import EnrolledKey, UnlockMethod

ONE_AT_A_TIME: Final = threading.RLock()
ADMISSION_COST: Final = STANDARD_COST


def wrap(secret: OfficerKey, passphrase: str, key: EnrolledKey) -> UnlockMethod:
    """Return a way to open the secret by the passphrase, not saved yet."""
    method = UnlockMethod(key=key)
    with ONE_AT_A_TIME:
        method.wrapped = wrap_with_passphrase(secret, passphrase, officer=key.officer_id.bytes, method=method.pk.bytes)
    return method


def unlock_secret(method: UnlockMethod, passphrase: str) -> bytes:
    """Return what the passphrase gives for this method, right or wrong. Raises the envelope's errors."""
    with ONE_AT_A_TIME:
        return passphrase_secret(bytes(method.wrapped), passphrase)


def admission_code(officer: UUID, kem_public: bytes, sign_public: bytes) -> str:
    """Return the admission code of an officer's public keys, remembered: it is no secret."""
    return _admission_code(officer.bytes, kem_public, sign_public, ADMISSION_COST)


@lru_cache(maxsize=256)
def _admission_code(officer: bytes, kem_public: bytes, sign_public: bytes, cost: Argon2Cost) -> str:
    with ONE_AT_A_TIME:
        return stretched_code(officer=officer, kem_public=kem_public, sign_public=sign_public, cost=cost)
