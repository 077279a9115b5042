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


def test_the_first_line_of_a_tip_is_opened(world: World, tip: Sent, at_work: SignIn) -> None:
    page = at_work(world.ola).get(QUEUE).content.decode()
    assert "He posted that he will wait for her after her shift" in page
    assert "at the north station" not in page


def test_locked_it_shows_only_how_many_are_unread(world: World, tip: Sent, signed_in: SignIn) -> None:
    page = signed_in(world.ola).get(QUEUE).content.decode()
    assert "<strong>1</strong> unread tip" in page
    assert tip.tip.reference not in page
    assert "He posted" not in page
    assert str(tip.tip.pk) not in page


def test_life_safety_then_unread_come_first(world: World, at_work: SignIn) -> None:
    now = timezone.now()
    for number, code in enumerate(["fraud", "threat-officer", "drugs"]):
        send_tip(world, code, form=code, text=f"words {code}", at=now - timedelta(hours=number + 1))
    TipWrap.objects.filter(tip__category__code="fraud").update(unread=False)
    page = at_work(world.ola).get(QUEUE).content.decode()
    places = [page.index(f"words {code}") for code in ("threat-officer", "drugs", "fraud")]
    assert places == sorted(places)


def test_an_officer_of_another_unit_sees_nothing_of_it(world: World, tip: Sent, at_work: SignIn) -> None:
    page = at_work(world.ivan).get(QUEUE).content.decode()
    assert str(tip.tip.pk) not in page
    assert "Nothing waits" in page


def test_a_reading_is_one_audit_event_that_lists_the_page(world: World, tip: Sent, at_work: SignIn) -> None:
    other = send_tip(world, "drugs", form="other")
    at_work(world.ola).get(QUEUE)
    event = Event.objects.get(deed=Event.Deed.QUEUE_READ)
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


def test_a_foreign_category_is_like_none_at_all(world: World, tip: Sent, at_work: SignIn) -> None:
    foreign = make_department("lakeside").department.categories.get(code="weapons")
    client = at_work(world.ola)
    nothing = bytes_of(client, f"{QUEUE}?category=00000000-0000-4000-8000-000000000000")
    assert bytes_of(client, f"{QUEUE}?category={foreign.pk}") == nothing
    assert nothing[0] == 404


@pytest.mark.parametrize("address", ["?status=anything", "?only=everything"])
def test_what_no_filter_knows_is_not_found(world: World, tip: Sent, at_work: SignIn, address: str) -> None:
    assert at_work(world.ola).get(QUEUE + address).status_code == 404


def test_a_reference_is_found_however_it_is_typed(world: World, tip: Sent, at_work: SignIn) -> None:
    typed = tip.tip.reference.replace("-", " ").lower()
    response = at_work(world.ola).post("/desk/tips/find/", {"reference": typed})
    assert response.headers["Location"] == f"/desk/tips/{tip.tip.pk}/"


def test_a_reference_that_is_found_keeps_the_way_back_to_what_was_chosen(
    world: World, tip: Sent, at_work: SignIn
) -> None:
    response = at_work(world.ola).post("/desk/tips/find/?only=unread", {"reference": tip.tip.reference})
    assert response.headers["Location"] == f"/desk/tips/{tip.tip.pk}/?only=unread"


def test_a_foreign_reference_is_like_none_at_all(world: World, tip: Sent, at_work: SignIn) -> None:
    client, none = at_work(world.ivan), "0000-0000"
    pages = [bytes_of(client, "/desk/tips/find/", reference=typed) for typed in (tip.tip.reference, none)]
    token = rb'name="csrfmiddlewaretoken" value="[^"]+"'
    foreign, unknown = ((status, re.sub(token, b"", page)) for status, page in pages)
    assert foreign == (unknown[0], unknown[1].replace(none.encode(), tip.tip.reference.encode()))


def test_a_reference_that_is_not_found_leaves_what_was_typed_and_the_queue(
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
def test_a_whole_reference_that_is_not_found_counts_no_characters(world: World, at_work: SignIn, typed: str) -> None:
    page = at_work(world.ola).post("/desk/tips/find/", {"reference": typed}).content.decode()
    assert "No tip that you can open has this reference." in page


def test_a_reference_is_not_looked_up_by_an_address(world: World, tip: Sent, at_work: SignIn) -> None:
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


def test_an_answer_makes_a_tip_that_was_read_neither_unread_nor_late(world: World, at_work: SignIn) -> None:
    send_tip(world, at=timezone.now() - timedelta(hours=30))
    TipWrap.objects.update(unread=False, has_answer=True)
    client = at_work(world.ola)
    assert "He posted" in client.get(f"{QUEUE}?only=answered").content.decode()
    for mark in ("unread", "late"):
        assert "He posted" not in client.get(f"{QUEUE}?only={mark}").content.decode()


def test_lateness_is_no_more_exact_than_the_time_is_still_known(world: World, at_work: SignIn) -> None:
    send_tip(world, at=timezone.now() - timedelta(hours=24, minutes=20))
    assert "Unread, 20 min late" in at_work(world.ola).get(QUEUE).content.decode()
    TipWrap.objects.update(since_precision=Precision.HOUR)
    assert "Unread, 1 h late" in at_work(world.ola).get(QUEUE).content.decode()


def test_a_late_escalation_is_among_the_late_of_both_sides(world: World, tip: Sent, at_work: SignIn) -> None:
    raised = timezone.now() - timedelta(minutes=65)
    said = {"expected_version": 1, "to_unit_id": world.assessment.pk, "reason": "Today.", "at": raised}
    escalate_tip(unlocked=unlocked(world.ola), tip_id=tip.tip.pk, **said)
    assert str(tip.tip.pk) in at_work(world.tess).get(f"{QUEUE}?only=late").content.decode()
    at_desk = at_work(world.ola).get(f"{QUEUE}?only=late").content.decode()
    assert str(tip.tip.pk) in at_desk
    assert "late by 5 min" in at_desk


def test_the_queries_do_not_grow_with_the_tips(
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
    assert few <= 24


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


def test_a_long_queue_has_pages_that_lead_to_each_other(long_queue: Client) -> None:
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
def test_what_is_no_page_is_answered_by_the_nearest(long_queue: Client, asked: str, answered: int) -> None:
    answer = long_queue.get(QUEUE, {"page": asked})
    assert answer.status_code == 200
    assert f"Page {answered} of 2" in answer.content.decode()


def test_the_last_page_of_a_list_that_became_shorter_is_the_page_before(long_queue: Client) -> None:
    Handling.objects.filter(tip=Tip.objects.order_by("received_at").values("pk")[:1]).update(status=Status.CLOSED)
    TipWrap.objects.filter(tip__handlings__status=Status.CLOSED).update(done=True)
    answer = long_queue.get(f"{QUEUE}?page=2")
    assert answer.status_code == 200
    assert answer.content.decode().count("said-cell") == 25


def test_the_way_back_to_the_queue_keeps_what_was_chosen(long_queue: Client) -> None:
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


def test_every_form_of_a_tips_page_takes_the_way_back_along() -> None:
    folder = settings.BASE_DIR / "templates" / "desk"
    pages = [folder / "tip.html", *(folder / "parts").glob("*.html"), *(folder / "actions").glob("*.html")]
    text = "".join(page.read_text(encoding="utf-8") for page in pages)
    forms = re.findall(r"action=\"({% url 'desk:[a-z-]+' tip\.pk %}|{{ bound\.url }})([^\"]*)\"", text)
    assert len(forms) >= 8
    assert {after for _, after in forms} == {"{{ queue_query }}"}


def test_the_way_back_takes_nothing_else_along(world: World, tip: Sent, at_work: SignIn) -> None:
    page = at_work(world.ola).get(f"/desk/tips/{tip.tip.pk}/?next=//elsewhere.example&only=mine").content.decode()
    assert "elsewhere" not in page
    assert 'href="/desk/tips/?only=mine"' in page


@pytest.mark.parametrize("name", ["anna", "adam", "root"])
def test_who_reads_no_tips_has_no_queue(world: World, tip: Sent, signed_in: SignIn, name: str) -> None:
    client = signed_in(getattr(world, name))
    assert bytes_of(client, QUEUE) == bytes_of(client, "/desk/no-such-page/")


def test_nobody_signed_in_is_sent_to_sign_in(client: Client, world: World) -> None:
    assert client.get(QUEUE).headers["Location"].startswith("/desk/login/")
