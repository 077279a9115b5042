"""The database contains no secret of the keyring in any encoding."""

from __future__ import annotations

import pytest

from tests.builders import AT, PASSPHRASE, World, give_passphrase, make_department, unlocked
from tests.keyring.rows import everything_stored, forms_of
from tipline.envelope import derive, recovery_code
from tipline.keyring.actions import by_passphrase, unlock
from tipline.keyring.models import UnlockMethod
from tipline.keyring.queries import live_keys
from tipline.keyring.service_key import load_service_key

pytestmark = pytest.mark.django_db

LOGIN = bytes(32)


def secrets_of(world: World, cookie: bytes) -> dict[str, bytes]:
    unit = unlocked(world.ola).unit_key(world.desk.pk, bytes(world.desk.key_versions.get().kid))
    officer = unlocked(world.ola).secret
    return {
        "cookie": cookie,
        "officer": officer.secret,
        "officer's sealing seed": officer.kem_seed,
        "officer's signing seed": derive(officer.secret, "officer sign"),
        "unit": unit.secret,
        "unit's sealing seed": unit.kem_seed,
        "unit's hold key": unit.hold_key,
        "desk kit": world.desk_kit.secret,
        "oversight kit": world.oversight_kit.secret,
        "printed kit": recovery_code(world.desk_kit.secret).encode(),
        "typed kit": recovery_code(world.desk_kit.secret).replace("-", "").encode(),
        "service": load_service_key().secret,
        "passphrase": PASSPHRASE.encode(),
    }


def test_no_secret_is_stored() -> None:
    world = make_department()
    give_passphrase(world.ola)
    cookie = unlock(officer=world.ola, secret=by_passphrase(PASSPHRASE), login=LOGIN, at=AT)
    stored = everything_stored()
    found = [name for name, secret in secrets_of(world, cookie).items() if any(f in stored for f in forms_of(secret))]
    assert found == []


@pytest.mark.parametrize("form", range(10))
def test_the_search_would_find_a_stored_secret(form: int) -> None:
    secret = bytes(range(160, 192))
    (key,) = live_keys(make_department().ola)
    assert not any(wanted in everything_stored() for wanted in forms_of(secret))
    UnlockMethod.objects.create(key=key, wrapped=forms_of(secret)[form])
    assert any(wanted in everything_stored() for wanted in forms_of(secret))
