"""The words of the OpenAPI document. Imported only by who asks for it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, Final

from django.urls import include, path
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_view

from tipline.api.endpoints import urlpatterns
from tipline.api.problems import KINDS, MEDIA_TYPE, PROBLEMS
from tipline.api.responses import ProblemSerializer
from tipline.api.views import departments, mailbox, tips
from tipline.api.views.base import ResidentView

LOOK, SEND, BACK = "Look", "Send", "Come back"
ROUTES: Final = SimpleNamespace(urlpatterns=[path("api/v1/", include((urlpatterns, "api")))])
LANGUAGE: Final = OpenApiParameter(
    "Accept-Language", str, OpenApiParameter.HEADER, description="The language of names and problems."
)
BASE64: Final = "(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?"
ANYWHERE: Final = ("refused", "wrong-method", "not-acceptable", "broken")
UNREAD: Final = ("unreadable", "not-json", "no-length", "too-large")
SENT: Final = (*UNREAD, "wrong-shape", "not-accepted", "too-many", "not-stored")


def exactly(count: int) -> str:
    """Return the pattern of so many bytes in base64."""
    whole, rest = divmod(count, 3)
    return f"^[A-Za-z0-9+/]{{{4 * whole + (rest + 1 if rest else 0)}}}{'=' * (3 - rest if rest else 0)}$"


class BytesDescribed(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """Base64, no longer than the bytes may be."""

    target_class = "tipline.api.fields.Bytes"

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        """Return the schema of the field."""
        field = self.target
        if field.exactly:
            return {"type": "string", "contentEncoding": "base64", "pattern": exactly(field.exactly)}
        longest = -(-field.most // 3) * 4
        return {"type": "string", "contentEncoding": "base64", "pattern": f"^{BASE64}$", "maxLength": longest}


class KidDescribed(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """Sixteen bytes in hexadecimal."""

    target_class = "tipline.api.fields.Kid"

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        """Return the schema of the field."""
        return {"type": "string", "pattern": "^[0-9a-f]{32}$"}


def closed(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Say of every object that is sent that it has no further member."""
    for name, schema in result["components"]["schemas"].items():
        if name.endswith("Request") and schema.get("type") == "object":
            schema["additionalProperties"] = False
    return result


def problems(*names: str) -> dict[Any, OpenApiResponse]:
    """Describe the problems that an operation can answer with, by status."""
    by_status: dict[int, list[str]] = {}
    for name in names:
        by_status.setdefault(PROBLEMS[name][0], []).append(name)
    return {
        (status, MEDIA_TYPE): OpenApiResponse(
            ProblemSerializer, "; ".join(f"`{KINDS}{name}`: {PROBLEMS[name][1]}" for name in found)
        )
        for status, found in by_status.items()
    }


def described(tag: str, summary: str, answer: Any, *names: str, once: Any = None, **more: Any) -> Any:
    """Return the description of an operation; `once` is the answer where something new was stored."""
    found: dict[Any, Any] = {200: answer, **({201: once} if once else {}), **problems(*ANYWHERE, *names)}
    parameters = [LANGUAGE, *more.pop("parameters", [])]
    return extend_schema(tags=[tag], summary=summary, responses=found, parameters=parameters, auth=[], **more)


def look(view: type[ResidentView], name: str, summary: str, *names: str, many: bool = False) -> None:
    """Describe what can be looked at."""
    answer = view.response_serializer(many=many)
    extend_schema_view(get=described(LOOK, summary, answer, "not-stored", *names, operation_id=name))(view)


def post(view: type[ResidentView], tag: str, name: str, summary: str, *names: str) -> None:
    """Describe what is posted."""
    request = getattr(view, "request_serializer", None)
    answer = view.response_serializer
    extend_schema_view(post=described(tag, summary, answer, *names, operation_id=name, request=request))(view)


def store(view: type[ResidentView], tag: str, name: str, summary: str, *names: str) -> None:
    """Describe what is stored once a form."""
    answer = view.response_serializer
    every = (*SENT, "not-found", "form-expired", *names)
    more = {"once": answer, "operation_id": name, "request": view.request_serializer}
    extend_schema_view(post=described(tag, summary, answer, *every, **more))(view)


def describe() -> None:
    """Tie the descriptions to the views."""
    look(departments.Departments, "departments", "List the departments", many=True)
    look(departments.OneDepartment, "department", "Show a department", "not-found")
    look(departments.Keys, "keys", "Show the keys to seal to", "not-found", "closed")
    post(departments.Forms, SEND, "draw_form", "Request a form", "not-found", "not-stored")
    tip = ("busy", "closed", "other-words")
    store(tips.Tips, SEND, "send_tip", "Send a tip as text", *tip)
    store(tips.SealedTips, SEND, "send_sealed_tip", "Send a tip that you sealed", *tip, "taken")
    store(mailbox.Messages, BACK, "send_message", "Write to the officers", "unknown-receipt")
    post(mailbox.Mailbox, BACK, "open_mailbox", "Open a mailbox", *SENT, "not-found", "unknown-receipt")


describe()
