"""A sealed tip that never opened differs from a changed one: last in the queue, closed without keys."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.api.programs import TEXT, ask, post, sealed, tip_client
from tests.builders import World, restate, unlocked
from tests.desk.conftest import SignIn
from tests.tips_sent import queued, send_tip
from tests.web.pages import words
from tipline.audit.models import Event
from tipline.casework.actions import Cleared, close_unopenable
from tipline.casework.errors import OutcomeRefused
from tipline.departments.models import Category
from tipline.keyring.unlocked import Unlocked
from tipline.tips.actions import open_headlines, open_tip
from tipline.tips.errors import TipDamaged, TipUnopenable
from tipline.tips.models import Handling, History, Status, Tip, TipWrap
from tipline.tips.queue import unopenable

pytestmark = pytest.mark.django_db


def noise(client: Client, count: int = 1, *, units: int = 99, category: str = "drugs") -> list[Tip]:
    """Send tips that say danger and whose wraps are noise for so many units."""
    known = set(Tip.objects.values_list("pk", flat=True))
    for _ in range(count):
        _, tip = sealed(client, category, danger=True)
        for wrap in tip["wraps"][:units]:
            wrap["wrapped"] = _spoilt(wrap["wrapped"])
        assert post(client, "/sealed-tips", tip).status_code == 201
    return list(Tip.objects.exclude(pk__in=known))


def _spoilt(wrapped: str) -> str:
    """Change a wrap in base 64 near its end, which keeps its length and its form."""
    return wrapped[:-8] + ("AAAA" if wrapped[-8:-4] != "AAAA" else "BBBB") + wrapped[-4:]


def key_of(world: World, name: str = "ola") -> Unlocked:
    return unlocked(getattr(world, name), timezone.now())


def read(key: Unlocked) -> list[Tip]:
    """Read the queue, and return it as it is from then on."""
    open_headlines(unlocked=key, tips=queued(key), at=timezone.now())
    return queued(key)


def close(key: Unlocked, disposition: str = "spam") -> Cleared:
    return close_unopenable(unlocked=key, disposition=disposition, at=timezone.now())


def opens(key: Unlocked, tip: Tip) -> bool:
    try:
        open_tip(unlocked=key, tip_id=tip.pk, at=timezone.now())
    except TipUnopenable:
        return False
    return True


def test_unopenable_tips_come_last_once_the_queue_was_read(world: World, client: Client) -> None:
    noise(client, 3)
    quiet = send_tip(world, "fraud", at=timezone.now()).tip
    assert read(key_of(world))[0] == quiet


def test_opening_one_explains_that_it_arrived_so(world: World, client: Client) -> None:
    [tip] = noise(client)
    assert not opens(key_of(world), tip)


def test_one_with_only_a_corrupt_body_is_found_when_opened(world: World, client: Client) -> None:
    program = tip_client()
    whole = program.envelope
    program.envelope = lambda key, data, purpose, place: whole(
        key, b"noise" if purpose == program.BODY else data, purpose, place
    )
    _, tip = program.sealed_tip(ask(client), ask(client, "/keys"), "drugs", TEXT)
    post(client, "/sealed-tips", tip)
    key = key_of(world)
    assert read(key)
    assert not unopenable(key).exists()
    assert not opens(key, Tip.objects.get())
    assert close(key) == Cleared(closed=1)


def test_one_changed_after_it_was_sent_is_damaged_and_not_closed(world: World) -> None:
    tip, key = send_tip(world, "drugs", at=timezone.now()).tip, key_of(world)
    wrap = TipWrap.objects.get(tip=tip)
    TipWrap.objects.filter(pk=wrap.pk).update(wrapped=bytes(wrap.wrapped)[:-1] + b"\x00")
    read(key)
    with pytest.raises(TipDamaged) as raised:
        open_tip(unlocked=key, tip_id=tip.pk, at=timezone.now())
    assert not isinstance(raised.value, TipUnopenable)
    assert not unopenable(key).exists()
    TipWrap.objects.update(opens=False)
    assert close(key) == Cleared()
    assert Handling.objects.get().status == Status.NEW


def test_a_readable_tip_marked_unopenable_in_the_database_is_not_closed(world: World) -> None:
    send_tip(world, "drugs", at=timezone.now())
    TipWrap.objects.update(opens=False)
    assert close(key_of(world)) == Cleared()
    assert Handling.objects.get().status == Status.NEW


def test_they_are_closed_together_without_a_key_and_it_is_recorded(world: World, client: Client) -> None:
    tips, key = noise(client, 3), key_of(world)
    read(key)
    assert close(key) == Cleared(closed=3)
    assert set(Handling.objects.values_list("status", "disposition")) == {("closed", "spam")}
    assert read(key) == []
    assert History.objects.filter(action=History.Action.SET_ASIDE, actor=world.ola, to_status="closed").count() == 3
    recorded = Event.objects.filter(action=Event.Action.SET_ASIDE, actor=world.ola.pk)
    assert {event.about for event in recorded} == {tip.pk for tip in tips}


@pytest.mark.parametrize("disposition", ["", "unfounded", "actionable"])
def test_they_can_be_closed_only_as_spam_or_insufficient_information(
    world: World, client: Client, disposition: str
) -> None:
    noise(client)
    read(key_of(world))
    with pytest.raises(OutcomeRefused):
        close(key_of(world), disposition)
    assert Handling.objects.get().status == Status.NEW


def test_closing_leaves_a_tip_in_the_queue_of_a_unit_that_may_read_it(world: World, client: Client) -> None:
    [tip] = noise(client, units=1, category="threat-officer")
    desk, assessment = key_of(world), key_of(world, "tess")
    broken, whole = (desk, assessment) if opens(assessment, tip) else (assessment, desk)
    assert not opens(broken, tip)
    assert close(broken) == Cleared(set_aside=1)
    assert [queued(key) for key in (broken, whole)] == [[], [tip]]
    assert Handling.objects.get().status == Status.NEW


@pytest.mark.parametrize("name", ["tess", "ivan", "cleo", "adam", "anna", "root"])
def test_nobody_closes_them_for_other_units(world: World, client: Client, name: str) -> None:
    noise(client)
    read(key_of(world))
    assert close(key_of(world, name)) == Cleared()
    assert Handling.objects.get().status == Status.NEW


def page(client: Client, path: str = "/desk/tips/", **posted: Any) -> str:
    answer = client.post(path, posted) if posted else client.get(path)
    assert answer.status_code == 200
    return words(answer)


def test_thirty_of_them_are_sorted_below_readable_tips_at_first_sight(
    world: World, client: Client, at_work: SignIn
) -> None:
    noise(client, 30)
    send_tip(world, "fraud", text="The one to read", at=timezone.now())
    ola = at_work(world.ola)
    seen = page(ola)
    assert seen.index("The one to read") < seen.index("(does not open, as it was sent)")
    # What came from outside alone is not shown as if it were known.
    assert "mark-life" not in ola.get("/desk/tips/").content.decode()
    assert "24 tips on this page do not open, as they were sent" in seen


def test_the_page_explains_them_and_leads_to_closing_them(world: World, client: Client, at_work: SignIn) -> None:
    [tip] = noise(client)
    ola = at_work(world.ola)
    page(ola)
    shown = page(ola, f"/desk/tips/{tip.pk}/")
    assert "This tip does not open, and came so." in shown
    assert "behind the system" not in shown
    assert "What you sent was not stored" in page(ola, f"/desk/tips/{tip.pk}/note/", version=1, text="x")
    assert "1 tip in your queue does not open, as it was sent" in page(ola, "/desk/tips/unopenable/")
    refused = ola.post("/desk/tips/unopenable/", {"disposition": ""})
    assert refused.status_code == 422
    assert "1 tip was closed." in page(ola, "/desk/tips/unopenable/", disposition="spam")
    assert "Nothing waits" in page(ola)


@pytest.mark.parametrize("outside", [True, False])
def test_a_danger_flag_that_differs_from_the_sealed_body_is_pointed_out(
    world: World, client: Client, at_work: SignIn, outside: bool
) -> None:
    said = "Marked as danger from outside only" if outside else "Danger inside, not marked"
    _, tip = sealed(client, "drugs", danger=not outside)
    assert post(client, "/sealed-tips", tip | {"danger": outside}).status_code == 201
    ola = at_work(world.ola)
    assert said in page(ola)
    assert said in page(ola, f"/desk/tips/{Tip.objects.get().pk}/")


@pytest.mark.parametrize(("category", "danger"), [("threat-school", False), ("drugs", True), ("police-conduct", False)])
def test_nothing_is_pointed_out_if_both_agree(
    world: World, client: Client, at_work: SignIn, category: str, danger: bool
) -> None:
    _, tip = sealed(client, category, danger=danger)
    assert post(client, "/sealed-tips", tip).status_code == 201
    seen = page(at_work(world.ivan if category == "police-conduct" else world.ola))
    assert "He waits for her" in seen
    assert "Marked as danger" not in seen
    assert "not marked" not in seen


def test_a_withheld_life_safety_category_still_explains_the_flag(world: World, client: Client, at_work: SignIn) -> None:
    restate(world, "police-conduct", life_safety=True)
    Category.objects.filter(code="police-conduct").update(life_safety=True)
    _, tip = sealed(client, "police-conduct")
    assert post(client, "/sealed-tips", tip).status_code == 201
    assert Tip.objects.get().life_safety
    assert "Marked as danger" not in page(at_work(world.ivan))
