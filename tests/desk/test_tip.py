"""A tip's page: reading it, acting on it, and conflicts with other officers."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.builders import World
from tests.desk.conftest import SignIn
from tests.desk.pages import url, version_of
from tests.tips_sent import Sent, send_tip
from tests.web.pages import words
from tipline.audit.models import Event
from tipline.casework import actions as casework
from tipline.casework.models import Tag
from tipline.departments.models import Officer
from tipline.intake.actions import answer
from tipline.intake.idempotency import issue_form_token
from tipline.keyring.models import EnrolledKey
from tipline.tips.body import Answer
from tipline.tips.models import Disposition, Handling, Status, TipWrap

NOWHERE = "/desk/tips/00000000-0000-4000-8000-000000000000/"


@pytest.fixture
def tag(world: World) -> Tag:
    return casework.create_tag(department=world.department, label="night", actor=world.dana, at=timezone.now())


def test_a_tips_page_shows_everything_and_is_not_cached(world: World, tip: Sent, at_work: SignIn) -> None:
    response = at_work(world.ola).get(url(tip))
    page = response.content.decode()
    assert "at the north station, blue pickup." in page
    assert "unlocked until" in page
    assert response.headers["Cache-Control"] == "no-store, no-transform, private"
    assert "Content-Encoding" not in response.headers


def test_an_answer_stands_beside_the_question_as_it_was_asked(
    world: World, at_work: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    further = Answer(code="vehicle", version=1, label="Which car was it?", type="text", value="A blue pickup")
    monkeypatch.setattr("tipline.intake.questions.answers", lambda *_: (further,))
    sent = send_tip(world, at=timezone.now())
    assert "Which car was it? A blue pickup" in words(at_work(world.ola).get(url(sent)))


def test_the_title_reveals_nothing_about_the_tip(world: World, tip: Sent, at_work: SignIn) -> None:
    page = at_work(world.ola).get(url(tip)).content.decode()
    assert "<title>Tip | Tip line desk</title>" in page


def test_the_first_opening_is_recorded_and_marks_it_read(world: World, tip: Sent, at_work: SignIn) -> None:
    at_work(world.ola).get(url(tip))
    assert not TipWrap.objects.filter(unit=world.desk, unread=True).exists()
    assert Event.objects.get(action=Event.Action.TIP_OPENED).subjects == [str(tip.tip.pk)]


def test_status_changes_follow_the_workflow(world: World, tip: Sent, at_work: SignIn) -> None:
    client = at_work(world.ola)
    response = client.post(url(tip, "status"), {"version": 1, "to_status": "in_review"})
    assert response.headers["Location"] == url(tip) + "?done=status"
    assert Handling.objects.get().status == Status.IN_REVIEW


def test_closing_requires_an_outcome_and_a_reason(world: World, tip: Sent, at_work: SignIn) -> None:
    client = at_work(world.ola)
    refused = client.post(url(tip, "close"), {"version": 1, "disposition": "unfounded", "rationale": " "})
    assert refused.status_code == 422
    assert "Write something first." in refused.content.decode()
    client.post(url(tip, "close"), {"version": 1, "disposition": "unfounded", "rationale": "Spoke to both."})
    assert (tip.handling.status, tip.handling.disposition) == (Status.CLOSED, Disposition.UNFOUNDED)
    assert "Spoke to both." in client.get(url(tip)).content.decode()


def test_an_incomplete_closing_is_an_error_at_the_field_and_keeps_the_text(
    world: World, tip: Sent, at_work: SignIn
) -> None:
    client = at_work(world.ola)
    page = client.post(url(tip, "close"), {"version": 1, "disposition": "", "rationale": "Both."}).content.decode()
    assert '<li><a href="#close_disposition">Outcome</a>: Choose how it ended.</li>' in page
    assert '<p class="field-error" id="close_disposition_error">Choose how it ended.</p>' in page
    assert "Both.</textarea>" in page
    assert "This field is required" not in page
    page = client.post(url(tip, "close"), {"version": 1, "disposition": "spam", "rationale": ""}).content.decode()
    assert '<li><a href="#close_rationale">Why</a>: Write something first.</li>' in page
    assert '<option value="spam" selected>' in page


def test_an_escalation_without_a_unit_is_an_error_at_the_field(world: World, tip: Sent, at_work: SignIn) -> None:
    posted = {"version": 1, "to_unit_id": "", "reason": "Today."}
    page = at_work(world.ola).post(url(tip, "escalate"), posted).content.decode()
    assert '<li><a href="#escalate_to_unit_id">Unit</a>: Choose a unit.</li>' in page
    assert 'aria-invalid="true" id="escalate_to_unit_id" name="to_unit_id">' in page
    assert "Today.</textarea>" in page


def test_a_status_change_outside_the_workflow_is_refused_with_a_message(
    world: World, tip: Sent, at_work: SignIn
) -> None:
    response = at_work(world.ola).post(url(tip, "status"), {"version": 1, "to_status": "new"})
    assert response.status_code == 422
    assert "cannot go there" in response.content.decode()


def test_a_tag_is_added_and_removed(world: World, tip: Sent, tag: Tag, at_work: SignIn) -> None:
    client = at_work(world.ola)
    client.post(url(tip, "tag"), {"version": 1, "tag_id": str(tag.pk)})
    assert tip.handling.tip_tags.count() == 1
    client.post(url(tip, "untag"), {"version": version_of(tip), "tag_id": str(tag.pk)})
    assert tip.handling.tip_tags.count() == 0


def test_a_colleague_can_read_a_note(world: World, tip: Sent, at_work: SignIn) -> None:
    at_work(world.ola).post(url(tip, "note"), {"version": 1, "text": "Patrol drove by."})
    assert "Patrol drove by." in at_work(world.dana).get(url(tip)).content.decode()


def test_a_question_is_asked_and_answered(world: World, tip: Sent, at_work: SignIn) -> None:
    client = at_work(world.ola)
    client.post(url(tip, "ask"), {"version": 1, "question": "Which day?"})
    said = {"token": issue_form_token(world.department, timezone.now()), "text": "On Thursday.", "at": timezone.now()}
    answer(department=world.department, receipt=tip.receipt, **said)
    assert "New answer" in client.get("/desk/tips/").content.decode()
    page = client.get(url(tip)).content.decode()
    assert "On Thursday." in page
    assert "New answer" in page
    assert "New answer</span>" not in client.get("/desk/tips/").content.decode()


def test_a_tip_is_assigned_to_me_and_unassigned(world: World, tip: Sent, at_work: SignIn) -> None:
    client = at_work(world.ola)
    client.post(url(tip, "assign"), {"version": 1, "officer_id": str(world.ola.pk)})
    assert Handling.objects.get().assignee == world.ola
    client.post(url(tip, "assign"), {"version": version_of(tip), "officer_id": ""})
    assert Handling.objects.get().assignee is None


def test_officers_who_can_open_the_tip_are_offered_as_assignees(world: World, tip: Sent, at_work: SignIn) -> None:
    client = at_work(world.ola)

    def offered() -> list[str]:
        select = client.get(url(tip)).content.decode().partition('name="officer_id"><option value="" selected>')[2]
        return re.findall(r"<option [^>]*>([^<]+)</option>", select.partition("</select>")[0])

    assert offered() == ["Dana Reyes", "Ola Reyes", "Tess Reyes"]
    EnrolledKey.objects.filter(officer=world.dana).update(retired=True)
    Officer.objects.filter(pk=world.tess.pk).update(is_active=False)
    assert offered() == ["Ola Reyes"]
    refused = client.post(url(tip, "assign"), {"version": version_of(tip), "officer_id": str(world.dana.pk)})
    assert refused.status_code == 422


def test_an_officer_who_cannot_open_the_tip_cannot_be_assigned(world: World, tip: Sent, at_work: SignIn) -> None:
    response = at_work(world.ola).post(url(tip, "assign"), {"version": 1, "officer_id": str(world.ivan.pk)})
    assert response.status_code == 422
    assert "cannot open this tip" in response.content.decode()


def test_a_stale_form_is_refused_with_what_changed_and_keeps_the_text(world: World, tip: Sent, at_work: SignIn) -> None:
    ola, dana = at_work(world.ola), at_work(world.dana)
    dana.post(url(tip, "status"), {"version": 1, "to_status": "in_review"})
    posted = {"version": 1, "disposition": "unfounded", "rationale": "I was too slow."}
    response = ola.post(url(tip, "close"), posted)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Dana Reyes changed the status from new to in review" in words(response)
    assert "I was too slow.</textarea>" in page
    assert f'<input id="close_version" name="version" type="hidden" value="{version_of(tip)}">' in page
    assert "I was too slow." not in ola.get(url(tip)).content.decode()


def test_a_refused_form_can_be_sent_again(world: World, tip: Sent, at_work: SignIn) -> None:
    at_work(world.dana).post(url(tip, "status"), {"version": 1, "to_status": "in_review"})
    again = at_work(world.ola).post(url(tip, "note"), {"version": version_of(tip), "text": "Now."})
    assert again.status_code == 302


def test_a_colleagues_note_does_not_conflict_with_mine(world: World, tip: Sent, at_work: SignIn) -> None:
    at_work(world.dana).post(url(tip, "note"), {"version": 1, "text": "First."})
    ola = at_work(world.ola)
    assert ola.post(url(tip, "note"), {"version": 1, "text": "Second."}).status_code == 302
    assert [part in words(ola.get(url(tip))) for part in ("First.", "Second.")] == [True, True]


def test_a_closed_tip_is_reopened_with_a_reason(world: World, tip: Sent, at_work: SignIn) -> None:
    Handling.objects.update(status=Status.CLOSED, disposition="spam")
    client = at_work(world.ola)
    refused = client.post(url(tip, "status"), {"version": 1, "to_status": "in_review"})
    assert refused.status_code == 422
    client.post(url(tip, "status"), {"version": 1, "to_status": "in_review", "rationale": "He came back."})
    assert "He came back." in words(client.get(url(tip)))


def test_a_custodian_opens_contact_details_and_that_is_recorded(world: World, tip: Sent, at_work: SignIn) -> None:
    from tests.builders import admit_to

    admit_to(world.desk, world.cleo, by=world.dana, at=timezone.now())
    client = at_work(world.cleo)
    assert "555-0142" not in client.get(url(tip)).content.decode()
    assert "Write something first." in client.post(url(tip, "contact"), {"version": 1}).content.decode()
    page = words(client.post(url(tip, "contact"), {"version": 1, "reason": "To call back."}))
    assert "ask for Jo at 555-0142" in page
    assert "Cleo Reyes opened the contact details" in page
    assert "To call back." in page
    assert Event.objects.filter(action=Event.Action.CONTACT_OPENED, actor=world.cleo.pk).count() == 1


def test_others_cannot_open_contact_details(world: World, tip: Sent, at_work: SignIn) -> None:
    client = at_work(world.ola)
    assert "a custodian can open it" in client.get(url(tip)).content.decode()
    assert client.post(url(tip, "contact"), {"version": 1, "reason": "x"}).status_code == 404


def test_a_custodian_who_cannot_open_the_tip_cannot_open_contact_details(
    world: World, tip: Sent, at_work: SignIn
) -> None:
    assert at_work(world.cleo).post(url(tip, "contact")).status_code == 404
    assert not Event.objects.filter(action=Event.Action.CONTACT_OPENED).exists()


@pytest.mark.parametrize("name", ["ivan", "cleo", "anna", "adam", "root"])
def test_a_tip_of_another_unit_looks_the_same_as_a_missing_one(
    world: World, tip: Sent, signed_in: SignIn, at_work: SignIn, name: str
) -> None:
    officer = getattr(world, name)
    client = at_work(officer) if name in {"ivan", "cleo"} else signed_in(officer)
    here, nowhere = client.get(url(tip)), client.get(NOWHERE)
    assert (here.status_code, here.content) == (404, nowhere.content)
    assert dict(here.headers) == dict(nowhere.headers)


def test_nothing_of_a_damaged_tip_is_shown(world: World, tip: Sent, at_work: SignIn) -> None:
    content = tip.tip.content
    content.body = bytes(content.body)[:-1] + bytes([bytes(content.body)[-1] ^ 1])
    content.save()
    response = at_work(world.ola).get(url(tip))
    assert response.status_code == 500
    assert "not what was sealed" in response.content.decode()


def test_neither_log_nor_messages_mention_tips(world: World, tip: Sent, at_work: SignIn) -> None:
    client = at_work(world.ola)
    response = client.post(url(tip, "note"), {"version": 1, "text": "Patrol drove by."})
    assert LogEntry.objects.count() == 0
    assert list(get_messages(response.wsgi_request)) == []


def test_typed_text_is_never_rendered_as_markup(world: World, tip: Sent, at_work: SignIn) -> None:
    client = at_work(world.ola)
    client.post(url(tip, "note"), {"version": 1, "text": "<script>alert(1)</script>"})
    assert "<script>alert" not in client.get(url(tip)).content.decode()


def test_while_locked_all_tips_look_the_same(world: World, tip: Sent, signed_in: SignIn) -> None:
    client = signed_in(world.ola)
    pages = [Client.get(client, where).content.decode() for where in (url(tip), NOWHERE)]
    assert all("unread" in page and "He posted" not in page for page in pages)


def test_opening_a_tip_again_takes_at_most_nine_statements(world: World, tip: Sent, at_work: SignIn) -> None:
    client = at_work(world.ola)
    client.get(url(tip))
    # Sessions are in Redis where there is one.
    first = 6 if settings.REDIS_URL else 7
    assert statements_of(client, url(tip)) == first
    at_work(world.dana).post(url(tip, "note"), {"version": 1, "text": "Seen."})
    # One for the notes, and one for the messages.
    client.post(url(tip, "ask"), {"version": version_of(tip), "question": "Which day?"})
    assert statements_of(client, url(tip)) == first + 2
    for number in range(3):
        client.post(url(tip, "note"), {"version": version_of(tip), "text": f"Patrol {number}."})
        client.post(url(tip, "ask"), {"version": version_of(tip), "question": f"Which day, {number}?"})
    assert statements_of(client, url(tip)) == first + 2


def statements_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)
