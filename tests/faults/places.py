"""Where text is typed: every form of the resident's pages and of the desk, who sends it, and a send that is right."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

import tipline
from tests.action_forms import fields_of
from tests.builders import PASSPHRASE, PASSWORD, World, give_passphrase, make_department, make_officer
from tests.faults.hostile import Fields
from tests.tips_sent import TEXT, Sent, send_tip
from tipline.casework.models import Tag
from tipline.departments.actions import invite_officer
from tipline.departments.roles import OFFICER
from tipline.desk.forms.routing import CategoryForm, name_fields
from tipline.intake import questions
from tipline.intake.forms import TipForm, tip_fields
from tipline.intake.idempotency import issue_form_token

Made = Callable[["Scene"], Any]
KEY_WORDS = "amber basalt cobalt dahlia ebony fjord"


@dataclass(frozen=True)
class Scene:
    """What a send needs to know."""

    world: World
    tip: Sent
    code: str
    """Of an open invitation."""
    seed: str
    """A fresh form of the resident's pages."""

    @property
    def tip_page(self) -> str:
        return f"/desk/tips/{self.tip.tip.pk}/"


@dataclass(frozen=True)
class Place:
    """`who`: the officer's name in the world, "" for nobody signed in. `more`: names that no form declares."""

    form: type[forms.BaseForm]
    who: str
    url: Made
    fields: Made
    more: tuple[str, ...] = ()
    locked: bool = False

    @property
    def names(self) -> list[str]:
        """Return the names of all that can be typed or put in there."""
        return [*self.declared, *self.more]

    @property
    def declared(self) -> dict[str, forms.Field]:
        """Return the fields of the form, also those that follow from questions and languages."""
        return {**self.form.base_fields, **_further_fields(self.form)}


def _further_fields(form: type[forms.BaseForm]) -> dict[str, forms.Field]:
    if form is TipForm:
        return tip_fields(questions.QUESTIONS)
    return name_fields(standard=False) if form is CategoryForm else {}


def _action(action: Any) -> Place:
    return Place(
        action.form, "ola", lambda scene: f"{scene.tip_page}{action.name}/", lambda s: fields_of(action, s.world)
    )


def _settings(scene: Scene) -> Fields:
    department = scene.world.department
    names = ("name", "time_zone", "phone", "emergency_number", "review_hours", "acknowledge_minutes", "leave_url")
    limits = ("suppression_threshold", "figures_rounding", "hourly_budget")
    kept = {name: str(getattr(department, name)) for name in (*names, *limits)}
    return {**kept, "accepts_tips": "on", "reading_days": ["1", "2"], "reading_from": "08:00", "reading_until": "18:00"}


def _tip(scene: Scene) -> Fields:
    optional = dict.fromkeys(("place", "when", "contact"), "")
    return {"form": scene.seed, "category": "threat-officer", "text": TEXT, **optional}


def _receipt(scene: Scene) -> Fields:
    return {"receipt": scene.tip.receipt.text}


def _twice(scene: Scene) -> Fields:
    return {"words": KEY_WORDS, "passphrase1": KEY_WORDS, "passphrase2": KEY_WORDS}


def places() -> dict[str, Place]:
    """Return the places by name."""
    from tipline.desk.actions import ACTIONS
    from tipline.desk.forms import bulk, department, figures, filters, keys, members, officers, routing, tags
    from tipline.desk.views.account import DeskLoginForm, DeskPasswordForm
    from tipline.intake import forms as intake

    admin, desk = "/desk/tipline_departments", "/desk"
    carried = ("pending_to", "pending_of_another", "next", "pending-text", "pending-version", "pending-<b>")
    return {
        "the tip": Place(intake.TipForm, "", lambda _: "/en/riverton/send/", _tip, ("form",)),
        "the tip in another language": Place(intake.TipForm, "", lambda _: "/es/riverton/tip/", _tip, ("form",)),
        "the category": Place(intake.CategoryForm, "", lambda _: "/en/riverton/tip/", _tip, ("form",)),
        "the receipt": Place(intake.ReceiptForm, "", lambda _: "/en/riverton/mailbox/", _receipt, ("text",)),
        "the receipt again": Place(
            intake.ReceiptForm, "", lambda _: "/en/riverton/receipt/", _receipt, ("form", "words", "turn")
        ),
        "the receipt kept": Place(intake.ReceiptForm, "", lambda _: "/en/riverton/kept/", _receipt, ("form", "words")),
        "the answer": Place(
            intake.AnswerForm, "", lambda _: "/en/riverton/mailbox/answer/",
            lambda s: {"receipt": s.tip.receipt.text, "form": s.seed, "text": "A second man."}, ("receipt", "form"),
        ),
        "sign-in": Place(
            DeskLoginForm, "", lambda _: f"{desk}/account/login/", lambda _: {"login": "ola", "password": "wrong"},
            ("login", "next"),
        ),
        "password": Place(
            DeskPasswordForm, "ola", lambda _: f"{desk}/account/password/",
            lambda _: {"oldpassword": "wrong", "password1": PASSWORD, "password2": PASSWORD},
        ),
        "invitation": Place(keys.CodeForm, "", lambda _: f"{desk}/invitation/", lambda s: {"code": s.code}),
        "first password": Place(
            keys.FirstPasswordForm, "", lambda _: f"{desk}/invitation/",
            lambda s: {"code": s.code, "password1": PASSWORD, "password2": PASSWORD},
        ),
        "unlock": Place(
            keys.UnlockForm, "ola", lambda _: f"{desk}/unlock/",
            lambda s: {"passphrase": "wrong " + PASSPHRASE, "pending_to": f"{s.tip_page}note/", "pending-text": "x"},
            carried, locked=True,
        ),
        "my key": Place(keys.PassphraseForm, "hank", lambda _: f"{desk}/key/new/", _twice),
        "a key in the place of mine": Place(
            keys.ReplaceKeyForm, "ola", lambda _: f"{desk}/key/replace/", lambda s: {**_twice(s), "password": PASSWORD}
        ),
        "a new passphrase": Place(
            keys.ChangePassphraseForm, "ola", lambda _: f"{desk}/key/passphrase/",
            lambda s: {**_twice(s), "current": "wrong " + PASSPHRASE},
        ),
        "my other key": Place(
            keys.ConfirmKeyForm, "ola", lambda _: f"{desk}/key/confirm/",
            lambda _: {"admission_code": "AAAA-AAAA-AAAA-AA"},
        ),
        "what does not open": Place(
            bulk.UnopenableForm, "ola", lambda _: f"{desk}/tips/unopenable/", lambda _: {"disposition": "spam"}
        ),
        "changes that were seen": Place(
            forms.Form, "dana", lambda _: f"{desk}/routing/seen/", lambda _: {"sequence": "1"}, ("sequence", "back")
        ),
        "a proposal": Place(
            forms.Form, "dana", lambda s: f"{desk}/routing/{s.world.desk.pk}/confirm/",
            lambda _: {"fingerprint": "x"}, ("fingerprint",),
        ),
        "language": Place(officers.LanguageForm, "ola", lambda _: f"{desk}/language/", lambda _: {"language": "es"}),
        "queue": Place(
            filters.QueueFilter, "ola", lambda _: f"{desk}/tips/find/",
            lambda s: {"reference": s.tip.tip.reference}, ("reference",),
        ),
        **{action.name: _action(action) for action in ACTIONS.values()},
        "tips passed on": Place(
            bulk.PassOnForm, "ola", lambda _: f"{desk}/tips/pass-on/", lambda s: {"leaver_id": str(s.world.tess.pk)}
        ),
        "admission": Place(
            members.AdmitForm, "dana", lambda s: f"{desk}/members/{s.world.desk.pk}/admit/",
            lambda s: {"newcomer": str(s.world.tess.pk), "admission_code": "AAAA-AAAA-AAAA"},
        ),
        "figures": Place(figures.PeriodForm, "anna", lambda _: f"{desk}/figures/", lambda _: {"period": "2026-01"}),
        "settings": Place(
            department.SettingsForm, "adam", lambda s: f"{admin}/department/{s.world.department.pk}/change/", _settings
        ),
        "category": Place(
            routing.CategoryForm, "adam", lambda _: f"{admin}/category/add/",
            lambda s: {"code": "racing", "name_en": "Racing", "name_es": "", "order": "5", "active": "on",
                       "primary": str(s.world.desk.pk), "further": [str(s.world.assessment.pk)]},
        ),
        "unit": Place(
            routing.UnitForm, "adam", lambda _: f"{admin}/unit/add/", lambda _: {"name": "Liaison", "kind": "other"}
        ),
        "tags": Place(tags.TagForm, "adam", lambda _: f"{desk}/tipline_casework/tag/add/", lambda _: {"label": "x"}),
        "invited officer": Place(
            officers.InviteForm, "adam", lambda _: f"{admin}/officer/add/",
            lambda _: {"username": "new", "first_name": "", "last_name": "", "language": "en", "roles": ["officer"]},
        ),
        "voided password": Place(
            officers.ReasonForm, "adam", lambda s: f"{admin}/officer/{s.world.tess.pk}/invitation/",
            lambda _: {"voiding-reason": "x"},
        ),
        "officer": Place(
            officers.OfficerForm, "adam", lambda s: f"{admin}/officer/{s.world.tess.pk}/change/",
            lambda _: {"is_active": "on", "roles": ["officer"]},
        ),
    }  # fmt: skip


def declared_forms() -> Iterator[type[forms.BaseForm]]:
    """Return every form of the project that nothing is derived from, or that is a page's own."""
    for module in pkgutil.walk_packages(tipline.__path__, "tipline."):
        if not {"migrations", "management"} & set(module.name.split(".")):
            importlib.import_module(module.name)
    yield from (form for form in _below(forms.BaseForm) if form.__module__.startswith("tipline."))


def _below(form: type[forms.BaseForm]) -> Iterator[type[forms.BaseForm]]:
    for derived in form.__subclasses__():
        yield derived
        yield from _below(derived)


def made_scene() -> Scene:
    """Set up a department with a tip, and what the places need: an invitation, a form, a tag, one without a key."""
    at = timezone.now() - timedelta(days=3)
    world = make_department(at=at)
    tip = send_tip(world, at=timezone.now() - timedelta(minutes=10), contact="ask for Jo at 555-0142")
    give_passphrase(world.ola)
    Tag.objects.create(department=world.department, label="school")
    make_officer(world.department, "hank", OFFICER, with_key=False)
    newcomer: dict[str, Any] = {"username": "nina", "first_name": "Nina", "last_name": "Reyes", "roles": [OFFICER]}
    _, code = invite_officer(department=world.department, actor=None, at=timezone.now(), **newcomer)
    return Scene(world, tip, code, issue_form_token(world.department, timezone.now()))
