"""Officers' text must be visible, and tags that look alike are refused."""

import pytest
from django.core.exceptions import ValidationError

from tests.builders import AT, World, make_department, unlocked
from tests.tips_sent import handling_of, send_tip
from tipline.casework.actions import ask_resident, change_status, create_tag, write_note
from tipline.casework.models import Note
from tipline.tips.errors import ReasonMissing, TextRefused
from tipline.tips.models import Status

pytestmark = pytest.mark.django_db
BLANK = "\u200b\u3164\u2800\u2060\u00ad\ufe0f"


@pytest.fixture
def world() -> World:
    return make_department()


def test_invisible_text_is_refused_in_notes_questions_and_reasons(world: World) -> None:
    tip = send_tip(world).tip
    act = {"unlocked": unlocked(world.ola), "tip_id": tip.pk, "expected_version": handling_of(tip).version, "at": AT}
    for write in (write_note, ask_resident):
        with pytest.raises(TextRefused):
            write(**act, text=BLANK)
    with pytest.raises(ReasonMissing):
        change_status(**act, to_status=Status.REFERRED, disposition="", rationale=BLANK)
    with pytest.raises(ValidationError):
        create_tag(department=world.department, label=BLANK, actor=world.dana, at=AT)


def test_a_line_break_counts_as_one_character_however_it_is_sent(world: World) -> None:
    tip = send_tip(world).tip
    text = ("x" * 99 + "\r\n") * 100
    write_note(unlocked=unlocked(world.ola), tip_id=tip.pk, expected_version=handling_of(tip).version, text=text, at=AT)
    assert Note.objects.count() == 1


@pytest.mark.parametrize("label", ["NORTH  side", "north\u200b side", "n\u043erth side", "ｎｏｒｔｈ side"])
def test_a_tag_that_looks_like_another_is_refused(world: World, label: str) -> None:
    create_tag(department=world.department, label="north side", actor=world.dana, at=AT)
    with pytest.raises(ValidationError):
        create_tag(department=world.department, label=label, actor=world.dana, at=AT)
    create_tag(department=world.department, label="nórth side", actor=world.dana, at=AT)
