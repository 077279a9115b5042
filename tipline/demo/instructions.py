"""What `manage.py demo` prints: addresses, logins, receipts to try, how to stop."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from tipline.demo.department import demo_recovery_key
from tipline.demo.people import DEPARTMENTS, OFFICERS, PASSWORD, DemoDepartment
from tipline.demo.simulation import receipt_of
from tipline.departments.models import Department, Unit
from tipline.envelope import recovery_code
from tipline.tips.models import Mailbox

SAMPLE_TIP: Final = 1
"""The index of the open tip whose receipt is printed: it has a question and an answer."""


def instructions(address: str) -> str:
    """`address` is what every printed address begins with, without a slash at its end."""
    return "\n".join(_lines(address))


def recovery_secrets() -> str:
    lines = ["", _("Recovery secrets, for the demonstration only (`manage.py recover_unit` asks for one):")]
    for demo in DEPARTMENTS:
        for kit in Unit.Kit:
            lines += [f"  {demo.name}, {kit.label}:", f"    {recovery_code(demo_recovery_key(demo.slug, kit).secret)}"]
    return "\n".join(lines)


def _lines(address: str) -> Iterator[str]:
    yield ""
    yield _("The demonstration. Everybody knows its secrets: never send it a real tip.")
    yield ""
    yield _("Residents:")
    for demo in DEPARTMENTS:
        yield f"  {address}/{demo.language}/{demo.slug}/"
    yield _("Officers:")
    yield f"  {address}{settings.DESK_PATH}"
    yield ""
    yield from _table()
    yield ""
    yield _("Password of each: %(password)s") % {"password": PASSWORD}
    for demo in DEPARTMENTS:
        yield _("Passphrase, %(slug)s: %(passphrase)s") % {"slug": demo.slug, "passphrase": demo.passphrase}
    yield _("An analyst's and an administrator's passphrase opens their key, and their key opens no tip.")
    yield ""
    for demo in DEPARTMENTS:
        yield from _receipt(demo)
    yield ""
    yield _("Started by `make demo`, the server stops with Ctrl-C. `make demo-reset` starts over.")


def _table() -> Iterator[str]:
    rows = [(_("User name"), _("Role"), _("Department"))]
    rows += [(person.username, ", ".join(person.roles), person.department) for person in OFFICERS]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for row in rows:
        yield "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _receipt(demo: DemoDepartment) -> Iterator[str]:
    department = Department.objects.filter(slug=demo.slug).first()
    if department is None:
        return
    receipt = receipt_of(department, SAMPLE_TIP)
    if Mailbox.objects.filter(lookup_hash=receipt.secrets(department.pk.bytes).lookup_hash).exists():
        yield _("A resident's receipt, %(slug)s: %(receipt)s") % {"slug": demo.slug, "receipt": receipt.text}
