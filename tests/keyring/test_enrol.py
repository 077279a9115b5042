"""An officer's own key, and the code by which others recognise it."""

from __future__ import annotations

import pytest

from tests.builders import AT, PASSPHRASE, PASSWORD, World, make_department, make_officer, unlocked
from tipline.audit.models import Event
from tipline.departments.roles import OFFICER
from tipline.keyring.actions import admission_code_of, by_passphrase, enrol, enrol_in_person, resume, unlock
from tipline.keyring.errors import AlreadyEnrolled, NotAdmissible, WeakPassphrase
from tipline.keyring.log import verified
from tipline.keyring.models import EnrolledKey
from tipline.keyring.queries import live_keys

pytestmark = pytest.mark.django_db

LOGIN = bytes(32)


@pytest.fixture
def world() -> World:
    return make_department()


def test_a_new_key_opens_with_its_passphrase_and_opens_no_unit(world: World) -> None:
    nora = make_officer(world.department, "nora", OFFICER, with_key=False)
    key = enrol(officer=nora, passphrase=PASSPHRASE, at=AT)
    cookie = unlock(officer=nora, secret=by_passphrase(PASSPHRASE), login=LOGIN, at=AT)
    opened = resume(officer=nora, cookie=cookie, login=LOGIN, at=AT, touch=False)
    assert opened is not None
    assert opened.secret.kid == key.kid
    assert opened.unit_ids == frozenset()
    assert not verified(world.department).holds_officer_key(bytes(key.kid))


def test_enrolling_is_recorded(world: World) -> None:
    nora = make_officer(world.department, "nora", OFFICER, with_key=False)
    key = enrol(officer=nora, passphrase=PASSPHRASE, at=AT)
    event = Event.objects.get(action=Event.Action.KEY_ENROLLED, actor=nora.pk)
    assert event.subjects == [str(nora.pk), str(key.pk)]


def test_a_second_key_must_be_asked_for(world: World) -> None:
    with pytest.raises(AlreadyEnrolled):
        enrol(officer=world.ola, passphrase=PASSPHRASE, at=AT)
    assert EnrolledKey.objects.filter(officer=world.ola).count() == 1


@pytest.mark.parametrize("weak", ["short", PASSWORD])
def test_a_weak_passphrase_makes_no_key(world: World, weak: str) -> None:
    with pytest.raises(WeakPassphrase):
        enrol(officer=world.anna, passphrase=weak, at=AT)
    assert not live_keys(world.anna)


def test_an_officer_without_a_department_gets_no_key(world: World) -> None:
    with pytest.raises(NotAdmissible):
        enrol(officer=world.root, passphrase=PASSPHRASE, at=AT)


def test_an_officer_who_may_not_sign_in_gets_no_key(world: World) -> None:
    world.anna.is_active = False
    with pytest.raises(NotAdmissible):
        enrol(officer=world.anna, passphrase=PASSPHRASE, at=AT)


def test_the_admission_code_is_the_same_from_the_row_and_from_the_secret(world: World) -> None:
    (key,) = live_keys(world.ola)
    assert admission_code_of(key) == admission_code_of(unlocked(world.ola))
    assert admission_code_of(key) != admission_code_of(unlocked(world.tess))


def test_an_altered_row_does_not_change_the_code_that_the_officer_reads_out(world: World) -> None:
    before = admission_code_of(unlocked(world.ola))
    EnrolledKey.objects.filter(officer=world.ola).update(kem_public=unlocked(world.tess).secret.kem_public)
    assert admission_code_of(unlocked(world.ola)) == before


def test_a_key_made_in_person_is_returned_unlocked(world: World) -> None:
    opened = enrol_in_person(officer=world.anna, passphrase=PASSPHRASE, at=AT)
    assert live_keys(world.anna)
    assert opened.until > AT
    assert opened.secret.secret.hex() not in repr(opened)
    assert "secret" not in repr(opened)
