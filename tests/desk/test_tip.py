"""A tip's page: reading it, acting on it, and conflicts with other officers."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.builders import World, unlocked
from tests.desk.conftest import SignIn
from tests.desk.pages import form_to
from tests.tips_sent import Sent, send_tip
from tests.web.pages import words
from tipline.audit.models import Event
from tipline.casework import actions as casework
from tipline.casework.models import Escalation, Note, Tag
from tipline.departments.models import Officer
from tipline.intake.actions import answer
from tipline.intake.idempotency import issue_form_token
from tipline.keyring.models import EnrolledKey
from tipline.tips.body import Answer
from tipline.tips.models import Disposition, Handling, Message, Status, TipWrap

NOWHERE = "/desk/tips/00000000-0000-4000-8000-000000000000/"


def url(sent: Sent, act: str = "") -> str:
    return f"/desk/tips/{sent.tip.pk}/" + (f"{act}/" if act else "")


def version_of(sent: Sent) -> int:
    return Handling.objects.get(tip=sent.tip).version


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


def test_an_escalation_is_seen_and_acknowledged_by_the_other_unit(world: World, tip: Sent, at_work: SignIn) -> None:
    oversight = str(world.oversight.pk)
    at_work(world.ola).post(url(tip, "escalate"), {"version": 1, "to_unit_id": oversight, "reason": "One of ours?"})
    there = at_work(world.ivan)
    assert "Escalated: 59 min left" in there.get("/desk/tips/").content.decode()
    assert "One of ours?" in there.get(url(tip)).content.decode()
    escalation = Escalation.objects.get()
    posted = {"version": version_of(tip), "escalation_id": str(escalation.pk)}
    assert there.post(url(tip, "acknowledge"), posted).headers["Location"] == url(tip) + "?done=acknowledge"
    assert "Acknowledged by Ivan Reyes" in words(there.get(url(tip)))


def test_what_the_system_escalated_says_so_and_is_acknowledged(world: World, tip: Sent, at_work: SignIn) -> None:
    casework.escalate_by_system(handling_id=tip.handling.pk, to_unit_id=world.assessment.pk, at=timezone.now())
    there = at_work(world.tess)
    page = words(there.get(url(tip)))
    assert re.search("Escalated to Threat assessment +The system ?,", page)
    assert "The system escalated it to Threat assessment" in page
    assert "altered" not in page
    posted = {"version": version_of(tip), "escalation_id": str(Escalation.objects.get().pk)}
    assert there.post(url(tip, "acknowledge"), posted).headers["Location"] == url(tip) + "?done=acknowledge"


def test_own_units_are_not_offered_for_escalation_and_are_refused(world: World, tip: Sent, at_work: SignIn) -> None:
    client, own = at_work(world.dana), str(world.assessment.pk)
    page = client.get(url(tip)).content.decode().split('id="action-escalate"')[1].split("</details>")[0]
    assert "Internal affairs" in page
    assert own not in page
    refused = client.post(url(tip, "escalate"), {"version": 1, "to_unit_id": own, "reason": "Mine."})
    assert refused.status_code == 422
    assert not Escalation.objects.exists()


def test_an_overdue_escalation_is_marked(world: World, tip: Sent, at_work: SignIn) -> None:
    casework.escalate_tip(
        unlocked=unlocked(world.ola),
        tip_id=tip.tip.pk,
        expected_version=1,
        to_unit_id=world.assessment.pk,
        reason="Today.",
        at=timezone.now() - timedelta(minutes=65),
    )
    assert "late by 5 min" in at_work(world.tess).get("/desk/tips/").content.decode()
    client = at_work(world.ola)
    assert "mark-late" in client.get("/desk/tips/").content.decode().split('class="said-cell"')[0]
    page = client.get(url(tip)).content.decode()
    assert "late by 5 min" in page
    assert "escalation-late" in page


def test_the_escalating_officer_sees_its_clock_and_may_withdraw_or_escalate_further(
    world: World, tip: Sent, at_work: SignIn
) -> None:
    client = at_work(world.ola)
    client.post(url(tip, "escalate"), {"version": 1, "to_unit_id": str(world.assessment.pk), "reason": "Today."})
    Escalation.objects.update(due_at=timezone.now() + timedelta(minutes=30, seconds=30))
    raised = client.get(url(tip)).content.decode().split('id="escalations"')[1].split('id="actions-title"')[0]
    assert "30 min left" in raised
    assert "escalation-late" not in raised
    assert f'action="{url(tip, "withdraw")}"' in raised
    assert 'href="#action-escalate"' in raised
    assert "Acknowledge" not in raised


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


def test_closing_points_to_the_pending_escalation_which_can_be_withdrawn(
    world: World, tip: Sent, at_work: SignIn
) -> None:
    client = at_work(world.ola)
    client.post(url(tip, "escalate"), {"version": 1, "to_unit_id": str(world.assessment.pk), "reason": "Today."})
    closing = {"version": 2, "disposition": "unfounded", "rationale": "Spoke to both."}
    refused = client.post(url(tip, "close"), closing)
    assert refused.status_code == 422
    assert '<a href="#escalations">Acknowledge or withdraw it first.</a>' in refused.content.decode()
    assert 'id="escalations"' in refused.content.decode()
    assert "Spoke to both.</textarea>" in refused.content.decode()
    posted = {"version": 2, "escalation_id": str(Escalation.objects.get().pk), "reason": ""}
    missing = client.post(url(tip, "withdraw"), posted)
    assert "Write something first." in missing.content.decode()
    client.post(url(tip, "withdraw"), posted | {"reason": "They called us."})
    assert "Escalation withdrawn" in words(at_work(world.tess).get("/desk/tips/")).split("What the marks mean")[0]
    there = words(at_work(world.tess).get(url(tip)))
    assert "Withdrawn by Ola Reyes" in there
    assert "They called us." in there
    assert client.post(url(tip, "close"), closing | {"version": 3}).status_code == 302


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
    assert statements_of(client, url(tip)) == 7
    at_work(world.dana).post(url(tip, "note"), {"version": 1, "text": "Seen."})
    # One for the notes, and one for the messages.
    client.post(url(tip, "ask"), {"version": version_of(tip), "question": "Which day?"})
    assert statements_of(client, url(tip)) == 9
    for number in range(3):
        client.post(url(tip, "note"), {"version": version_of(tip), "text": f"Patrol {number}."})
        client.post(url(tip, "ask"), {"version": version_of(tip), "question": f"Which day, {number}?"})
    assert statements_of(client, url(tip)) == 9


def statements_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_writing_a_note_keeps_a_typed_question(world: World, tip: Sent, at_work: SignIn) -> None:
    client = at_work(world.ola)
    typed = {"version": version_of(tip), "text": "Patrol drove by.", "question": "Which day?\nWhich shift?"}
    page = client.post(url(tip, "note"), typed)
    assert page.status_code == 200
    assert "Note written." in page.content.decode()
    assert "What else you had typed was not sent" in page.content.decode()
    assert form_to(page, "/note/")["question"] == "Which day?\nWhich shift?"
    assert form_to(page, "/note/")["text"] == ""
    assert client.post(url(tip, "ask"), form_to(page, "/note/")).status_code == 302
    assert (Note.objects.count(), Message.objects.count()) == (1, 1)


def test_asking_a_question_keeps_a_typed_note(world: World, tip: Sent, at_work: SignIn) -> None:
    typed = {"version": version_of(tip), "text": "Patrol drove by.", "question": "Which day?"}
    page = at_work(world.ola).post(url(tip, "ask"), typed)
    assert form_to(page, "/note/")["text"] == "Patrol drove by."
    assert (Note.objects.count(), Message.objects.count()) == (0, 1)


@pytest.mark.parametrize("act", ["note", "ask"])
def test_reloading_the_page_sends_nothing_twice(world: World, tip: Sent, at_work: SignIn, act: str) -> None:
    client = at_work(world.ola)
    typed = {"version": version_of(tip), "text": "Patrol drove by.", "question": "Which day?"}
    pages = [client.post(url(tip, act), typed) for _ in range(3)]
    assert [page.status_code for page in pages] == [200] * 3
    assert Note.objects.count() + Message.objects.count() == 1


@pytest.mark.parametrize("act", ["note", "ask"])
def test_a_refused_form_keeps_both_texts(world: World, tip: Sent, at_work: SignIn, act: str) -> None:
    typed = {"version": "", "text": "Patrol drove by.", "question": "Which day?"}
    page = at_work(world.ola).post(url(tip, act), typed)
    kept = form_to(page, "/note/")
    assert page.status_code == 422
    assert (kept["text"], kept["question"]) == ("Patrol drove by.", "Which day?")


def test_a_stale_form_keeps_text_typed_in_another_form(world: World, tip: Sent, at_work: SignIn) -> None:
    client = at_work(world.ola)
    stale = version_of(tip)
    client.post(url(tip, "status"), {"version": stale, "to_status": "in_review"})
    typed = {"version": stale, "to_status": "waiting", "text": "Patrol drove by.", "question": "Which day?"}
    page = client.post(url(tip, "status"), typed)
    assert page.status_code == 409
    assert form_to(page, "/note/")["text"] == "Patrol drove by."
    assert form_to(page, "/note/")["question"] == "Which day?"


def test_a_question_typed_for_a_tip_that_was_closed_meanwhile_is_kept(world: World, tip: Sent, at_work: SignIn) -> None:
    client, stale = at_work(world.ola), version_of(tip)
    client.post(url(tip, "close"), {"version": stale, "disposition": "spam", "rationale": "An advertisement."})
    typed = {"version": stale, "question": "Which day?", "text": "Patrol drove by."}
    refused, noted = client.post(url(tip, "ask"), typed), client.post(url(tip, "note"), typed)
    assert "Which day?</textarea>" in refused.content.decode()
    assert "Which day?</textarea>" in noted.content.decode()


def test_the_same_text_later_is_another_note(world: World, tip: Sent, at_work: SignIn) -> None:
    client, typed = at_work(world.ola), {"text": "Nobody there."}
    client.post(url(tip, "note"), {"version": version_of(tip), **typed})
    Note.objects.update(at=timezone.now() - timedelta(minutes=11))
    client.post(url(tip, "note"), {"version": version_of(tip), **typed})
    assert Note.objects.count() == 2


def test_a_line_break_counts_as_one_character_as_in_the_browser(world: World, tip: Sent, at_work: SignIn) -> None:
    text = "\r\n".join(["x" * 98] * 101)
    assert (len(text), len(text.replace("\r", ""))) == (10_098, 9_998)
    answer = at_work(world.ola).post(f"/desk/tips/{tip.tip.pk}/note/", {"version": 1, "text": text})
    assert answer.status_code == 302


def test_an_impossible_version_is_an_error_at_the_form(world: World, tip: Sent, at_work: SignIn) -> None:
    posted = {"version": "9" * 20, "question": "Typed for an hour."}
    answer = at_work(world.ola).post(f"/desk/tips/{tip.tip.pk}/ask/", posted)
    assert answer.status_code == 422
    assert "Typed for an hour." in answer.content.decode()
