"""The conversation in which a recovery kit is used."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tipline.departments.models import Department, Officer, Unit
from tipline.envelope import Mistyped, RecoveryKey, Unsupported, parse_recovery_code
from tipline.keyring.actions import admission_code_of, enrol, recover_unit
from tipline.keyring.actions.recover import kit_of
from tipline.keyring.log import verified
from tipline.keyring.queries import live_keys
from tipline.operations.ceremony import show_passphrase
from tipline.operations.terminal import Abandoned, Terminal


def recover(terminal: Terminal, at: datetime) -> None:
    """Ask for department, secret, units and officer, and grant. Raises Abandoned, KeyringError, changing nothing."""
    terminal.say(
        _("This uses a recovery secret: it gives an officer the keys of units that nobody can open any more."),
        _("It is recorded. The officer has to be here, with their admission code, or to get a new key here."),
    )
    department = _ask_department(terminal)
    kit = _ask_kit(terminal)
    name = kit_of(verified(department), kit).kit
    units = _ask_units(terminal, [unit for unit in Unit.objects.filter(department=department) if unit.kit == name])
    officer = _ask_officer(terminal, department)
    renewed = terminal.agrees(_("Did they forget their passphrase or have no key (a new key is made now)?"))
    passphrase = show_passphrase(terminal, officer.username) if renewed else ""
    code = "" if renewed else terminal.ask(_("Admission code of their key"))
    supervisor = terminal.agrees(_("Should they supervise these units and admit others? Who did so before goes on to."))
    _confirm(terminal, units, officer)
    with transaction.atomic():
        if renewed:
            code = admission_code_of(enrol(officer=officer, passphrase=passphrase, beside=True, at=at))
        recover_unit(
            department=department,
            kit=kit,
            units=units,
            officer=officer,
            admission_code=code,
            supervisor=supervisor,
            at=at,
        )
    _say_what_is_left(terminal)


def _ask_department(terminal: Terminal) -> Department:
    def known(slug: str) -> None:
        if not Department.objects.filter(slug=slug).exists():
            raise ValidationError(_("There is no department of that address."))

    return Department.objects.get(slug=terminal.ask(_("Short name of the department"), known))


def _ask_kit(terminal: Terminal) -> RecoveryKey:
    def readable(typed: str) -> None:
        try:
            parse_recovery_code(typed)
        except (Mistyped, Unsupported):
            raise ValidationError(_("That is no recovery secret: a character is wrong or missing.")) from None

    return RecoveryKey(parse_recovery_code(terminal.ask(_("Recovery secret"), readable)))


def _ask_units(terminal: Terminal, units: list[Unit]) -> list[Unit]:
    numbered = {str(number): unit for number, unit in enumerate(units, start=1)}
    terminal.say(_("This secret opens:"), *(f"    {number}  {unit.name}" for number, unit in numbered.items()))

    def known(answer: str) -> None:
        if not answer.split() or not set(answer.split()) <= numbered.keys():
            raise ValidationError(_("Give numbers of the list, with spaces between."))

    answer = terminal.ask(_("Which ones? Numbers with spaces between"), known)
    return [unit for number, unit in numbered.items() if number in answer.split()]


def _ask_officer(terminal: Terminal, department: Department) -> Officer:
    officers = Officer.objects.filter(department=department, is_active=True)

    def known(username: str) -> None:
        if not officers.filter(username=username).exists():
            raise ValidationError(_("No active officer of this department signs in with that name."))

    officer = officers.get(username=terminal.ask(_("Name that the officer signs in with"), known))
    if not live_keys(officer):
        terminal.say(_("This officer has no key yet: one can be made now."))
    return officer


def _confirm(terminal: Terminal, units: list[Unit], officer: Officer) -> None:
    names = ", ".join(unit.name for unit in units)
    question = _("Let %(officer)s open %(units)s?") % {"officer": officer, "units": names}
    if not terminal.agrees(question):
        raise Abandoned(_("Not confirmed."))


def _say_what_is_left(terminal: Terminal) -> None:
    terminal.say(
        "",
        _("Done. The officer can open these units with their own passphrase."),
        _("A unit that had no key yet: the officer signs in, unlocks, and makes it on the page of members."),
        _("The recovery secret was typed on this machine. This version cannot replace it yet, nor the units' keys:"),
        _("lock it away again, and replace both as soon as a version can."),
    )
