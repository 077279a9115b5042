"""Departments, their categories, the keys to seal to, and forms."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from tipline.api.problems import Problem
from tipline.api.responses import (
    DepartmentSerializer,
    DepartmentWithCategoriesSerializer,
    FormSerializer,
    KeysSerializer,
)
from tipline.api.views.base import ResidentView, configuration_or_404, numbers_to_call
from tipline.intake.errors import NotAccepting
from tipline.intake.idempotency import LIFE_HOURS, issue_form_token
from tipline.intake.sealing_keys import published_keys
from tipline.routing.configuration import all_configurations


class Departments(ResidentView):
    """Every department that has a page here."""

    response_serializer = DepartmentSerializer

    def get(self, request: Request) -> Response:
        """List them."""
        return self.respond(sorted(all_configurations().values(), key=lambda known: known.department.name))


class OneDepartment(ResidentView):
    """A department with what a tip to it can be about."""

    response_serializer = DepartmentWithCategoriesSerializer

    def get(self, request: Request, slug: str) -> Response:
        """Show it."""
        return self.respond(configuration_or_404(slug))


class Keys(ResidentView):
    """The public keys to which a tip is sealed before it is sent."""

    response_serializer = KeysSerializer

    def get(self, request: Request, slug: str) -> Response:
        """Show the key of every unit that a category leads to, and which unit keeps contact details."""
        known = configuration_or_404(slug)
        try:
            units, custodian = published_keys(known)
        except NotAccepting as error:
            raise Problem("closed", **numbers_to_call(known.department)) from error
        return self.respond({"custodian": custodian.unit, "units": [*units, custodian]})


class Forms(ResidentView):
    """A form: under it a tip or a message is sent, as often as need be, and stored once."""

    response_serializer = FormSerializer

    def post(self, request: Request, slug: str) -> Response:
        """Issue one."""
        department, at = configuration_or_404(slug).department, timezone.now()
        until = at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=LIFE_HOURS)
        return self.respond({"form": issue_form_token(department, at), "until": until})
