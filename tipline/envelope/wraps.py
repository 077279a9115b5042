"""Keys wrapped for units, officers, recovery kits and residents (SPEC section 6)."""

import secrets
from dataclasses import dataclass
from typing import Final, Literal

from cryptography.exceptions import InvalidTag

from tipline.envelope.context import (
    ID_LENGTH,
    KEY_LENGTH,
    PREFIX,
    after_prefix,
    check_prefix,
    ctx,
    key_id,
    require_length,
    u32,
    u64,
)
from tipline.envelope.errors import Damaged, NotForMe, Unsupported
from tipline.envelope.hpke import HPKE_OVERHEAD, KemKeyPair, seal_to
from tipline.envelope.keys import OfficerKey, RecoveryKey, UnitKey

WrapKind = Literal["case", "tip", "work", "identity", "audit"]
KEY_LENGTHS: Final[dict[str, int]] = {
    "case": 2 * KEY_LENGTH,
    "tip": KEY_LENGTH,
    "work": KEY_LENGTH,
    "identity": KEY_LENGTH,
    "audit": KEY_LENGTH,
}
"""How many bytes a wrap of each kind holds: a case is T and W together."""

VARIANT_SEALED: Final = 1
VARIANT_HELD: Final = 2

_NONCE_LENGTH: Final = 12
_OVERHEAD: Final = {VARIANT_SEALED: 3 + HPKE_OVERHEAD, VARIANT_HELD: 3 + _NONCE_LENGTH + 16}


@dataclass(frozen=True, slots=True)
class WrapContext:
    """What a wrap is bound to: which key of which tip, at which epoch, for which unit and version of its key.

    `tip` and `unit` are ids of 16 bytes, `unit_kid` is the kid of the unit's key. For the kind "audit", `tip` is the id
    of the audit event.
    """

    kind: WrapKind
    tip: bytes
    epoch: int
    unit: bytes
    unit_kid: bytes

    def __post_init__(self) -> None:
        if self.kind not in KEY_LENGTHS:
            raise ValueError("an unknown kind of wrap")
        require_length("a tip id", self.tip, ID_LENGTH)
        require_length("a unit id", self.unit, ID_LENGTH)
        require_length("a kid", self.unit_kid, ID_LENGTH)
        u32(self.epoch)

    def check_key(self, key: bytes) -> None:
        """Raise ValueError unless the key has the length of the kind."""
        require_length("a wrapped key", key, KEY_LENGTHS[self.kind])

    def ctx(self, label: str) -> bytes:
        """HPKE info of a sealed wrap with the label "wrap", AAD of a held one with the label "held"."""
        kind, epoch = self.kind.encode("ascii"), self.epoch.to_bytes(4, "big")
        return ctx(label, kind, self.tip, epoch, self.unit, self.unit_kid)


@dataclass(frozen=True, slots=True)
class GrantContext:
    """What a grant is bound to: a unit's key given to a holder (officer or recovery kit). All are ids of 16 bytes."""

    department: bytes
    unit: bytes
    unit_kid: bytes
    holder: bytes
    holder_kid: bytes

    def __post_init__(self) -> None:
        for name in ("department", "unit", "unit_kid", "holder", "holder_kid"):
            require_length(name, getattr(self, name), ID_LENGTH)

    def ctx(self) -> bytes:
        """The HPKE info of the grant."""
        return ctx("grant", self.department, self.unit, self.unit_kid, self.holder, self.holder_kid)


def seal_wrap(unit_public: bytes, key: bytes, context: WrapContext) -> bytes:
    """`key` sealed to the unit's public key: 1139 bytes and the key's (64 for a case, 32 for the other kinds).

    Raises NotForMe if the public key is not the one that the context names.
    """
    context.check_key(key)
    if key_id(unit_public) != context.unit_kid:
        raise NotForMe("the public key is not the one that the context names")
    return PREFIX + bytes((VARIANT_SEALED,)) + seal_to(unit_public, context.ctx("wrap"), key)


def seal_held_wrap(unit: UnitKey, key: bytes, context: WrapContext) -> bytes:
    """`key` under the unit's hold key, cheap to open: 31 bytes and the key's. Raises NotForMe as `seal_wrap` does."""
    return _seal_held_wrap(unit, key, context, secrets.token_bytes(_NONCE_LENGTH))


def is_held(wrap: bytes, kind: WrapKind) -> bool:
    """Whether a wrap is held, not sealed. Raises Damaged or Unsupported for anything that is no wrap of this kind."""
    return _variant(wrap, kind) == VARIANT_HELD


def open_wrap(unit: UnitKey, wrap: bytes, context: WrapContext) -> bytes:
    """The wrapped key, from either variant: 64 bytes (T, then W) of a case, 32 of the other kinds.

    Raises Unsupported for an unknown format, suite or variant, NotForMe if the context names another unit key, Damaged
    for everything else. A wrap does not carry its context, so one made for another context is Damaged.
    """
    variant = _variant(wrap, context.kind)
    if unit.kid != context.unit_kid:
        raise NotForMe("the context names another unit key")
    if variant == VARIANT_SEALED:
        return unit.kem_pair.open(context.ctx("wrap"), wrap[3:])
    nonce, sealed = wrap[3 : 3 + _NONCE_LENGTH], wrap[3 + _NONCE_LENGTH :]
    try:
        return unit.hold_cipher.decrypt(nonce, sealed, context.ctx("held"))
    except InvalidTag:
        raise Damaged("this key and context do not open it") from None


def seal_grant(holder_public: bytes, unit: UnitKey, context: GrantContext) -> bytes:
    """1170 bytes: the unit's key sealed to a holder. Raises NotForMe if the context names other keys than these."""
    if unit.kid != context.unit_kid or key_id(holder_public) != context.holder_kid:
        raise NotForMe("the context names other keys")
    return PREFIX + seal_to(holder_public, context.ctx(), unit.secret)


def open_grant(holder: OfficerKey | RecoveryKey, grant: bytes, context: GrantContext) -> UnitKey:
    """The unit's key. Raises Unsupported, Damaged, or NotForMe if the context names another holder or unit key."""
    body = after_prefix(grant)
    if holder.kid != context.holder_kid:
        raise NotForMe("the grant is for another holder")
    unit = UnitKey(_open_key(holder.kem_pair, context.ctx(), body))
    if unit.kid != context.unit_kid:
        raise NotForMe("the grant holds another unit key")
    return unit


def seal_mailbox_key(resident_public: bytes, mailbox_key: bytes, *, tip: bytes, epoch: int) -> bytes:
    """1170 bytes: the mailbox key (32 bytes) of a tip's epoch sealed to the resident's public key."""
    require_length("a mailbox key", mailbox_key, KEY_LENGTH)
    return PREFIX + seal_to(resident_public, _mailbox_context(tip, epoch, key_id(resident_public)), mailbox_key)


def open_mailbox_key(kem_seed: bytes, sealed: bytes, *, tip: bytes, epoch: int) -> bytes:
    """The mailbox key, from the seed that the receipt gives. Raises Unsupported or Damaged."""
    body = after_prefix(sealed)
    pair = KemKeyPair(kem_seed)
    return _open_key(pair, _mailbox_context(tip, epoch, pair.kid), body)


def seal_identity_key(holder_public: bytes, key: bytes, *, grant: bytes, tip: bytes, not_after: int) -> bytes:
    """1170 bytes: an identity key sealed to one officer until `not_after`, in seconds since 1970 (UTC)."""
    require_length("an identity key", key, KEY_LENGTH)
    info = _identity_context(grant, tip, key_id(holder_public), not_after)
    return PREFIX + seal_to(holder_public, info, key)


def open_identity_key(holder: OfficerKey, sealed: bytes, *, grant: bytes, tip: bytes, not_after: int) -> bytes:
    """The identity key. Raises Unsupported or Damaged. The caller refuses after `not_after`: there is no clock here."""
    body = after_prefix(sealed)
    return _open_key(holder.kem_pair, _identity_context(grant, tip, holder.kid, not_after), body)


def _seal_held_wrap(unit: UnitKey, key: bytes, context: WrapContext, nonce: bytes) -> bytes:
    context.check_key(key)
    if unit.kid != context.unit_kid:
        raise NotForMe("the context names another unit key")
    sealed = unit.hold_cipher.encrypt(nonce, key, context.ctx("held"))
    return PREFIX + bytes((VARIANT_HELD,)) + nonce + sealed


def _variant(wrap: bytes, kind: WrapKind) -> int:
    check_prefix(wrap)
    if len(wrap) < 3:
        raise Damaged("shorter than a variant")
    variant = wrap[2]
    if variant not in _OVERHEAD:
        raise Unsupported("unknown variant of wrap")
    if len(wrap) != _OVERHEAD[variant] + KEY_LENGTHS[kind]:
        raise Damaged("a wrap of another length")
    return variant


def _open_key(pair: KemKeyPair, info: bytes, body: bytes) -> bytes:
    if len(body) != HPKE_OVERHEAD + KEY_LENGTH:
        raise Damaged("a sealed key of another length")
    return pair.open(info, body)


def _mailbox_context(tip: bytes, epoch: int, kid: bytes) -> bytes:
    require_length("a tip id", tip, ID_LENGTH)
    return ctx("mailbox", tip, u32(epoch), kid)


def _identity_context(grant: bytes, tip: bytes, kid: bytes, not_after: int) -> bytes:
    require_length("a grant id", grant, ID_LENGTH)
    require_length("a tip id", tip, ID_LENGTH)
    return ctx("identity", grant, tip, kid, u64(not_after))
