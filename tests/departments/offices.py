"""A department without keys, for tests that need none."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib.auth.models import Group

from tipline.departments.actions import create_department
from tipline.departments.models import Category, Department, Officer, Unit
from tipline.departments.roles import ADMINISTRATOR, SUPERVISOR


@dataclass(frozen=True)
class Office:
    department: Department
    administrator: Officer
    supervisor: Officer

    def unit(self, kind: Unit.Kind) -> Unit:
        return self.department.units.get(kind=kind)

    def category(self, code: str) -> Category:
        return self.department.categories.get(code=code)


def riverton(slug: str = "riverton") -> Office:
    department = create_department(
        slug=slug,
        name=f"{slug.title()} Police",
        time_zone="America/New_York",
        phone="555 0100",
        at=datetime(2026, 1, 2, 9, tzinfo=UTC),
    )
    return Office(department, _officer(department, ADMINISTRATOR), _officer(department, SUPERVISOR))


def _officer(department: Department, role: str) -> Officer:
    officer = Officer.objects.create(username=f"{role}-{department.slug}", department=department)
    officer.groups.set([Group.objects.get(name=role)])
    return officer
