"""Departments, their categories, the keys to seal to, and forms."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from tipline.api.problems import Problem
from tipline.api.views.base import ResidentView, known_department, phone
from tipline.intake import formseed
from tipline.intake.actions import accepts, published_keys
from tipline.intake.errors import NotAccepting
from tipline.intake.hours import reading_hours_text
from tipline.routing.configuration import Configuration, OfferedCategory, configurations


class Departments(ResidentView):
    """Every department that has a page here."""

    def get(self, request: Request) -> Response:
        """List them."""
        found = sorted(configurations().values(), key=lambda known: known.department.name)
        return Response([_department(known) for known in found])


class OneDepartment(ResidentView):
    """A department with what a tip to it can be about."""

    def get(self, request: Request, slug: str) -> Response:
        """Show it."""
        known = known_department(slug)
        return Response({**_department(known), "categories": [_category(offer) for offer in known.categories]})


class Keys(ResidentView):
    """The public keys to which a tip is sealed before it is sent."""

    def get(self, request: Request, slug: str) -> Response:
        """Show the key of every unit that a category leads to, and which unit keeps contact details."""
        known = known_department(slug)
        try:
            units, custodian = published_keys(known)
        except NotAccepting as error:
            raise Problem("closed", **phone(known.department)) from error
        keys = [
            {"unit": str(key.unit), "kid": key.kid.hex(), "public_key": base64.b64encode(key.kem_public).decode()}
            for key in (*units, custodian)
        ]
        return Response({"custodian": str(custodian.unit), "units": keys})


class Forms(ResidentView):
    """A form: under it a tip or a message is sent, as often as need be, and stored once."""

    def post(self, request: Request, slug: str) -> Response:
        """Draw one."""
        department, at = known_department(slug).department, timezone.now()
        until = at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=formseed.LIFE_HOURS)
        return Response({"form": formseed.draw(department, at), "until": until.isoformat()})


def _department(known: Configuration) -> dict[str, Any]:
    department = known.department
    return {
        "id": str(department.pk),
        "slug": department.slug,
        "name": department.name,
        **phone(department),
        "reading_hours": reading_hours_text(department),
        "accepts_tips": accepts(known),
    }


def _category(offer: OfferedCategory) -> dict[str, Any]:
    return {
        "code": offer.category.code,
        "name": str(offer.category.name),
        "life_safety": offer.category.life_safety,
        "units": [str(unit.pk) for unit in offer.route.units],
    }
