"""Argon2id takes 64 MiB and a tenth of a second: one at a time in a process, so that a burst takes no machine down."""

from __future__ import annotations

import threading
from typing import Final

from tipline.envelope import OfficerKey, unwrap_with_passphrase, wrap_with_passphrase
from tipline.keyring.models import EnrolledKey, UnlockMethod

ONE_AT_A_TIME: Final = threading.RLock()


def wrap(secret: OfficerKey, passphrase: str, key: EnrolledKey) -> UnlockMethod:
    """Return a way to open the secret by the passphrase, not saved yet."""
    method = UnlockMethod(key=key)
    with ONE_AT_A_TIME:
        method.wrapped = wrap_with_passphrase(secret, passphrase, officer=key.officer_id.bytes, method=method.pk.bytes)
    return method


def unwrap(method: UnlockMethod, passphrase: str, key: EnrolledKey) -> OfficerKey:
    """Return the secret. Raises the envelope's errors, WrongPassphrase among them."""
    with ONE_AT_A_TIME:
        return unwrap_with_passphrase(
            bytes(method.wrapped), passphrase, officer=key.officer_id.bytes, method=method.pk.bytes
        )
