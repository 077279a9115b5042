"""What every view of a resident's program has in common."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from django import forms
from django.http import Http404
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from tipline.api.problems import Problem
from tipline.departments.models import Department
from tipline.intake.errors import FormRefused, NotAccepting, OverBudget
from tipline.limits.buckets import over_limit
from tipline.routing.configuration import Configuration, configuration


class ResidentView(APIView):
    """For everybody, without a name: there is nothing to sign in with, and nobody is told apart.

    Its serializers read the request and render the answer, and the description of the API is made from them.
    """

    request_serializer: type[Serializer[Any]]
    response_serializer: type[Serializer[Any]]
    http_method_names = ["get", "head", "post"]
    authentication_classes = []
    permission_classes = [AllowAny]

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        """Let nobody keep the answer."""
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store, no-transform, private"
        return response

    def validated_data(self, request: Request) -> dict[str, Any]:
        """Return the members of what was sent. Raises ValidationError."""
        sent = self.request_serializer(data=request.data)
        sent.is_valid(raise_exception=True)
        members: dict[str, Any] = sent.validated_data
        return members

    def respond(self, value: object, *, status: int = 200) -> Response:
        """Answer with a value, or with each of a list."""
        return Response(self.response_serializer(value, many=isinstance(value, list)).data, status=status)


def configuration_or_404(slug: str) -> Configuration:
    """Return the department of an address. Raises Http404."""
    found = configuration(slug)
    if found is None:
        raise Http404
    return found


def require_valid(form: forms.Form) -> None:
    """Raise Problem, naming every member, unless the form that the pages use takes these words."""
    if form.is_valid():
        return
    errors = form.errors.as_data().items()
    not_accepted(*((field, str(words)) for field, found in errors for one in found for words in one.messages))


def not_accepted(*errors: tuple[str, str]) -> NoReturn:
    """Raise Problem with these members and what is wrong with them."""
    raise Problem("not-accepted", errors=[{"field": field, "detail": words} for field, words in errors])


@contextmanager
def refusals_as_problems(department: Department, over_budget: str) -> Iterator[None]:
    """Turn what an action refuses into its Problem; `over_budget` is that of a spent budget."""
    try:
        yield
    except FormRefused as error:
        raise Problem("form-expired") from error
    except NotAccepting as error:
        raise Problem("closed", **numbers_to_call(department)) from error
    except OverBudget as error:
        raise Problem(over_budget, retry_after=error.retry_after, **numbers_to_call(department)) from error


def numbers_to_call(department: Department) -> dict[str, str]:
    """Return how else to tell something."""
    return {"phone": department.phone, "emergency_number": department.emergency_number}


def check_rate_limit(request: Request, department: Department, bucket: str, rate: str) -> None:
    """Raise Problem, with whom to call, when too much came from this client."""
    wait = over_limit(request._request, bucket, rate, fail_open=True)
    if wait is not None:
        raise Problem("too-many", retry_after=wait, **numbers_to_call(department))
