"""Answers are sealed with their question as the resident read it, and with who sealed them."""

import pytest

from tests.builders import AT, make_department, unlocked
from tests.tips_sent import send_tip, submission, token_of
from tipline.intake.actions import submit_tip
from tipline.tips.actions import open_tip
from tipline.tips.models import Tip

pytestmark = pytest.mark.django_db


def test_questions_are_sealed_in_the_residents_language_and_empty_answers_left_out() -> None:
    world = make_department()
    tip = send_tip(world, place="Calle 5", source="saw", language="es").tip
    body = open_tip(unlocked=unlocked(world.ola), tip_id=tip.pk, at=AT).body
    assert [(one.code, one.version, one.label, one.type, one.value) for one in body.answers] == [
        ("place", 1, "¿Dónde fue?", "text", "Calle 5"),
        ("source", 1, "¿Cómo lo sabe?", "choice", "saw"),
    ]
    assert (body.answer_to("place"), body.answer_to("when"), body.answer_to("source")) == ("Calle 5", "", "saw")


def test_the_sealed_body_says_that_a_tip_is_about_police_staff() -> None:
    world = make_department()
    tip = send_tip(world, "police-conduct").tip
    assert open_tip(unlocked=unlocked(world.ivan), tip_id=tip.pk, at=AT).body.police


@pytest.mark.parametrize(("channel", "by"), [("web", "server"), ("api", "server"), ("phone", "phone")])
def test_the_sealed_body_says_who_sealed_it(channel: str, by: str) -> None:
    world = make_department()
    given = {"department": world.department, "token": token_of(world, "by"), "at": AT}
    submit_tip(submission=submission(world), channel=Tip.Channel(channel), **given)  # type: ignore[arg-type]
    tip = Tip.objects.get()
    assert open_tip(unlocked=unlocked(world.ola), tip_id=tip.pk, at=AT).body.by == by
