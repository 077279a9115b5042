"""Seal and open bytes. SPEC.md beside this file is the format; opening returns the plaintext or raises."""

from tipline.envelope.codes import admission_code, admission_code_matches, parse_recovery_code, recovery_code
from tipline.envelope.content import NO_TIP, Place, Purpose, capacity
from tipline.envelope.content import open_ as open_content
from tipline.envelope.content import seal as seal_content
from tipline.envelope.context import FORMAT, SUITE, ctx, derive, extract, key_id, u32, u64
from tipline.envelope.errors import (
    BadSignature,
    Damaged,
    EnvelopeError,
    Mistyped,
    NotForMe,
    Unsupported,
    WrongPassphrase,
)
from tipline.envelope.forms import form_mark, new_form_id, text_mark
from tipline.envelope.keys import OfficerKey, RecoveryKey, SecretKey, ServiceKey, UnitKey
from tipline.envelope.receipt import Receipt, ReceiptSecrets, proof_mark
from tipline.envelope.shape import check_content, check_public, check_sealed_key, check_sealed_wrap
from tipline.envelope.signing import verify
from tipline.envelope.stream import open_chunks, seal_chunks, sealed_length
from tipline.envelope.unlock import (
    PASSPHRASE_PARAMETERS,
    STANDARD,
    PassphraseCost,
    open_unlocked,
    seal_unlocked,
    unlock_id,
    unwrap_with_passphrase,
    wrap_with_passphrase,
)
from tipline.envelope.wraps import (
    GrantPlace,
    WrapPlace,
    hold_wrap,
    is_held,
    open_grant,
    open_identity_key,
    open_mailbox_key,
    open_wrap,
    seal_grant,
    seal_identity_key,
    seal_mailbox_key,
    seal_wrap,
)

__all__ = [
    "FORMAT",
    "NO_TIP",
    "PASSPHRASE_PARAMETERS",
    "STANDARD",
    "SUITE",
    "BadSignature",
    "Damaged",
    "EnvelopeError",
    "GrantPlace",
    "Mistyped",
    "NotForMe",
    "OfficerKey",
    "PassphraseCost",
    "Place",
    "Purpose",
    "Receipt",
    "ReceiptSecrets",
    "RecoveryKey",
    "SecretKey",
    "ServiceKey",
    "UnitKey",
    "Unsupported",
    "WrapPlace",
    "WrongPassphrase",
    "admission_code",
    "admission_code_matches",
    "capacity",
    "check_content",
    "check_public",
    "check_sealed_key",
    "check_sealed_wrap",
    "ctx",
    "derive",
    "extract",
    "form_mark",
    "hold_wrap",
    "is_held",
    "key_id",
    "new_form_id",
    "open_chunks",
    "open_content",
    "open_grant",
    "open_identity_key",
    "open_mailbox_key",
    "open_unlocked",
    "open_wrap",
    "parse_recovery_code",
    "proof_mark",
    "recovery_code",
    "seal_chunks",
    "seal_content",
    "seal_grant",
    "seal_identity_key",
    "seal_mailbox_key",
    "seal_unlocked",
    "seal_wrap",
    "sealed_length",
    "text_mark",
    "u32",
    "u64",
    "unlock_id",
    "unwrap_with_passphrase",
    "verify",
    "wrap_with_passphrase",
]
