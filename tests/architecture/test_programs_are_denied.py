"""An API view that does not say who may call it is closed to everybody."""

import json

from django.test import RequestFactory
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView


class Forgetful(APIView):
    """Says nothing about permission."""

    def get(self, request: Request) -> Response:
        """Answer with what nobody may see."""
        return Response({"secret": True})


def test_access_is_denied_by_default() -> None:
    answer = Forgetful.as_view()(RequestFactory().get("/")).render()  # type: ignore[attr-defined]
    assert answer.status_code == 403
    assert "secret" not in json.loads(answer.content)


def test_responses_are_json_without_a_browsable_page() -> None:
    answer = Forgetful.as_view()(RequestFactory().get("/", HTTP_ACCEPT="text/html")).render()  # type: ignore[attr-defined]
    assert answer.status_code in {403, 406}
    assert answer.headers["Content-Type"] == "application/problem+json"
