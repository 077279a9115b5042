"""Escalations on a tip's page: raised, seen, acknowledged, withdrawn."""

from __future__ import annotations

import re
from datetime import timedelta

from django.utils import timezone

from tests.builders import World, unlocked
from tests.desk.conftest import SignIn
from tests.desk.pages import url, version_of
from tests.tips_sent import Sent
from tests.web.pages import words
from tipline.casework import actions as casework
from tipline.casework.models import Escalation


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
