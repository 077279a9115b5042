"""The words of the OpenAPI document. Imported only by who asks for it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, Final

from django.urls import include, path
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_view

from tipline.api.endpoints import urlpatterns
from tipline.api.problems import MEDIA_TYPE, PROBLEMS, TYPE_PREFIX
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


def base64_pattern(count: int) -> str:
    """Return the pattern of so many bytes in base64."""
    whole, rest = divmod(count, 3)
    return f"^[A-Za-z0-9+/]{{{4 * whole + (rest + 1 if rest else 0)}}}{'=' * (3 - rest if rest else 0)}$"


class Base64FieldExtension(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """Base64, no longer than the bytes may be."""

    target_class = "tipline.api.fields.Base64Field"

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        """Return the schema of the field."""
        field = self.target
        if field.exactly:
            return {"type": "string", "contentEncoding": "base64", "pattern": base64_pattern(field.exactly)}
        longest = -(-field.max_bytes // 3) * 4
        return {"type": "string", "contentEncoding": "base64", "pattern": f"^{BASE64}$", "maxLength": longest}


class KeyIdFieldExtension(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """Sixteen bytes in hexadecimal."""

    target_class = "tipline.api.fields.KeyIdField"

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        """Return the schema of the field."""
        return {"type": "string", "pattern": "^[0-9a-f]{32}$"}


def forbid_unknown_members(result: dict[str, Any], **_: Any) -> dict[str, Any]:
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
            ProblemSerializer, "; ".join(f"`{TYPE_PREFIX}{name}`: {PROBLEMS[name][1]}" for name in found)
        )
        for status, found in by_status.items()
    }


def operation(tag: str, summary: str, answer: Any, *names: str, once: Any = None, **more: Any) -> Any:
    """Return the description of an operation; `once` is the answer where something new was stored."""
    found: dict[Any, Any] = {200: answer, **({201: once} if once else {}), **problems(*ANYWHERE, *names)}
    parameters = [LANGUAGE, *more.pop("parameters", [])]
    return extend_schema(tags=[tag], summary=summary, responses=found, parameters=parameters, auth=[], **more)


def describe_get(view: type[ResidentView], name: str, summary: str, *names: str, many: bool = False) -> None:
    """Describe what can be looked at."""
    answer = view.response_serializer(many=many)
    extend_schema_view(get=operation(LOOK, summary, answer, "not-stored", *names, operation_id=name))(view)


def describe_post(view: type[ResidentView], tag: str, name: str, summary: str, *names: str) -> None:
    """Describe what is posted."""
    request = getattr(view, "request_serializer", None)
    answer = view.response_serializer
    extend_schema_view(post=operation(tag, summary, answer, *names, operation_id=name, request=request))(view)


def describe_store(view: type[ResidentView], tag: str, name: str, summary: str, *names: str) -> None:
    """Describe what is stored once a form."""
    answer = view.response_serializer
    every = (*SENT, "not-found", "form-expired", *names)
    more = {"once": answer, "operation_id": name, "request": view.request_serializer}
    extend_schema_view(post=operation(tag, summary, answer, *every, **more))(view)


def describe_all() -> None:
    """Tie the descriptions to the views."""
    describe_get(departments.Departments, "departments", "List the departments", many=True)
    describe_get(departments.OneDepartment, "department", "Show a department", "not-found")
    describe_get(departments.Keys, "keys", "Show the keys to seal to", "not-found", "closed")
    describe_post(departments.Forms, SEND, "issue_form_token", "Request a form", "not-found", "not-stored")
    tip = ("busy", "closed", "other-words")
    describe_store(tips.Tips, SEND, "send_tip", "Send a tip as text", *tip)
    describe_store(tips.SealedTips, SEND, "send_sealed_tip", "Send a tip that you sealed", *tip, "taken")
    describe_store(mailbox.Messages, BACK, "send_message", "Write to the officers", "unknown-receipt")
    describe_post(mailbox.Mailbox, BACK, "open_mailbox", "Open a mailbox", *SENT, "not-found", "unknown-receipt")


describe_all()
