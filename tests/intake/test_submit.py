"""A resident's tip is sealed on arrival and stored once, or plainly not at all."""

from dataclasses import replace

import pytest
from django.db import DatabaseError, IntegrityError, connection
from pytest_django import DjangoAssertNumQueries

from tests.builders import AT, World, make_department, unlocked
from tests.tips_sent import TEXT, receipt_for, send_tip, submission, token_of
from tipline.departments.actions import change_department
from tipline.envelope import receipt, wraps
from tipline.intake.actions import Outcome, submit_tip
from tipline.intake.errors import NotAccepting, OverBudget
from tipline.intake.models import SpentForm
from tipline.intake.submission import Submission
from tipline.keyring.models import KeyLogEntry
from tipline.tips.actions import open_tip
from tipline.tips.models import Mailbox, Tip, TipContent, TipWrap

pytestmark = pytest.mark.django_db


def submit(world: World, form: str, words: Submission) -> Outcome:
    sent = {"token": token_of(world, form), "receipt": receipt_for(world, form), "submission": words, "at": AT}
    return submit_tip(department=world.department, **sent)  # type: ignore[arg-type]


def test_a_tip_is_sealed_to_its_categorys_units_and_its_contact_to_the_custodian() -> None:
    world = make_department()
    tip = send_tip(world, contact="555 0123").tip
    wraps = set(TipWrap.objects.filter(tip=tip).values_list("unit__kind", "kind"))
    assert wraps == {("desk", "case"), ("assessment", "case"), ("custodian", "identity")}


def test_without_contact_details_no_identity_key_is_wrapped() -> None:
    tip = send_tip(make_department()).tip
    assert not tip.has_contact
    assert not TipWrap.objects.filter(kind=TipWrap.Kind.IDENTITY).exists()


def test_nothing_that_was_typed_is_readable_in_any_stored_row() -> None:
    world = make_department()
    send_tip(world, place="Elm Street 9", when="last night", contact="me@example.org")
    stored = bytearray()
    for model in (Tip, TipContent, TipWrap, Mailbox, SpentForm):
        for row in model.objects.values_list():  # type: ignore[attr-defined]
            stored += b"|".join(bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in row)
    for words in (b"wait for her", b"Elm Street", b"last night", b"example.org"):
        assert words not in stored


def test_sending_the_same_form_again_makes_no_second_tip_and_returns_the_same_receipt() -> None:
    world = make_department()
    first = send_tip(world)
    again = submit(world, "form", submission(world))
    assert again.kind == "again"
    assert again.receipt == first.receipt
    assert Tip.objects.count() == 1


def test_another_text_under_a_spent_form_is_neither_stored_nor_called_received() -> None:
    world = make_department()
    send_tip(world)
    changed = submit(world, "form", submission(world, text="And a second car"))
    assert changed.kind == "changed"
    assert changed.receipt is None
    assert Tip.objects.count() == 1


def test_a_submission_makes_one_encapsulation_for_a_unit_and_one_key_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    world = make_department()
    made: list[str] = []
    for place, name in ((wraps, "seal_to"), (receipt, "KemKeyPair")):
        real = getattr(place, name)
        monkeypatch.setattr(place, name, lambda *given, real=real, name=name: [made.append(name), real(*given)][1])
    send_tip(world, contact="555 0123")
    assert sorted(made) == ["KemKeyPair", "seal_to", "seal_to", "seal_to"]


def test_a_refused_row_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    world = make_department()
    monkeypatch.setattr("tipline.tips.sealing.seal_content", lambda *_, **__: None)
    with pytest.raises(DatabaseError):
        send_tip(world)
    assert not Tip.objects.exists()
    assert not SpentForm.objects.exists()


def test_a_conflict_in_another_table_is_not_mistaken_for_a_form_sent_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    world = make_department()
    monkeypatch.setattr("tipline.tips.actions.receive.new_reference", lambda: "AAAA-AAAA")
    send_tip(world, form="one")
    with pytest.raises(IntegrityError):
        submit(world, "two", submission(world))


def test_a_reference_that_another_tip_has_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    world = make_department()
    drawn = iter(["AAAA-AAAA", "AAAA-AAAA", "BBBB-BBBB"])
    monkeypatch.setattr("tipline.tips.actions.receive.new_reference", lambda: next(drawn))
    send_tip(world, form="one")
    assert send_tip(world, form="two").tip.reference == "BBBB-BBBB"
    assert SpentForm.objects.count() == Tip.objects.count() == 2


def test_a_closed_department_accepts_nothing() -> None:
    world = make_department()
    change_department(department=world.department, values={"accepts_tips": False}, actor=world.adam, at=AT)
    with pytest.raises(NotAccepting):
        submit(world, "x", submission(world))


def test_nothing_is_sealed_to_keys_of_a_broken_key_log() -> None:
    world = make_department()
    words = submission(world)
    from tipline.keyring.log.chain import forget

    forget()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER tipline_keyring_keylogentry_no_update")
        else:
            cursor.execute("DROP TRIGGER tipline_keyring_keylogentry_append_only ON tipline_keyring_keylogentry")
    KeyLogEntry.objects.filter(sequence=2).update(body=b"forged")
    with pytest.raises(NotAccepting):
        submit(world, "form", words)
    assert not Tip.objects.exists()


def test_every_hour_has_its_own_budget() -> None:
    world = make_department()
    change_department(department=world.department, values={"hourly_budget": 10}, actor=world.adam, at=AT)
    world.department.refresh_from_db()
    for number in range(10):
        send_tip(world, form=f"form {number}")
    with pytest.raises(OverBudget) as refusal:
        send_tip(world, form="one too many")
    assert refusal.value.retry_after == 3600
    assert send_tip(world, form="later", at=AT.replace(hour=AT.hour + 1))


def test_sending_again_costs_no_budget() -> None:
    world = make_department()
    change_department(department=world.department, values={"hourly_budget": 10}, actor=world.adam, at=AT)
    world.department.refresh_from_db()
    for _ in range(12):
        send_tip(world)
    for number in range(9):
        send_tip(world, form=f"form {number}")
    assert Tip.objects.count() == 10


def test_with_a_spent_budget_a_form_sent_before_still_returns_its_receipt() -> None:
    world = make_department()
    change_department(department=world.department, values={"hourly_budget": 10}, actor=world.adam, at=AT)
    world.department.refresh_from_db()
    sent = [send_tip(world, form=f"form {number}") for number in range(10)]
    again = submit(world, "form 0", submission(world))
    assert (again.kind, again.receipt) == ("again", sent[0].receipt)


def test_a_tip_about_police_staff_shows_no_category_and_no_language_in_clear() -> None:
    world = make_department()
    tip = send_tip(world, "police-conduct", language="es").tip
    assert tip.category is None
    assert tip.language == ""
    assert set(TipWrap.objects.filter(tip=tip).values_list("unit__kind", flat=True)) == {"oversight"}
    opened = open_tip(unlocked=unlocked(world.ivan), tip_id=tip.pk, at=AT)
    assert (opened.body.category, opened.body.language) == ("police-conduct", "es")


def test_danger_now_makes_any_tip_life_safety() -> None:
    world = make_department()
    assert not send_tip(world, "fraud", form="one").tip.life_safety
    assert send_tip(world, "fraud", form="two", danger=True).tip.life_safety


def test_a_submission_takes_a_fixed_number_of_statements(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    world = make_department()
    send_tip(world, form="warm")
    words = submission(world)
    # The key log's head, which is remembered outside this test's transaction; then, between savepoint and release,
    # the rows of the form, the tip, its handling, its content, its mailbox, its wraps: together where the database can.
    together = connection.vendor == "postgresql"
    with django_assert_num_queries(1 + 2 + (1 if together else 6)):
        submit(world, "counted", words)


def test_submissions_are_compared_field_by_field() -> None:
    world = make_department()
    base = submission(world, text="ab", place="c")
    others = [
        replace(base, text="a", answers={"place": "bc"}),
        replace(base, danger=True),
        replace(base, contact="c", answers={}),
    ]
    assert len({s.to_bytes() for s in (base, *others)}) == 4


def test_the_longest_text_in_four_byte_characters_is_sealed_and_opened() -> None:
    world = make_department()
    text = "\U0001f6a8" * 20_000
    tip = send_tip(world, text=text).tip
    assert open_tip(unlocked=unlocked(world.dana), tip_id=tip.pk, at=AT).body.text == text
    assert TEXT not in text
