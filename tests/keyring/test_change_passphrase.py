from __future__ import annotations

import pytest

from tests.builders import AT, PASSPHRASE, World, give_passphrase, make_department, unlock_cookie, unlocked
from tipline.audit.models import Event
from tipline.keyring.actions import by_passphrase, change_passphrase, resume, unlock
from tipline.keyring.errors import WeakPassphrase, WrongPassphrase
from tipline.keyring.models import UnlockMethod
from tipline.keyring.queries import live_keys

pytestmark = pytest.mark.django_db

LOGIN = bytes(32)
NEW = "violet harbor anchor tundra cactus molasses"


@pytest.fixture
def world() -> World:
    made = make_department()
    give_passphrase(made.ola)
    return made


def change(world: World, current: str = PASSPHRASE, new: str = NEW) -> None:
    change_passphrase(unlocked=unlocked(world.ola), current_passphrase=current, new_passphrase=new, at=AT)


def test_the_new_passphrase_opens_the_same_key_and_the_old_one_does_not(world: World) -> None:
    before = live_keys(world.ola)
    change(world)
    assert live_keys(world.ola) == before
    cookie = unlock(officer=world.ola, secret=by_passphrase(NEW), login=LOGIN, at=AT)
    opened = resume(officer=world.ola, cookie=cookie, login=LOGIN, at=AT, touch=False)
    assert opened is not None
    assert opened.unit_ids == {world.desk.pk}
    with pytest.raises(WrongPassphrase):
        unlock(officer=world.ola, secret=by_passphrase(PASSPHRASE), login=LOGIN, at=AT)
    assert UnlockMethod.objects.filter(key__officer=world.ola).count() == 1


def test_changing_it_locks_everywhere_and_is_recorded(world: World) -> None:
    cookie = unlock_cookie(world.ola, LOGIN)
    change(world)
    assert resume(officer=world.ola, cookie=cookie, login=LOGIN, at=AT, touch=False) is None
    assert Event.objects.filter(action=Event.Action.PASSPHRASE_CHANGED, actor=world.ola.pk).count() == 1


def test_an_unlocked_key_alone_cannot_change_the_passphrase(world: World) -> None:
    with pytest.raises(WrongPassphrase):
        change(world, current="not the present passphrase at all")
    assert Event.objects.filter(action=Event.Action.UNLOCK_FAILED).count() == 1
    assert unlock(officer=world.ola, secret=by_passphrase(PASSPHRASE), login=LOGIN, at=AT)


def test_a_weak_passphrase_changes_nothing(world: World) -> None:
    with pytest.raises(WeakPassphrase):
        change(world, new="short")
    assert unlock(officer=world.ola, secret=by_passphrase(PASSPHRASE), login=LOGIN, at=AT)
