"""Officers are told of a flood, on the first page and above the queue."""

import pytest
from django.core.cache import caches
from django.utils import timezone

from tests.builders import World
from tests.desk.conftest import SignIn
from tests.tips_sent import send_tip
from tipline.departments.invalidation import invalidate_configuration
from tipline.departments.models import Department
from tipline.intake.actions import answer
from tipline.intake.idempotency import issue_form_token

NEAR, FULL = "Very many tips are arriving in this hour.", "So many tips arrived in this hour that no more are taken."


@pytest.mark.parametrize(("count", "said"), [(1, ""), (8, NEAR), (9, FULL)])
def test_officers_see_a_flood_warning_above_the_queue_and_on_the_first_page(
    world: World, at_work: SignIn, count: int, said: str
) -> None:
    Department.objects.update(hourly_budget=12)
    world.department.refresh_from_db()
    invalidate_configuration()
    for number in range(count):
        send_tip(world, "fraud", form=f"{number}", at=timezone.now())
    client = at_work(world.ola)
    for path in ("/desk/", "/desk/tips/"):
        caches["limits"].clear()
        page = client.get(path).content.decode()
        assert [words for words in (NEAR, FULL) if words in page] == ([said] if said else [])


def test_many_messages_are_shown_in_pages(world: World, at_work: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tipline.tips.actions.read.MESSAGES_A_PAGE", 3)
    sent = send_tip(world)
    for number in range(5):
        at = timezone.now()
        given = {"token": issue_form_token(world.department, at), "text": f"message {number}", "at": at}
        answer(department=world.department, receipt=sent.receipt, **given)
    client = at_work(world.ola)
    newest = client.get(f"/desk/tips/{sent.tip.pk}/").content.decode()
    assert [f"message {n}" in newest for n in range(5)] == [False] * 2 + [True] * 3
    older = client.get(f"/desk/tips/{sent.tip.pk}/?messages=2").content.decode()
    assert [f"message {n}" in older for n in range(5)] == [True] * 2 + [False] * 3


def test_an_invisible_first_line_is_shown_as_no_text(
    world: World, at_work: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tipline.tips.sealing.headline", lambda _text: "\u2800\u200b")  # Who seals may seal anything.
    send_tip(world, at=timezone.now())
    assert "(no text)" in at_work(world.ola).get("/desk/tips/").content.decode()
