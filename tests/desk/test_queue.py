"""The queue page."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from tests.builders import World, make_department, unlocked
from tests.desk.conftest import SignIn
from tests.tips_sent import Sent, send_tip
from tipline.audit.models import Event
from tipline.casework.actions import create_tag, escalate_tip
from tipline.casework.models import TipTag
from tipline.departments.models import Department
from tipline.tips.models import Handling, Precision, Status, Tip, TipWrap

QUEUE = "/desk/tips/"


def bytes_of(client: Client, path: str, **posted: str) -> tuple[int, bytes]:
    response = client.post(path, posted) if posted else client.get(path)
    return response.status_code, response.content


def test_the_queue_shows_headlines(world: World, tip: Sent, at_work: SignIn) -> None:
    page = at_work(world.ola).get(QUEUE).content.decode()
    assert "He posted that he will wait for her after her shift" in page
    assert "at the north station" not in page


def test_while_locked_the_queue_shows_only_the_number_unread(world: World, tip: Sent, signed_in: SignIn) -> None:
    page = signed_in(world.ola).get(QUEUE).content.decode()
    assert "<strong>1</strong> unread tip" in page
    assert tip.tip.reference not in page
    assert "He posted" not in page
    assert str(tip.tip.pk) not in page


def test_life_safety_tips_come_first_then_unread_ones(world: World, at_work: SignIn) -> None:
    now = timezone.now()
    for number, code in enumerate(["fraud", "threat-officer", "drugs"]):
        send_tip(world, code, form=code, text=f"words {code}", at=now - timedelta(hours=number + 1))
    TipWrap.objects.filter(tip__category__code="fraud").update(unread=False)
    page = at_work(world.ola).get(QUEUE).content.decode()
    places = [page.index(f"words {code}") for code in ("threat-officer", "drugs", "fraud")]
    assert places == sorted(places)


def test_an_officer_of_another_unit_does_not_see_the_tip(world: World, tip: Sent, at_work: SignIn) -> None:
    page = at_work(world.ivan).get(QUEUE).content.decode()
    assert str(tip.tip.pk) not in page
    assert "Nothing waits" in page


def test_reading_a_page_is_one_audit_event_that_lists_its_tips(world: World, tip: Sent, at_work: SignIn) -> None:
    other = send_tip(world, "drugs", form="other")
    at_work(world.ola).get(QUEUE)
    event = Event.objects.get(action=Event.Action.QUEUE_READ)
    assert event.actor == world.ola.pk
    assert set(event.subjects) == {str(tip.tip.pk), str(other.tip.pk)}


@pytest.mark.parametrize("choice", ["only=unread", "only=life", "status=new", "only=unread&only=life"])
def test_a_filter_keeps_what_matches(world: World, tip: Sent, at_work: SignIn, choice: str) -> None:
    assert str(tip.tip.pk) in at_work(world.ola).get(f"{QUEUE}?{choice}").content.decode()


@pytest.mark.parametrize("choice", ["only=mine", "only=answered", "only=escalated", "status=closed"])
def test_a_filter_drops_what_does_not_match(world: World, tip: Sent, at_work: SignIn, choice: str) -> None:
    page = at_work(world.ola).get(f"{QUEUE}?{choice}").content.decode()
    assert str(tip.tip.pk) not in page
    assert "No tip matches" in page


def test_closed_tips_are_hidden_until_asked_for(world: World, tip: Sent, at_work: SignIn) -> None:
    Handling.objects.update(status=Status.CLOSED)
    TipWrap.objects.update(done=True)
    client = at_work(world.ola)
    assert str(tip.tip.pk) not in client.get(QUEUE).content.decode()
    assert str(tip.tip.pk) in client.get(f"{QUEUE}?status=closed").content.decode()


def test_another_departments_category_is_treated_as_unknown(world: World, tip: Sent, at_work: SignIn) -> None:
    foreign = make_department("lakeside").department.categories.get(code="weapons")
    client = at_work(world.ola)
    nothing = bytes_of(client, f"{QUEUE}?category=00000000-0000-4000-8000-000000000000")
    assert bytes_of(client, f"{QUEUE}?category={foreign.pk}") == nothing
    assert nothing[0] == 404


@pytest.mark.parametrize("address", ["?status=anything", "?only=everything"])
def test_an_unknown_filter_value_is_not_found(world: World, tip: Sent, at_work: SignIn, address: str) -> None:
    assert at_work(world.ola).get(QUEUE + address).status_code == 404


def test_a_reference_is_found_however_it_is_typed(world: World, tip: Sent, at_work: SignIn) -> None:
    typed = tip.tip.reference.replace("-", " ").lower()
    response = at_work(world.ola).post("/desk/tips/find/", {"reference": typed})
    assert response.headers["Location"] == f"/desk/tips/{tip.tip.pk}/"


def test_finding_a_reference_keeps_the_filter(world: World, tip: Sent, at_work: SignIn) -> None:
    response = at_work(world.ola).post("/desk/tips/find/?only=unread", {"reference": tip.tip.reference})
    assert response.headers["Location"] == f"/desk/tips/{tip.tip.pk}/?only=unread"


def test_another_departments_reference_is_treated_as_unknown(world: World, tip: Sent, at_work: SignIn) -> None:
    client, none = at_work(world.ivan), "0000-0000"
    pages = [bytes_of(client, "/desk/tips/find/", reference=typed) for typed in (tip.tip.reference, none)]
    token = rb'name="csrfmiddlewaretoken" value="[^"]+"'
    foreign, unknown = ((status, re.sub(token, b"", page)) for status, page in pages)
    assert foreign == (unknown[0], unknown[1].replace(none.encode(), tip.tip.reference.encode()))


def test_an_unknown_reference_keeps_the_typed_text_and_shows_the_queue(
    world: World, tip: Sent, at_work: SignIn
) -> None:
    answer = at_work(world.ola).post("/desk/tips/find/?only=unread", {"reference": "ABCD-EFG?"})
    page = answer.content.decode()
    assert answer.status_code == 404
    assert 'value="ABCD-EFG?"' in page
    assert "A reference has 8 letters and digits. Here are 7." in page
    assert "He posted" in page
    assert 'value="unread" checked' in page.replace(' id="id_only_1"', "")


@pytest.mark.parametrize("typed", ["ABCD-EFGH", "", "?", "“ABCD-EFGH” from the printed list"])
def test_a_complete_unknown_reference_is_not_called_incomplete(world: World, at_work: SignIn, typed: str) -> None:
    page = at_work(world.ola).post("/desk/tips/find/", {"reference": typed}).content.decode()
    assert "No tip that you can open has this reference." in page


def test_a_reference_in_the_query_string_is_ignored(world: World, tip: Sent, at_work: SignIn) -> None:
    assert at_work(world.ola).get(f"/desk/tips/find/?reference={tip.tip.reference}").status_code == 405


def test_an_unread_tip_is_late_after_the_departments_hours(world: World, at_work: SignIn) -> None:
    Department.objects.update(review_hours=5)
    now = timezone.now()
    sent = {hours: send_tip(world, form=str(hours), at=now - timedelta(hours=hours, minutes=1)).tip for hours in (4, 8)}
    client = at_work(world.ola)
    page = client.get(QUEUE).content.decode()
    assert "Unread, 3 h late" in page
    assert page.count("mark-late") == 1
    late = client.get(f"{QUEUE}?only=late").content.decode()
    assert str(sent[8].pk) in late
    assert str(sent[4].pk) not in late


def test_a_tip_that_was_read_is_not_late(world: World, at_work: SignIn) -> None:
    send_tip(world, at=timezone.now() - timedelta(hours=30))
    TipWrap.objects.update(unread=False)
    page = at_work(world.ola).get(QUEUE).content.decode()
    assert "mark-late" not in page


def test_an_answer_makes_a_read_tip_neither_unread_nor_late(world: World, at_work: SignIn) -> None:
    send_tip(world, at=timezone.now() - timedelta(hours=30))
    TipWrap.objects.update(unread=False, has_answer=True)
    client = at_work(world.ola)
    assert "He posted" in client.get(f"{QUEUE}?only=answered").content.decode()
    for mark in ("unread", "late"):
        assert "He posted" not in client.get(f"{QUEUE}?only={mark}").content.decode()


def test_lateness_is_no_more_precise_than_the_stored_time(world: World, at_work: SignIn) -> None:
    send_tip(world, at=timezone.now() - timedelta(hours=24, minutes=20))
    assert "Unread, 20 min late" in at_work(world.ola).get(QUEUE).content.decode()
    TipWrap.objects.update(since_precision=Precision.HOUR)
    assert "Unread, 1 h late" in at_work(world.ola).get(QUEUE).content.decode()


def test_a_late_escalation_is_late_for_both_units(world: World, tip: Sent, at_work: SignIn) -> None:
    raised = timezone.now() - timedelta(minutes=65)
    said = {"expected_version": 1, "to_unit_id": world.assessment.pk, "reason": "Today.", "at": raised}
    escalate_tip(unlocked=unlocked(world.ola), tip_id=tip.tip.pk, **said)
    assert str(tip.tip.pk) in at_work(world.tess).get(f"{QUEUE}?only=late").content.decode()
    at_desk = at_work(world.ola).get(f"{QUEUE}?only=late").content.decode()
    assert str(tip.tip.pk) in at_desk
    assert "late by 5 min" in at_desk


def test_the_number_of_queries_does_not_grow_with_the_tips(
    world: World, at_work: SignIn, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    tag = create_tag(department=world.department, label="night", actor=world.dana, at=timezone.now())
    for number in range(3):
        TipTag.objects.create(handling=send_tip(world, form=str(number)).handling, tag=tag)
    client = at_work(world.ola)
    client.get(QUEUE)
    few = queries_of(client)
    for number in range(3, 25):
        TipTag.objects.create(handling=send_tip(world, form=str(number)).handling, tag=tag)
    client.get(QUEUE)
    assert queries_of(client) == few
    assert few <= 9


def queries_of(client: Client) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        assert client.get(QUEUE).status_code == 200
    return len(queries)


@pytest.fixture
def long_queue(world: World, at_work: SignIn) -> Client:
    """Twenty-six tips, and who reads them."""
    for number in range(26):
        send_tip(world, form=str(number))
    return at_work(world.ola)


def test_a_long_queue_is_paginated(long_queue: Client) -> None:
    first = long_queue.get(f"{QUEUE}?only=unread").content.decode()
    assert "Page 1 of 2" in first
    assert 'rel="next" href="/desk/tips/?only=unread&amp;page=2"' in first
    second = long_queue.get(f"{QUEUE}?only=unread&page=2").content.decode()
    assert second.count("said-cell") == 1
    assert 'rel="prev" href="/desk/tips/?only=unread&amp;page=1"' in second


@pytest.mark.parametrize(
    ("asked", "answered"),
    [("0", 1), ("-3", 1), ("x", 1), ("", 1), ("3", 2), ("99999999999999999999", 2), ("1e9", 1), ("9" * 5000, 1)],
)
def test_a_page_number_out_of_range_shows_the_nearest_page(long_queue: Client, asked: str, answered: int) -> None:
    answer = long_queue.get(QUEUE, {"page": asked})
    assert answer.status_code == 200
    assert f"Page {answered} of 2" in answer.content.decode()


def test_after_the_list_got_shorter_the_last_page_is_shown(long_queue: Client) -> None:
    Handling.objects.filter(tip=Tip.objects.order_by("received_at").values("pk")[:1]).update(status=Status.CLOSED)
    TipWrap.objects.filter(tip__handlings__status=Status.CLOSED).update(done=True)
    answer = long_queue.get(f"{QUEUE}?page=2")
    assert answer.status_code == 200
    assert answer.content.decode().count("said-cell") == 25


def test_going_back_to_the_queue_keeps_the_filter(long_queue: Client) -> None:
    chosen = "?only=unread&amp;page=2"
    queue = long_queue.get(f"{QUEUE}?only=unread&page=2").content.decode()
    tip = Tip.objects.get(pk=re.search(r'href="/desk/tips/([0-9a-f-]+)/\?', queue)[1])  # type: ignore[index]
    assert f'href="/desk/tips/{tip.pk}/{chosen}"' in queue
    assert f'action="/desk/tips/find/{chosen}"' in queue
    page = long_queue.get(f"/desk/tips/{tip.pk}/?only=unread&page=2").content.decode()
    assert f'href="/desk/tips/{chosen}"' in page
    forms = set(re.findall(rf'action="(/desk/tips/{tip.pk}/[^"]*)"', page))
    assert len(forms) > 4
    assert all(form.endswith(chosen) for form in forms)
    version = re.search(r'name="version" value="(\d+)"', page)[1]  # type: ignore[index]
    note = {"version": version, "text": "Seen."}
    noted = long_queue.post(f"/desk/tips/{tip.pk}/note/?only=unread&page=2", note)
    assert noted.headers["Location"] == f"/desk/tips/{tip.pk}/?done=note&only=unread&page=2"


def test_every_form_on_a_tips_page_keeps_the_filter() -> None:
    folder = settings.BASE_DIR / "templates" / "desk"
    pages = [folder / "tip.html", *(folder / "parts").glob("*.html"), *(folder / "actions").glob("*.html")]
    text = "".join(page.read_text(encoding="utf-8") for page in pages)
    forms = re.findall(r"action=\"({% url 'desk:[a-z-]+' tip\.pk %}|{{ bound\.url }})([^\"]*)\"", text)
    assert len(forms) >= 8
    assert {after for _, after in forms} == {"{{ queue_query }}"}


def test_only_known_filters_are_kept(world: World, tip: Sent, at_work: SignIn) -> None:
    page = at_work(world.ola).get(f"/desk/tips/{tip.tip.pk}/?next=//elsewhere.example&only=mine").content.decode()
    assert "elsewhere" not in page
    assert 'href="/desk/tips/?only=mine"' in page


@pytest.mark.parametrize("name", ["anna", "adam", "root"])
def test_officers_who_read_no_tips_have_no_queue(world: World, tip: Sent, signed_in: SignIn, name: str) -> None:
    client = signed_in(getattr(world, name))
    assert bytes_of(client, QUEUE) == bytes_of(client, "/desk/no-such-page/")


def test_an_anonymous_visitor_is_sent_to_sign_in(client: Client, world: World) -> None:
    assert client.get(QUEUE).headers["Location"].startswith("/desk/login/")
