"""The ceremony that sets up a department: everything is asked and shown first, then made in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from tipline.departments.actions import create_department, invite_officer
from tipline.departments.invalidation import invalidate_configuration
from tipline.departments.models import Department, Officer
from tipline.departments.roles import ADMINISTRATOR, CUSTODIAN, OFFICER, SUPERVISOR
from tipline.envelope import Mistyped, RecoveryKey, Unsupported, parse_recovery_code, recovery_code
from tipline.keyring.actions import enrol_in_person, set_up_department
from tipline.keyring.log.pin import unpin_root
from tipline.keyring.passphrases import generate
from tipline.operations.terminal import Terminal
from tipline.text import has_visible

GROUPS_A_LINE: Final = 7


@dataclass(frozen=True, slots=True)
class Person:
    username: str
    first_name: str
    last_name: str


@dataclass(frozen=True, slots=True)
class Answers:
    slug: str
    name: str
    time_zone: str
    phone: str
    emergency_number: str
    administrator: Person
    desk_supervisor: Person
    oversight_supervisor: Person


@dataclass(frozen=True, slots=True)
class Secrets:
    desk_kit: RecoveryKey
    oversight_kit: RecoveryKey
    desk_passphrase: str
    oversight_passphrase: str

    def __repr__(self) -> str:
        return "<Secrets>"


def hold_ceremony(terminal: Terminal, at: datetime) -> Department:
    """Ask, show the secrets, make the department, print the invitations.

    Raises Abandoned, ValidationError, KeyringError, having made nothing.
    """
    _explain(terminal)
    answers = _ask_all(terminal)
    secrets = _show_all(terminal, answers)
    return _make(terminal, answers, secrets, at)


def _explain(terminal: Terminal) -> None:
    terminal.say(
        _("This sets up a department: its units, its first three people and its keys."),
        _("Nothing is made before the last step. Stop at any time with Ctrl-C: then nothing was made."),
        "",
        _("Have at the table: the person who will supervise the tip desk, the person who will supervise internal"),
        _("affairs, and paper. Make sure that nobody else sees the screen and that it is not recorded."),
    )


def _ask_all(terminal: Terminal) -> Answers:
    terminal.say(_("Step 1 of 4: the department"))
    name = terminal.ask(_("Name of the department"), _checks("name"))
    slug = terminal.ask(_("Short name for its address, such as riverton"), _checks("slug", _free_slug))
    time_zone = terminal.ask(_("Time zone"), _checks("time_zone"), default="America/New_York")
    phone = terminal.ask(_("Telephone for tips"), _checks("phone"))
    emergency_number = terminal.ask(_("Emergency number"), _checks("emergency_number"), default="911")
    terminal.say("", _("Step 2 of 4: the first three people. Others are invited on the administrator's pages."))
    taken: set[str] = set()
    return Answers(
        slug=slug,
        name=name,
        time_zone=time_zone,
        phone=phone,
        emergency_number=emergency_number,
        administrator=_ask_person(
            terminal, _("The administrator invites officers and sets the department's data. Reads no tip."), taken
        ),
        desk_supervisor=_ask_person(
            terminal, _("The supervisor of the tip desk admits officers there and to threat assessment."), taken
        ),
        oversight_supervisor=_ask_person(
            terminal,
            _("The supervisor of oversight admits to internal affairs, to the custodians of names, and to records."),
            taken,
        ),
    )


def _ask_person(terminal: Terminal, who: str, taken: set[str]) -> Person:
    terminal.say("", who)
    first_name = terminal.ask(_("  Given name"), _officer_checks("first_name"))
    last_name = terminal.ask(_("  Family name"), _officer_checks("last_name"))
    suggestion = f"{first_name}.{last_name}".lower().replace(" ", "")

    def free(username: str) -> None:
        if username in taken or Officer.objects.filter(username=username).exists():
            raise ValidationError(_("This name is taken."))

    username = terminal.ask(_("  Name to sign in with"), _officer_checks("username", free), default=suggestion)
    taken.add(username)
    return Person(username=username, first_name=first_name, last_name=last_name)


def _show_all(terminal: Terminal, answers: Answers) -> Secrets:
    terminal.say(
        "",
        _("Step 3 of 4: two recovery secrets. Each is printed once and kept nowhere on this machine."),
        _("When nobody can open a unit any more, its secret can. Whoever has it can read that unit's tips."),
        _("Write each on paper, seal it, and lock the two away in different places with different people."),
    )
    desk_kit = _make_kit(terminal, _("Recovery secret of the DESK (tip desk, threat assessment, other units):"))
    oversight_kit = _make_kit(terminal, _("Recovery secret of OVERSIGHT (internal affairs, custodians, records):"))
    terminal.say(
        _("Two passphrases. Each opens one supervisor's own key; nobody can look it up or reset it."),
        _("Only that person should look at the screen now, and types it back. It can be changed after signing in."),
    )
    return Secrets(
        desk_kit=desk_kit,
        oversight_kit=oversight_kit,
        desk_passphrase=show_passphrase(terminal, answers.desk_supervisor.username),
        oversight_passphrase=show_passphrase(terminal, answers.oversight_supervisor.username),
    )


def show_passphrase(terminal: Terminal, username: str) -> str:
    """Draw a passphrase, show it once, have it typed back, return it. Raises Abandoned."""
    passphrase = generate()
    terminal.say("", _("Passphrase of %(username)s:") % {"username": username})
    terminal.print_and_type_back(f"    {passphrase}", lambda typed: " ".join(typed.split()) == passphrase)
    terminal.say(_("It matches."))
    return passphrase


def _make_kit(terminal: Terminal, title: str) -> RecoveryKey:
    kit = RecoveryKey.generate()
    terminal.say("", title)
    terminal.print_and_type_back(_in_lines(recovery_code(kit.secret)), lambda typed: _is_code_of(kit, typed))
    terminal.say(_("It matches."))
    return kit


def _in_lines(code: str) -> str:
    groups = code.split("-")
    lines = (groups[start : start + GROUPS_A_LINE] for start in range(0, len(groups), GROUPS_A_LINE))
    return "\n".join("    " + "-".join(line) for line in lines)


def _is_code_of(kit: RecoveryKey, typed: str) -> bool:
    try:
        return parse_recovery_code(typed) == kit.secret
    except (Mistyped, Unsupported):
        return False


def _make(terminal: Terminal, answers: Answers, secrets: Secrets, at: datetime) -> Department:
    department: Department | None = None
    try:
        with transaction.atomic():
            department = create_department(
                slug=answers.slug,
                name=answers.name,
                time_zone=answers.time_zone,
                phone=answers.phone,
                emergency_number=answers.emergency_number,
                at=at,
            )
            codes = _people(department, answers, secrets, at)
            _print_invitations(terminal, codes)
    except BaseException:
        if department is not None:
            unpin_root(department.pk)
        invalidate_configuration()
        raise
    terminal.say(_("Done. %(name)s takes tips from now on.") % {"name": department.name})
    return department


def _people(department: Department, answers: Answers, secrets: Secrets, at: datetime) -> dict[str, str]:
    _administrator, administrator_code = _invite(department, answers.administrator, (ADMINISTRATOR,), at)
    desk, desk_code = _invite(department, answers.desk_supervisor, (OFFICER, SUPERVISOR), at)
    oversight, oversight_code = _invite(department, answers.oversight_supervisor, (OFFICER, SUPERVISOR, CUSTODIAN), at)
    set_up_department(
        department=department,
        desk_kit=secrets.desk_kit,
        oversight_kit=secrets.oversight_kit,
        desk_supervisor=enrol_in_person(officer=desk, passphrase=secrets.desk_passphrase, at=at),
        oversight_supervisor=enrol_in_person(officer=oversight, passphrase=secrets.oversight_passphrase, at=at),
        at=at,
    )
    return {
        answers.administrator.username: administrator_code,
        desk.username: desk_code,
        oversight.username: oversight_code,
    }


def _invite(department: Department, person: Person, roles: tuple[str, ...], at: datetime) -> tuple[Officer, str]:
    return invite_officer(
        department=department,
        username=person.username,
        first_name=person.first_name,
        last_name=person.last_name,
        roles=roles,
        actor=None,
        at=at,
    )


def _print_invitations(terminal: Terminal, codes: dict[str, str]) -> None:
    host = settings.ALLOWED_HOSTS[0].lstrip(".") if settings.ALLOWED_HOSTS else _("your-host")
    terminal.say(
        "",
        _("Step 4 of 4: passwords. Within three days each of the three opens this address, types the code"),
        _("and chooses the password to sign in with (the passphrase is for reading tips):"),
        "",
        f"    https://{host}{settings.DESK_PATH}invitation/",
        "",
        *(f"    {username}: {code}" for username, code in codes.items()),
        "",
        _("The codes are shown only now. Each works once."),
    )


def _checks(field: str, further: Callable[[str], None] | None = None) -> Callable[[str], None]:
    return _model_check(Department, field, further)


def _officer_checks(field: str, further: Callable[[str], None] | None = None) -> Callable[[str], None]:
    return _model_check(Officer, field, further)


def _model_check(
    model: type[Department | Officer], field: str, further: Callable[[str], None] | None
) -> Callable[[str], None]:
    wanted = cast("models.Field[Any, Any]", model._meta.get_field(field))

    def check(answer: str) -> None:
        if not has_visible(answer):
            raise ValidationError(_("Please give an answer."))
        wanted.clean(answer, None)
        if further is not None:
            further(answer)

    return check


def _free_slug(slug: str) -> None:
    if Department.objects.filter(slug__iexact=slug).exists():
        raise ValidationError(_("There is a department of that address."))
