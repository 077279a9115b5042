"""Hidden characters and text that changes its direction or covers its neighbours are made visible."""

from __future__ import annotations

import pytest
from django.utils import timezone

from tests.builders import World
from tests.desk.conftest import SignIn
from tests.tips_sent import Sent, send_tip
from tests.web.pages import words
from tipline.casework.actions import create_tag
from tipline.casework.models import Tag, TipTag
from tipline.departments.models import Unit
from tipline.intake.actions import answer
from tipline.intake.idempotency import issue_form_token
from tipline.tips.models import Handling

PILE = "Z" + "\u0335\u0321\u0358" * 20
TURNED = "\u202egnp.exe"
BLANK = "\u3164" * 9
HOSTILE = f"{PILE} {TURNED} {BLANK}"
NAMED = "U+202E"


def shown(page: str) -> tuple[bool, bool, bool]:
    """Tell whether what hides is named, and whether anything of it is left that would work."""
    return NAMED in page, "\u202e" in page, "\u0335\u0321\u0358" * 4 in page


@pytest.fixture
def sent(world: World) -> Sent:
    return send_tip(world, "drugs", text=HOSTILE, place=HOSTILE, contact=HOSTILE, at=timezone.now())


def test_the_queue_names_hidden_characters_and_marks_the_line(world: World, sent: Sent, at_work: SignIn) -> None:
    page = at_work(world.ola).get("/desk/tips/")
    assert shown(page.content.decode()) == (True, False, False)
    assert "Hidden characters" in words(page)


def test_an_invisible_headline_is_marked(world: World, at_work: SignIn) -> None:
    tip = send_tip(world, "drugs", text=BLANK, at=timezone.now()).tip
    ola = at_work(world.ola)
    for address in ("/desk/tips/", f"/desk/tips/{tip.pk}/"):
        assert "(no text)" in words(ola.get(address))
    assert "U+3164 \u00d79" in words(ola.get(f"/desk/tips/{tip.pk}/"))


def test_an_invisible_message_is_marked(world: World, tip: Sent, at_work: SignIn) -> None:
    said = {"token": issue_form_token(world.department, timezone.now()), "text": BLANK, "at": timezone.now()}
    answer(department=world.department, receipt=tip.receipt, **said)
    assert "(no text)" in words(at_work(world.ola).get(f"/desk/tips/{tip.tip.pk}/"))


def test_an_ordinary_headline_is_not_marked(world: World, at_work: SignIn) -> None:
    send_tip(world, "drugs", text="\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 \U0001f468\u200d\U0001f469")
    assert "Hidden characters" not in words(at_work(world.ola).get("/desk/tips/"))


def test_a_tips_page_names_hidden_characters_in_all_text(world: World, sent: Sent, at_work: SignIn) -> None:
    ola = at_work(world.ola)
    url = f"/desk/tips/{sent.tip.pk}/"
    said = {"token": issue_form_token(world.department, timezone.now()), "text": HOSTILE, "at": timezone.now()}
    answer(department=world.department, receipt=sent.receipt, **said)
    ola.post(f"{url}note/", {"version": Handling.objects.get().version, "text": HOSTILE})
    reason = {"version": Handling.objects.get().version, "to_unit_id": str(world.assessment.pk), "reason": HOSTILE}
    ola.post(f"{url}escalate/", reason)
    page = ola.get(url)
    assert shown(page.content.decode()) == (True, False, False)
    assert words(page).count(NAMED) == 5
    assert "They are named where they stand" in words(page)


def test_hidden_characters_in_names_of_tags_and_units_are_named_too(world: World, sent: Sent, at_work: SignIn) -> None:
    tag = create_tag(department=world.department, label=f"night{TURNED}", actor=world.dana, at=timezone.now())
    TipTag.objects.create(handling=sent.handling, tag=tag)
    Unit.objects.filter(pk=world.desk.pk).update(name=f"Desk{TURNED}")
    page = words(at_work(world.ola).get("/desk/tips/"))
    assert "nightU+202Egnp.exe" in page.replace(" ", "")
    assert "DeskU+202Egnp.exe" in page.replace(" ", "")


@pytest.mark.parametrize("label", ["\u3164", "\u2800\u200b"])
def test_an_invisible_name_is_refused(world: World, signed_in: SignIn, label: str) -> None:
    adam = signed_in(world.adam)
    assert "This field is required." in words(adam.post("/desk/tipline_casework/tag/add/", {"label": label}))
    assert not Tag.objects.exists()
    page = adam.post("/desk/tipline_departments/unit/add/", {"name": label, "kind": "other"})
    assert "This field is required." in words(page)


@pytest.mark.parametrize("text", ["\u3164", "\u200b\u2060", "\ufe0f", "\u00ad\n\u2800"])
def test_an_invisible_note_is_refused(world: World, sent: Sent, at_work: SignIn, text: str) -> None:
    refused = at_work(world.ola).post(f"/desk/tips/{sent.tip.pk}/note/", {"version": 1, "text": text})
    assert refused.status_code == 422
    assert "Write something" in words(refused)
