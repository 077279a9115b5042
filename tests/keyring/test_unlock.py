"""Unlocking with the passphrase, resuming in a request, and everything that locks."""

from __future__ import annotations

from datetime import timedelta
from unittest import mock

import pytest
from pytest_django import DjangoAssertNumQueries as Counted

from tests.builders import AT, PASSPHRASE, World, give_passphrase, make_department, unlock_cookie
from tipline.audit.models import Event
from tipline.departments.roles import ADMINISTRATOR, OFFICER, SUPERVISOR, has_role
from tipline.envelope import OfficerKey, Unsupported
from tipline.keyring import argon, unlock_methods
from tipline.keyring.actions import by_passphrase, lock, lock_expired, resume, unlock
from tipline.keyring.errors import KeyLogBroken, NoGrant, NotEnrolled, TooManyTries, WrongPassphrase
from tipline.keyring.log import verified
from tipline.keyring.models import EnrolledKey, UnlockedKey, UnlockMethod
from tipline.keyring.unlocked import Unlocked

pytestmark = pytest.mark.django_db

LOGIN, OTHER_LOGIN = bytes(32), b"o" * 32
MINUTE = timedelta(minutes=1)


@pytest.fixture
def world() -> World:
    return make_department()


def resumed(
    world: World, cookie: bytes, *, after: timedelta = timedelta(), login: bytes = LOGIN, touch: bool = False
) -> Unlocked | None:
    return resume(officer=world.ola, cookie=cookie, login=login, at=AT + after, touch=touch)


def test_the_passphrase_unlocks_with_any_spacing(world: World) -> None:
    give_passphrase(world.ola)
    cookie = unlock(officer=world.ola, secret=by_passphrase(f" {PASSPHRASE.replace(' ', '  ')} "), login=LOGIN, at=AT)
    opened = resumed(world, cookie)
    assert opened is not None
    assert opened.unit_ids == {world.desk.pk}
    assert Event.objects.filter(action=Event.Action.UNLOCKED, actor=world.ola.pk).count() == 1


def test_a_new_unlock_is_a_new_cookie_and_ends_the_old_one_of_that_login(world: World) -> None:
    give_passphrase(world.ola)
    old = unlock_cookie(world.ola, LOGIN)
    elsewhere = unlock_cookie(world.ola, OTHER_LOGIN)
    new = unlock(officer=world.ola, secret=by_passphrase(PASSPHRASE), login=LOGIN, at=AT)
    assert new != old
    assert resumed(world, old) is None
    assert resumed(world, elsewhere, login=OTHER_LOGIN) is not None


def test_a_wrong_passphrase_is_recorded_and_unlocks_nothing(world: World) -> None:
    give_passphrase(world.ola)
    wrong = by_passphrase("gravel lantern mosaic pebble trombone wish")
    with pytest.raises(WrongPassphrase):
        unlock(officer=world.ola, secret=wrong, login=LOGIN, at=AT)
    assert Event.objects.get(action=Event.Action.UNLOCK_FAILED).actor == world.ola.pk
    assert not UnlockedKey.objects.exists()


def test_the_secret_of_a_method_unlocks_whichever_way_it_came(world: World) -> None:
    give_passphrase(world.ola)
    kept = argon.unlock_secret(UnlockMethod.objects.get(key__officer=world.ola), PASSPHRASE)
    assert resumed(world, unlock(officer=world.ola, secret=lambda _: kept, login=LOGIN, at=AT)) is not None


@pytest.mark.parametrize("secret", [bytes(32), Unsupported("a method of another kind")])
def test_a_wrong_secret_or_one_of_another_kind_is_a_failed_attempt(world: World, secret: bytes | Unsupported) -> None:
    give_passphrase(world.ola)
    with pytest.raises(WrongPassphrase):
        unlock(officer=world.ola, secret=mock.Mock(side_effect=[secret]), login=LOGIN, at=AT)
    assert Event.objects.filter(action=Event.Action.UNLOCK_FAILED).count() == 1


def test_guessing_is_stopped_per_officer_even_with_the_right_passphrase(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_passphrase(world.ola)
    monkeypatch.setattr(unlock_methods, "_try", lambda *_: None)
    for second in range(unlock_methods.WRONG_TRIES):
        with pytest.raises(WrongPassphrase):
            unlock(officer=world.ola, secret=by_passphrase("guess"), login=LOGIN, at=AT + timedelta(seconds=second))
    monkeypatch.undo()
    with pytest.raises(TooManyTries) as caught:
        unlock(officer=world.ola, secret=by_passphrase(PASSPHRASE), login=LOGIN, at=AT + 5 * MINUTE)
    assert caught.value.retry_after == 600
    give_passphrase(world.tess)
    assert unlock(officer=world.tess, secret=by_passphrase(PASSPHRASE), login=LOGIN, at=AT + 5 * MINUTE)
    assert unlock(officer=world.ola, secret=by_passphrase(PASSPHRASE), login=LOGIN, at=AT + 15 * MINUTE)


def test_without_a_key_or_an_account_there_is_nothing_to_unlock(world: World) -> None:
    with pytest.raises(NotEnrolled):
        unlock(officer=world.anna, secret=by_passphrase(PASSPHRASE), login=LOGIN, at=AT)
    give_passphrase(world.ola)
    world.ola.is_active = False
    with pytest.raises(NotEnrolled):
        unlock(officer=world.ola, secret=by_passphrase(PASSPHRASE), login=LOGIN, at=AT)


@pytest.mark.parametrize("column", ["kem_public", "sign_public", "kid"])
def test_a_swapped_public_key_is_noticed_at_unlocking(world: World, column: str) -> None:
    give_passphrase(world.ola)
    EnrolledKey.objects.filter(officer=world.ola).update(**{column: getattr(OfficerKey(b"m" * 32), column)})
    with pytest.raises(KeyLogBroken):
        unlock(officer=world.ola, secret=by_passphrase(PASSPHRASE), login=LOGIN, at=AT)


def test_a_method_of_another_officer_does_not_open(world: World) -> None:
    give_passphrase(world.ola)
    give_passphrase(world.tess)
    stolen = UnlockMethod.objects.get(key__officer=world.tess).wrapped
    UnlockMethod.objects.filter(key__officer=world.ola).update(wrapped=stolen)
    with pytest.raises(WrongPassphrase):
        unlock(officer=world.ola, secret=by_passphrase(PASSPHRASE), login=LOGIN, at=AT)


def test_another_cookie_login_or_officer_resumes_nothing(world: World) -> None:
    cookie = unlock_cookie(world.ola, LOGIN)
    assert resumed(world, b"x" * 32) is None
    assert resumed(world, cookie, login=OTHER_LOGIN) is None
    assert resume(officer=world.tess, cookie=cookie, login=LOGIN, at=AT, touch=True) is None
    assert resumed(world, cookie) is not None


def test_a_row_moved_to_another_officer_or_login_does_not_open(world: World) -> None:
    cookie = unlock_cookie(world.ola, LOGIN)
    UnlockedKey.objects.update(login=OTHER_LOGIN)
    assert resumed(world, cookie, login=OTHER_LOGIN) is None
    UnlockedKey.objects.update(officer=world.tess)
    assert resume(officer=world.tess, cookie=cookie, login=LOGIN, at=AT, touch=False) is None


def test_it_locks_after_thirty_idle_minutes(world: World) -> None:
    cookie = unlock_cookie(world.ola, LOGIN)
    assert resumed(world, cookie, after=timedelta(minutes=29, seconds=59)) is not None
    assert resumed(world, cookie, after=timedelta(minutes=30)) is None
    assert resumed(world, cookie) is None, "the row is gone"


def test_polling_does_not_keep_it_unlocked(world: World) -> None:
    cookie = unlock_cookie(world.ola, LOGIN)
    for minute in (10, 20, 29):
        assert resumed(world, cookie, after=minute * MINUTE) is not None
    assert resumed(world, cookie, after=31 * MINUTE) is None


def test_use_keeps_it_unlocked_for_twelve_hours_at_most(world: World) -> None:
    cookie = unlock_cookie(world.ola, LOGIN)
    for minute in range(20, 12 * 60, 20):
        opened = resumed(world, cookie, after=minute * MINUTE, touch=True)
        assert opened is not None
        assert opened.until <= AT + timedelta(hours=12)
    assert resumed(world, cookie, after=timedelta(hours=12), touch=True) is None


def test_use_is_stored_at_most_once_a_minute(world: World, django_assert_num_queries: Counted) -> None:
    cookie = unlock_cookie(world.ola, LOGIN)
    with django_assert_num_queries(1):
        resumed(world, cookie, after=timedelta(seconds=59), touch=True)
    assert UnlockedKey.objects.get().last_used_at == AT


def test_a_clock_set_back_locks(world: World) -> None:
    cookie = unlock_cookie(world.ola, LOGIN)
    assert resumed(world, cookie, after=-2 * MINUTE) is None


def test_locking_ends_it_everywhere_and_is_recorded_once(world: World) -> None:
    cookies = [unlock_cookie(world.ola, LOGIN), unlock_cookie(world.ola, OTHER_LOGIN)]
    tess = unlock_cookie(world.tess, LOGIN)
    lock(officer=world.ola, at=AT)
    lock(officer=world.ola, at=AT)
    assert [resumed(world, cookies[0]), resumed(world, cookies[1], login=OTHER_LOGIN)] == [None, None]
    assert resume(officer=world.tess, cookie=tess, login=LOGIN, at=AT, touch=False) is not None
    assert Event.objects.filter(action=Event.Action.LOCKED).count() == 1


def test_an_officer_who_was_deactivated_is_locked(world: World) -> None:
    cookie = unlock_cookie(world.ola, LOGIN)
    world.ola.is_active = False
    assert resumed(world, cookie) is None


def test_a_key_that_was_replaced_is_locked(world: World) -> None:
    cookie = unlock_cookie(world.ola, LOGIN)
    EnrolledKey.objects.filter(officer=world.ola).update(retired=True)
    assert resumed(world, cookie) is None


def test_expired_rows_are_deleted(world: World) -> None:
    unlock_cookie(world.ola, LOGIN)
    unlock_cookie(world.tess, LOGIN, at=AT + 10 * MINUTE)
    assert lock_expired(at=AT + 30 * MINUTE) == 1
    assert UnlockedKey.objects.get().officer == world.tess


def test_a_unit_key_is_opened_once_in_a_request(world: World, django_assert_num_queries: Counted) -> None:
    opened = resumed(world, unlock_cookie(world.ola, LOGIN))
    assert opened is not None
    kid = bytes(world.desk.key_versions.get().kid)
    verified(world.department)
    assert has_role(world.ola, OFFICER)
    with django_assert_num_queries(0):  # `resume` read the head of the key log and the grants
        assert opened.unit_ids == {world.desk.pk}
        first = opened.unit_key(world.desk.pk, kid)
        assert opened.unit_key(world.desk.pk, kid) is first


def test_a_unit_without_a_grant_does_not_open(world: World) -> None:
    opened = resumed(world, unlock_cookie(world.ola, LOGIN))
    assert opened is not None
    with pytest.raises(NoGrant):
        opened.unit_key(world.oversight.pk, bytes(world.oversight.key_versions.get().kid))


@pytest.mark.parametrize("roles", [[ADMINISTRATOR], [ADMINISTRATOR, OFFICER, SUPERVISOR]])
def test_an_officer_who_becomes_an_administrator_opens_nothing(world: World, roles: list[str]) -> None:
    from django.contrib.auth.models import Group

    from tipline.departments.models import Officer

    world.dana.groups.set(Group.objects.filter(name__in=roles))
    dana = Officer.objects.get(pk=world.dana.pk)
    opened = resume(officer=dana, cookie=unlock_cookie(dana, LOGIN), login=LOGIN, at=AT, touch=False)
    assert opened is not None
    assert opened.unit_ids == frozenset()
    assert not opened.is_supervisor_of(world.desk.pk)


def test_an_officer_who_becomes_a_superuser_opens_nothing(world: World) -> None:
    from tipline.departments.models import Officer

    Officer.objects.filter(pk=world.dana.pk).update(is_superuser=True)
    dana = Officer.objects.get(pk=world.dana.pk)
    opened = resume(officer=dana, cookie=unlock_cookie(dana, LOGIN), login=LOGIN, at=AT, touch=False)
    assert opened is not None
    assert opened.unit_ids == frozenset()
    assert not opened.is_supervisor_of(world.desk.pk)
