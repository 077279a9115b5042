import copy
import pickle

import pytest

from tipline.envelope import OfficerKey, Receipt, RecoveryKey, ServiceKey, UnitKey, key_id
from tipline.envelope.keys import SecretKey

SECRET = bytes(range(32))
KINDS = [OfficerKey, UnitKey, RecoveryKey, ServiceKey]


@pytest.mark.parametrize("kind", KINDS)
def test_a_key_never_shows_its_secret(kind: type[SecretKey]) -> None:
    key = kind(SECRET)
    for shown in (repr(key), str(key), f"{key}", f"{[key]}"):
        assert SECRET.hex() not in shown
        assert repr(SECRET) not in shown
        assert kind.__name__ in shown


@pytest.mark.parametrize("secret", [*(kind(SECRET) for kind in KINDS), Receipt(5), Receipt(5).secrets(bytes(16))])
def test_a_secret_is_neither_pickled_nor_copied(secret: object) -> None:
    for attempt in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="never pickled"):
            attempt(secret)


@pytest.mark.parametrize("kind", KINDS)
def test_a_key_does_not_change(kind: type[SecretKey]) -> None:
    key = kind(SECRET)
    for name in ("_secret", "secret", "anything"):
        with pytest.raises(AttributeError):
            setattr(key, name, bytes(32))
    with pytest.raises(AttributeError):
        del key._secret
    assert key.secret == SECRET


@pytest.mark.parametrize("kind", KINDS)
def test_generated_keys_differ(kind: type[SecretKey]) -> None:
    assert len({kind.generate().secret for _ in range(20)}) == 20


def test_keys_are_equal_by_kind_and_secret() -> None:
    assert OfficerKey(SECRET) == OfficerKey(SECRET)
    assert OfficerKey(SECRET) != OfficerKey(bytes(32))
    assert OfficerKey(SECRET) != RecoveryKey(SECRET)
    assert len({OfficerKey(SECRET), OfficerKey(SECRET), RecoveryKey(SECRET)}) == 2


def test_the_same_secret_gives_each_kind_other_keys() -> None:
    publics = [OfficerKey(SECRET).kem_public, UnitKey(SECRET).kem_public, RecoveryKey(SECRET).kem_public]
    signers = [OfficerKey(SECRET).sign_public, RecoveryKey(SECRET).sign_public, ServiceKey(SECRET).sign_public]
    assert len({*publics, *signers, UnitKey(SECRET).hold_key}) == 7


def test_public_keys_begin_with_format_and_suite() -> None:
    officer = OfficerKey(SECRET)
    assert (len(officer.kem_public), officer.kem_public[:2]) == (1218, b"\x01\x01")
    assert (len(officer.sign_public), officer.sign_public[:2]) == (34, b"\x01\x01")
    assert officer.kid == key_id(officer.kem_public)


def test_the_key_pair_is_made_once() -> None:
    unit = UnitKey(SECRET)
    assert unit.kem_pair is unit.kem_pair
    assert unit.hold_cipher is unit.hold_cipher


@pytest.mark.parametrize("secret", [b"", bytes(31), bytes(33), "a" * 32, None])
def test_a_secret_that_is_not_32_bytes_is_a_mistake(secret: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        OfficerKey(secret)
