"""Whoever writes to the key log's table can stop the service, and gains nothing."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from pytest_django import DjangoAssertNumQueries as Counted

from tests.builders import AT, World, make_department, unlocked
from tests.keyring.rows import broken, change_log, delete_log
from tipline.departments.models import Unit
from tipline.envelope import GrantContext, OfficerKey, RecoveryKey, UnitKey, prove_enrolment, seal_grant
from tipline.keyring.actions import make_unit_key
from tipline.keyring.errors import KeyLogBroken, NoGrant
from tipline.keyring.log import SealingKey, append, chain, entries, verified
from tipline.keyring.log.pin import forget_head
from tipline.keyring.log.statements import (
    Admit,
    OfficerKeys,
    Recovery,
    Root,
    Signer,
    Statement,
    UnitKind,
    UnitVersion,
)
from tipline.keyring.models import EnrolledKey, Grant, KeyLogEntry, KitKey, UnitKeyVersion
from tipline.keyring.queries import custodian_key, sealing_keys

pytestmark = pytest.mark.django_db

MALLORY = OfficerKey(b"m" * 32)


@pytest.fixture
def world() -> World:
    return make_department()


def pin(world: World) -> Path:
    return Path(settings.TIPLINE_KEYS_DIR) / f"{world.department.pk}.root"


def insert(world: World, statement: Statement, signer: Signer) -> None:
    """Add an entry without asking whether its signer may."""
    last = KeyLogEntry.objects.filter(department=world.department).latest("sequence")
    entry = entries.write(world.department.pk, last.sequence + 1, bytes(last.digest), statement, signer)
    chain._row(world.department, entry).save()
    chain.forget()


@pytest.mark.parametrize("column", ["body", "signer", "signature", "digest"])
@pytest.mark.parametrize("sequence", [1, 7])
def test_a_changed_column_is_found(world: World, column: str, sequence: int) -> None:
    row = KeyLogEntry.objects.get(department=world.department, sequence=sequence)
    stored = bytearray(bytes(getattr(row, column)))
    stored[-1] ^= 1
    change_log(f"{column} = %s", sequence, bytes(stored))
    with pytest.raises(KeyLogBroken):
        verified(world.department)


def test_a_changed_sequence_is_found(world: World) -> None:
    last = verified(world.department).sequence
    change_log("sequence = %s", last, last + 1)
    with broken("not its entry"):
        verified(world.department)


def test_an_entry_moved_to_another_department_is_found(world: World) -> None:
    other, last = make_department("lakeside"), verified(world.department).sequence
    delete_log("department_id = %s AND sequence >= %s", stored_id(other), last)
    change_log("department_id = %s", last, stored_id(other))
    with broken("another department"):
        verified(other.department)


def stored_id(world: World) -> object:
    field = KeyLogEntry._meta.get_field("department")
    return field.get_db_prep_value(world.department.pk, connection)  # type: ignore[union-attr]


def test_a_missing_entry_in_the_middle_is_found(world: World) -> None:
    delete_log("sequence = 9")
    chain.forget()
    with broken("not follow"):
        verified(world.department)


@pytest.fixture
def committed(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """The same department, whose log was seen committed once."""
    with monkeypatch.context() as patched:
        patched.setattr(chain, "connection", SimpleNamespace(in_atomic_block=False))
        verified(world.department)
    return world


@pytest.mark.parametrize("new_process", [False, True])
def test_a_truncated_log_is_found(committed: World, new_process: bool) -> None:
    delete_log("sequence > %s", verified(committed.department).sequence - 2)
    if new_process:
        chain.forget()
    with broken("seen before are gone"):
        verified(committed.department)


def test_a_replaced_end_of_the_same_length_is_found_by_a_new_process(committed: World) -> None:
    last = verified(committed.department).sequence
    delete_log("sequence = %s", last)
    chain.forget()
    statement = OfficerKeys(
        committed.anna.pk, MALLORY.kem_public, MALLORY.sign_public, prove_enrolment(MALLORY, committed.anna.pk.bytes)
    )
    insert(committed, statement, committed.desk_kit)
    with broken("seen before are gone"):
        verified(committed.department)


def test_a_log_that_grew_beyond_its_file_is_valid_and_the_file_catches_up(
    committed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = verified(committed.department).sequence
    pin_of_head(committed).write_text(f"{last - 1} {verified(committed.department).digests[last - 2].hex()}\n")
    monkeypatch.setattr(chain, "connection", SimpleNamespace(in_atomic_block=False))
    assert verified(committed.department).sequence == last
    assert pin_of_head(committed).read_text().startswith(f"{last} ")


@pytest.mark.parametrize("text", ["nonsense\n", "7\n", "x ff\n", "7 zz\n"])
def test_an_unreadable_head_file_closes_the_log(committed: World, text: str) -> None:
    pin_of_head(committed).write_text(text)
    with pytest.raises(KeyLogBroken):
        verified(committed.department)


def test_after_an_accepted_restore_the_shorter_log_is_valid(committed: World) -> None:
    last = verified(committed.department).sequence
    delete_log("sequence = %s", last)
    chain.forget()
    forget_head(committed.department.pk)
    assert verified(committed.department).sequence == last - 1


def pin_of_head(world: World) -> Path:
    return pin(world).with_suffix(".head")


def test_an_addition_that_was_rolled_back_is_forgotten(world: World) -> None:
    before = verified(world.department).sequence
    statement = OfficerKeys(
        world.anna.pk, MALLORY.kem_public, MALLORY.sign_public, prove_enrolment(MALLORY, world.anna.pk.bytes)
    )
    point = transaction.savepoint()
    append(department=world.department, statements=[statement], signer=world.desk_kit)
    transaction.savepoint_rollback(point)
    assert verified(world.department).sequence == before


@pytest.mark.parametrize("action", ["update", "delete"])
def test_the_database_itself_refuses_to_change_the_log(world: World, action: str) -> None:
    rows = KeyLogEntry.objects.filter(department=world.department, sequence=3)
    with pytest.raises(DatabaseError, match="append only"), transaction.atomic():
        rows.update(body=b"") if action == "update" else rows.delete()
    assert verified(world.department)


def test_without_its_pin_nothing_is_sealed(world: World) -> None:
    pin(world).unlink()
    with broken("no pinned root"):
        sealing_keys(world.department, [world.desk])


@pytest.mark.parametrize("text", ["00" * 32, "00", "not hex", ""])
def test_with_another_pin_nothing_is_sealed(world: World, text: str) -> None:
    pin(world).write_text(text)
    with pytest.raises(KeyLogBroken):
        sealing_keys(world.department, [world.desk])


def test_a_complete_log_of_another_root_is_refused(world: World) -> None:
    delete_log("sequence > 0")
    chain.forget()
    own = RecoveryKey(b"r" * 32)
    with broken("pinned"):
        append(department=world.department, statements=[Root(own.sign_public)], signer=own)


def test_an_entry_signed_by_a_foreign_key_stops_everything_and_admits_nobody(world: World) -> None:
    insert(
        world,
        OfficerKeys(
            world.anna.pk, MALLORY.kem_public, MALLORY.sign_public, prove_enrolment(MALLORY, world.anna.pk.bytes)
        ),
        MALLORY,
    )
    with broken("may not enrol"):
        sealing_keys(world.department, [world.desk])


def test_a_swapped_public_key_of_a_unit_is_not_sealed_to(world: World) -> None:
    before = sealing_keys(world.department, [world.desk])
    own = UnitKey(b"w" * 32)
    UnitKeyVersion.objects.filter(unit=world.desk).update(kem_public=own.kem_public, kid=own.kid)
    chain.forget()
    assert sealing_keys(world.department, [world.desk]) == before
    assert before[0].kid != own.kid


def test_a_swapped_public_key_of_a_member_opens_nothing(world: World) -> None:
    EnrolledKey.objects.filter(officer=world.ola).update(
        kem_public=MALLORY.kem_public,
        sign_public=MALLORY.sign_public,
        proof=prove_enrolment(MALLORY, world.ola.pk.bytes),
        kid=MALLORY.kid,
    )
    as_mallory = unlocked(world.ola)
    object.__setattr__(as_mallory, "secret", MALLORY)
    assert as_mallory.unit_ids == frozenset()


def test_a_made_up_unit_key_granted_to_a_member_is_not_used(world: World) -> None:
    own, ola = UnitKey(b"w" * 32), EnrolledKey.objects.get(officer=world.ola)
    version = UnitKeyVersion.objects.create(unit=world.desk, version=2, kem_public=own.kem_public, kid=own.kid)
    ids = world.department.pk.bytes, world.desk.pk.bytes
    context = GrantContext(*ids, own.kid, world.ola.pk.bytes, bytes(ola.kid))
    Grant.objects.create(unit_key=version, officer_key=ola, sealed=seal_grant(bytes(ola.kem_public), own, context))
    assert own.kid not in {key.kid for key in sealing_keys(world.department, [world.desk])}
    with pytest.raises(NoGrant):
        unlocked(world.ola).unit_key(world.desk.pk, own.kid)


def test_a_grant_row_for_another_unit_shows_nothing_of_it(world: World) -> None:
    version = UnitKeyVersion.objects.get(unit=world.oversight)
    ola = EnrolledKey.objects.get(officer=world.ola)
    Grant.objects.create(unit_key=version, officer_key=ola, sealed=b"made up")
    assert unlocked(world.ola).unit_ids == {world.desk.pk}


def test_a_grant_copied_to_another_officer_does_not_open(world: World) -> None:
    Grant.objects.filter(officer_key__officer=world.tess).update(
        sealed=Grant.objects.get(officer_key__officer=world.ola).sealed
    )
    key = verified(world.department).unit_key(world.assessment.pk)
    assert key is not None
    with pytest.raises(NoGrant):
        unlocked(world.tess).unit_key(world.assessment.pk, key.kid)


def test_a_unit_turned_custodian_in_the_database_gets_no_contact_details(world: World) -> None:
    before = custodian_key(world.department)
    Unit.objects.filter(pk=world.custodian.pk).update(kind=Unit.Kind.OTHER)
    Unit.objects.filter(pk=world.desk.pk).update(kind=Unit.Kind.CUSTODIAN)
    assert isinstance(before, SealingKey)
    assert custodian_key(world.department) == before


def test_a_unit_of_another_kind_than_in_the_log_gets_no_key(world: World) -> None:
    unit = Unit.objects.create(department=world.department, name="Narcotics", kind=Unit.Kind.OTHER)
    statements = [
        UnitKind(unit.pk, Unit.Kind.OTHER, unit.name),
        Admit(world.dana.pk, unlocked(world.dana).secret.kid, unit.pk),
    ]
    append(department=world.department, statements=statements, signer=world.desk_kit)
    unit.kind = Unit.Kind.OVERSIGHT
    with broken("whose kit"):
        make_unit_key(unlocked=unlocked(world.dana), unit=unit, at=AT)


def test_a_swapped_kit_row_gets_no_grant(world: World) -> None:
    own = RecoveryKey(b"r" * 32)
    KitKey.objects.filter(department=world.department).update(kem_public=own.kem_public)
    kit = verified(world.department).kit_key(Unit.Kit.DESK)
    assert kit is not None
    assert kit.kem_public == world.desk_kit.kem_public


def test_a_kit_or_a_version_that_the_signer_may_not_add_is_refused_before_it_is_stored(world: World) -> None:
    before = KeyLogEntry.objects.count()
    second = UnitKey(b"w" * 32)
    for statement in (
        UnitVersion(world.desk.pk, 2, second.kem_public),
        Recovery("oversight", MALLORY.kem_public, MALLORY.sign_public),
    ):
        with pytest.raises(KeyLogBroken):
            append(department=world.department, statements=[statement], signer=unlocked(world.dana).secret)
    assert KeyLogEntry.objects.count() == before


def test_a_verified_head_takes_one_query(world: World, django_assert_num_queries: Counted) -> None:
    verified(world.department)
    with django_assert_num_queries(1):
        verified(world.department)


def test_departments_do_not_read_each_others_logs(world: World) -> None:
    other = make_department("lakeside")
    assert sealing_keys(world.department, [other.desk]) == []


def test_sealing_uses_a_verified_state_until_it_expires(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Counted
) -> None:
    world, clock = make_department(), [1000.0]
    monkeypatch.setattr(chain, "monotonic", lambda: clock[0])
    monkeypatch.setitem(chain._recent, world.department.pk, (1005.0, verified(world.department)))
    with django_assert_num_queries(0):
        assert sealing_keys(world.department, [world.desk])
    clock[0] = 1005.1
    with django_assert_num_queries(1):
        assert sealing_keys(world.department, [world.desk])
