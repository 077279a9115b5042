"""Every action checks its caller itself: a table of all actions, and every wrong actor."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

import tipline
from tests.builders import AT, World, admit_to, make_department, make_officer, make_unit, unlocked
from tests.desk.test_unopenable import noise, read
from tests.tips_sent import Sent, handling_of, send_tip
from tipline.casework.actions import Cleared
from tipline.casework.errors import OfficerNotThere
from tipline.casework.models import Tag
from tipline.departments.errors import NotYours
from tipline.departments.models import Category, Officer, Unit
from tipline.departments.roles import OFFICER
from tipline.envelope import OfficerKey
from tipline.keyring.actions import admission_code_of
from tipline.keyring.errors import AdmissionCodeWrong, KeyringError, NoGrant, NotAdmissible, NotEnrolled, NotSupervisor
from tipline.keyring.log import append
from tipline.keyring.log.statements import Retire
from tipline.keyring.unlocked import Unlocked
from tipline.routing.actions import propose_change
from tipline.routing.errors import NotEntitled, RoutingError
from tipline.routing.models import Proposal
from tipline.statistics.errors import FiguresError, NotAllowed
from tipline.tips.errors import TipError, TipNotFound
from tipline.tips.models import Handling

pytestmark = pytest.mark.django_db

REFUSALS = (NotYours, NotEntitled, NotAllowed, TipNotFound, NoGrant, NotSupervisor, NotEnrolled, NotAdmissible)
REFUSALS += (OfficerNotThere, AdmissionCodeWrong)  # type: ignore[assignment]
STATES = (TipError, KeyringError, FiguresError, RoutingError)
"""What else our actions say."""
WHO = frozenset({"actor", "unlocked", "officer"})
PACKAGES = sorted(module.name for module in pkgutil.iter_modules(tipline.__path__))

PARTS = {
    "tips.advance": "writes down what was done to a tip that its caller opened and locked",
    "tips.assign": "works on a tip that its caller opened and locked",
    "tips.change_status": "works on a tip that its caller opened and locked",
    "tips.find_unopenable": "tries tips that an action found in the officer's own queue",
    "tips.renew_keys": "works on a tip that its caller opened and locked",
    "tips.send_question": "works on a tip that its caller opened and locked",
    "departments.give_role": "follows from a membership that an action gave",
}
"""What an action is made of. No channel may call it."""

BY_ITSELF = {
    "casework.escalate_by_system": "raises to a unit that holds the tip; see tests/casework/test_system_escalation.py",
}
"""What the system does, which is no officer and has no key. No channel may call it."""

OTHERWISE = {
    "audit.record": "writes down what an action did",
    "casework.close_unopenable": "takes what one's own units hold; who holds nothing closes nothing: see below",
    "departments.choose_language": "one's own account: who is signed in is who it is about",
    "keyring.enrol": "one's own key, which opens nothing; see tests/keyring/test_enrol.py for who gets none",
    "keyring.enrol_in_person": "the terminal of a set-up, before anybody can sign in",
    "keyring.enrol_and_admit": "the terminal of a set-up; admits through `admit`",
    "keyring.lock": "takes a right away; one's own key, or a part of closing an account",
    "keyring.recover_unit": "shown by the secret of a recovery kit",
    "keyring.resume": "shown by the unlock cookie",
    "keyring.unlock": "shown by the passphrase",
}
"""What is shown by something else than who the officer is."""


@dataclass
class Scene:
    """A department with a tip of the tip desk alone, and another department."""

    world: World = field(default_factory=make_department)

    @cached_property
    def far(self) -> World:
        return make_department("lakeside")

    @cached_property
    def sent(self) -> Sent:
        admit_to(self.world.desk, self.world.cleo, by=self.world.dana)
        return send_tip(self.world, "drugs", contact="555-0142")

    @cached_property
    def about_police(self) -> Sent:
        return send_tip(self.world, "police-conduct", "police")

    @cached_property
    def tag(self) -> Tag:
        return Tag.objects.create(department=self.world.department, label="school")

    @cached_property
    def gangs(self) -> Category:
        return self.world.department.categories.get(code="gangs")

    @cached_property
    def proposal(self) -> Proposal:
        return propose_change(category=self.gangs, values={"active": False}, actor=self.world.adam, at=AT)

    @cached_property
    def leaver(self) -> Officer:
        """Somebody whose account was closed while a tip of theirs was open."""
        leo = make_officer(self.world.department, "leo", OFFICER)
        admit_to(self.world.desk, leo, by=self.world.dana)
        Handling.objects.filter(pk=self.sent.handling.pk).update(assignee=leo)
        Officer.objects.filter(pk=leo.pk).update(is_active=False)
        return leo

    @cached_property
    def nova(self) -> Officer:
        return make_officer(self.world.department, "nova", OFFICER)

    def on_tip(self, **more: Any) -> dict[str, Any]:
        return {"tip_id": self.sent.tip.pk, "expected_version": self.sent.handling.version, "at": AT, **more}

    def on_police(self, **more: Any) -> dict[str, Any]:
        tip = self.about_police.tip
        return {"tip_id": tip.pk, "expected_version": handling_of(tip).version, "at": AT, **more}


@dataclass(frozen=True)
class Action:
    """Who may call it, an officer of another unit who may not, and with what."""

    right: str
    other: str
    values: Callable[[Scene], dict[str, Any]]
    own: bool = False
    """It is about the caller's own department or account, whichever that is."""


NOWHERE = Unit().pk
NEW = {"names": {"en": "Street racing"}, "life_safety": False, "active": True}


def _leaves(s: Scene) -> dict[str, Any]:
    return {"officer": s.world.tess, "reason": "Leaves", "knowingly": True, "at": AT}


TABLE = {
    "casework.acknowledge_escalation": Action("ola", "tess", lambda s: s.on_tip(escalation_id=NOWHERE)),
    "casework.add_tag": Action("ola", "tess", lambda s: s.on_tip(tag_id=s.tag.pk)),
    "casework.answer_dealt_with": Action("ola", "tess", lambda s: s.on_tip()),
    "casework.ask_resident": Action("ola", "tess", lambda s: s.on_tip(text="Which day?")),
    "casework.assign": Action("ola", "tess", lambda s: s.on_tip(officer_id=s.world.ola.pk)),
    "casework.change_status": Action("ola", "tess", lambda s: s.on_tip(to_status="in_review", rationale="")),
    "casework.change_tag": Action("adam", "ola", lambda s: {"tag": s.tag, "label": "x", "active": True, "at": AT}),
    "casework.confirm_release": Action("ivan", "ola", lambda s: s.on_police(release_id=NOWHERE)),
    "casework.create_tag": Action(
        "adam", "ola", lambda s: {"department": s.world.department, "label": "school", "at": AT}
    ),
    "casework.escalate_tip": Action(
        "ola", "tess", lambda s: s.on_tip(to_unit_id=s.world.assessment.pk, reason="Look.")
    ),
    "casework.move_to_oversight": Action("ola", "tess", lambda s: s.on_tip(reason="About staff.")),
    "casework.open_contact": Action("cleo", "tess", lambda s: s.on_tip(reason="To call back.")),
    "casework.pass_on_tips": Action(
        "dana", "", lambda s: {"leaver_id": s.leaver.pk, "officer_id": s.world.dana.pk, "at": AT}
    ),
    "casework.propose_release": Action("ivan", "ola", lambda s: s.on_police(reason="Not about staff.")),
    "casework.reject_release": Action("ivan", "ola", lambda s: s.on_police(release_id=NOWHERE)),
    "casework.remove_tag": Action("ola", "tess", lambda s: s.on_tip(tag_id=s.tag.pk)),
    "casework.withdraw_escalation": Action(
        "ola", "tess", lambda s: s.on_tip(escalation_id=NOWHERE, reason="By mistake.")
    ),
    "casework.withdraw_release": Action("ivan", "ola", lambda s: s.on_police(release_id=NOWHERE)),
    "casework.write_note": Action("ola", "tess", lambda s: s.on_tip(text="Patrol drove by.")),
    "departments.change_department": Action(
        "adam", "dana", lambda s: {"department": s.world.department, "values": {"phone": "555-0199"}, "at": AT}
    ),
    "departments.change_officer": Action(
        "adam", "dana", lambda s: {"officer": s.world.tess, "values": {}, "roles": [OFFICER], "at": AT}
    ),
    "departments.invite_officer": Action(
        "adam",
        "dana",
        lambda s: {
            "department": s.world.department,
            "username": "zoe",
            "first_name": "",
            "last_name": "",
            "roles": [OFFICER],
            "at": AT,
        },
    ),
    "departments.order_category": Action("adam", "dana", lambda s: {"category": s.gangs, "order": 1, "at": AT}),
    "departments.renew_invitation": Action("adam", "dana", lambda s: {"officer": s.world.tess, "at": AT}),
    "keyring.admit": Action(
        "dana",
        "ivan",
        lambda s: {
            "unit": s.world.desk,
            "newcomer": s.nova,
            "admission_code": admission_code_of(unlocked(s.nova)),
            "at": AT,
        },
    ),
    "keyring.change_account": Action("adam", "dana", lambda s: {**_leaves(s), "is_active": False, "roles": [OFFICER]}),
    "keyring.change_passphrase": Action(
        "",
        "",
        lambda s: {"current_passphrase": "x", "new_passphrase": "amber basalt cobalt dahlia ebony fjord", "at": AT},
    ),
    "keyring.discard_waiting_key": Action("", "", lambda s: {"at": AT}),
    "keyring.make_supervisor": Action(
        "dana", "ivan", lambda s: {"unit": s.world.desk, "member": s.world.ola, "at": AT}
    ),
    "keyring.make_unit_key": Action("", "ola", lambda s: {"unit": make_unit(s.world, "Night desk"), "at": AT}),
    "keyring.replace_key": Action("", "", lambda s: {"admission_code": admission_code_of(unlocked(s.nova)), "at": AT}),
    "keyring.void_password": Action("adam", "dana", _leaves),
    "routing.confirm_proposal": Action("dana", "ola", lambda s: {"proposal": s.proposal, "fingerprint": "", "at": AT}),
    "routing.mark_changes_seen": Action("ola", "", lambda s: {"sequence": 1, "at": AT}, own=True),
    "routing.propose_category": Action(
        "adam",
        "dana",
        lambda s: {"department": s.world.department, "code": "racing", "primary": s.world.desk, "at": AT, **NEW},
    ),
    "routing.propose_change": Action(
        "adam", "dana", lambda s: {"category": s.gangs, "values": {"active": False}, "at": AT}
    ),
    "routing.propose_unit": Action(
        "adam",
        "dana",
        lambda s: {"department": s.world.department, "name": "Night desk", "kind": Unit.Kind.OTHER, "at": AT},
    ),
    "routing.reject_proposal": Action("dana", "ola", lambda s: {"proposal": s.proposal, "at": AT}),
    "statistics.export_figures": Action("anna", "dana", lambda s: {"period": "2026-01", "at": AT}, own=True),
    "tips.acting_on": Action("ola", "tess", lambda s: {"tip_id": s.sent.tip.pk, "expected_version": 1}),
    "tips.open_tip": Action("ola", "tess", lambda s: {"tip_id": s.sent.tip.pk, "at": AT}),
}
READS_LINES = "tips.open_headlines"
"""Lists what one sees of each tip, and refuses nothing: see the test of it below."""


def found() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Return the public functions of every package of actions, by package and name."""
    for package in PACKAGES:
        try:
            module = importlib.import_module(f"tipline.{package}.actions")
        except ModuleNotFoundError:
            continue
        for name, member in vars(module).items():
            inside = inspect.isfunction(member) and member.__module__.startswith(f"tipline.{package}.actions")
            if inside and not name.startswith("_"):
                yield f"{package}.{name}", member


ACTIONS = dict(found())
NAMES = sorted(TABLE)


def takes(name: str) -> str:
    """Return by which name the action is told who calls it."""
    members = inspect.signature(ACTIONS[name]).parameters
    return "unlocked" if "unlocked" in members else "actor" if "actor" in members else "officer"


def test_every_action_is_in_the_table() -> None:
    called = {name for name, action in ACTIONS.items() if WHO & inspect.signature(action).parameters.keys()}
    assert called == (TABLE.keys() | PARTS.keys() | OTHERWISE.keys() | {READS_LINES}), "enter it, or take it out"
    assert BY_ITSELF.keys() <= ACTIONS.keys() - called


def wrong_actors(scene: Scene, name: str) -> Iterator[tuple[str, Officer | Unlocked]]:
    """Return each wrong actor. What makes them wrong in the database is rolled back by the caller."""
    world, action = scene.world, TABLE[name]
    for_key = takes(name) == "unlocked"
    everybody = [*(["adam"] if action.right != "adam" else []), *([action.other] if action.other else [])]
    everybody += ["anna"] if action.right != "anna" else []
    officers = [(who, getattr(world, who)) for who in everybody] + [("root", world.root)]
    if not action.own:
        officers.append(("another department's", getattr(scene.far, action.right or "dana")))
    right = getattr(world, action.right) if action.right else world.dana
    if action.right:
        officers += [("an inactive one", inactive(right)), ("one without a role", without_role(right))]
    yield from ((who, unlocked(officer) if for_key else officer) for who, officer in officers)
    if for_key:
        yield "a key that nobody let in", Unlocked(officer=right, secret=OfficerKey(b"s" * 32), until=AT)
        yield "somebody else's key", Unlocked(officer=right, secret=unlocked(scene.far.dana).secret, until=AT)


def inactive(officer: Officer) -> Officer:
    found = Officer.objects.get(pk=officer.pk)
    found.is_active = False
    return found


def without_role(officer: Officer) -> Officer:
    found = Officer.objects.get(pk=officer.pk)
    found._held_roles = frozenset()  # type: ignore[attr-defined]
    return found


def call(name: str, who: Officer | Unlocked, values: dict[str, Any]) -> None:
    """Call it; a frame around an action is entered, too."""
    done = ACTIONS[name](**{takes(name): who}, **values)
    if hasattr(done, "__enter__"):
        with done:
            pass


def refused(name: str, who: Officer | Unlocked, values: dict[str, Any]) -> bool:
    """Tell whether it was refused for who calls it; another error of ours says that something else is wrong."""
    try:
        with transaction.atomic():
            call(name, who, values)
    except REFUSALS:
        return True
    except STATES:
        return False
    return False


@pytest.mark.parametrize("name", NAMES)
def test_every_wrong_actor_is_refused(name: str) -> None:
    scene = Scene()
    values = TABLE[name].values(scene)
    for who, actor in wrong_actors(scene, name):
        assert refused(name, actor, values), f"{name} was done by {who}"


@pytest.mark.parametrize("name", [name for name in NAMES if takes(name) == "unlocked" and TABLE[name].right])
def test_every_retired_key_is_refused(name: str) -> None:
    scene = Scene()
    values, key = TABLE[name].values(scene), unlocked(getattr(scene.world, TABLE[name].right))
    append(department=scene.world.department, statements=[Retire(key.secret.kid)], signer=scene.world.desk_kit)
    with pytest.raises(REFUSALS):
        call(name, key, values)


@pytest.mark.parametrize("name", [name for name in NAMES if TABLE[name].right])
def test_the_right_actor_is_allowed(name: str) -> None:
    """What is wrong with the values may be said; that the others fail is not because everybody does."""
    scene = Scene()
    right = getattr(scene.world, TABLE[name].right)
    values = TABLE[name].values(scene)
    assert not refused(name, unlocked(right) if takes(name) == "unlocked" else right, values)


def test_headlines_open_only_for_those_who_may_read_the_tip() -> None:
    scene = Scene()
    tip, open_headlines = scene.sent.tip, ACTIONS[READS_LINES]
    for who in (scene.world.tess, scene.world.anna, scene.world.adam, scene.world.root, scene.far.ola):
        lines = open_headlines(unlocked=unlocked(who), tips=[tip], at=AT)
        assert tip.pk not in lines or lines[tip.pk].text is None, who
    text = open_headlines(unlocked=unlocked(scene.world.ola), tips=[tip], at=AT)[tip.pk].text
    assert text is not None
    assert "after her shift" in text


def test_an_officer_without_keys_closes_nothing(client: Client) -> None:
    scene = Scene()
    (tip,) = noise(client)
    read(unlocked(scene.world.ola))
    close = ACTIONS["casework.close_unopenable"]
    for who in (scene.world.tess, scene.world.anna, scene.world.adam, scene.world.root, scene.far.ola):
        assert close(unlocked=unlocked(who), disposition="spam", at=AT) == Cleared(), who
    assert close(unlocked=unlocked(scene.world.ola), disposition="spam", at=AT) == Cleared(closed=1)
    tip.refresh_from_db()
    assert handling_of(tip).status == "closed"


@pytest.mark.parametrize("channel", ["web", "desk", "api", "demo"])
def test_channels_call_whole_actions_only(channel: str) -> None:
    uncalled = PARTS | BY_ITSELF
    parts = {f"tipline.{name.split('.')[0]}.actions": set() for name in uncalled}  # type: ignore[var-annotated]
    for name in uncalled:
        package, part = name.split(".")
        parts[f"tipline.{package}.actions"].add(part)
    for path in (Path(tipline.__path__[0]) / channel).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                package = ".".join(node.module.split(".")[:3])
                assert not {alias.name for alias in node.names} & parts.get(package, set()), path
