"""Turns whatever went wrong into a problem (RFC 9457) in the caller's language. None repeats what was sent."""

from __future__ import annotations

import json
import logging
from typing import Any, Final

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import DatabaseError
from django.http import Http404, HttpResponse
from rest_framework import exceptions
from rest_framework.response import Response

from tipline.api.problems import BY_STATUS, MEDIA_TYPE, PROBLEMS, TRY_AGAIN_SECONDS, TYPE_PREFIX, Problem
from tipline.api.responses import ProblemSerializer
from tipline.http.buffering import LengthRequired

logger = logging.getLogger(__name__)

WHOLE: Final = "non_field_errors"
BY_KIND: Final = {
    Http404: "not-found",
    PermissionDenied: "refused",
    RequestDataTooBig: "too-large",
    LengthRequired: "no-length",
}


def problem_response(name: str) -> HttpResponse:
    """Answer with a problem where no view of the API was reached."""
    text = json.dumps(_document(name), ensure_ascii=False)
    response = HttpResponse(text, status=PROBLEMS[name][0], content_type=MEDIA_TYPE)
    response.headers["Cache-Control"] = "no-store"
    return response


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn whatever a view raised into a problem; what nobody foresaw stays an error of ours."""
    problem = _problem(error)
    if problem is None:
        return None
    response = Response(_document(problem.name, **problem.particular), status=problem.status_code)
    response.content_type = MEDIA_TYPE
    if problem.retry_after is not None:
        response.headers["Retry-After"] = str(problem.retry_after)
    return response


def _document(name: str, **particular: Any) -> dict[str, Any]:
    status, title, detail = PROBLEMS[name]
    problem = {"type": TYPE_PREFIX + name, "title": title, "status": status, "detail": detail, **particular}
    return ProblemSerializer(problem).data


def _problem(error: Exception) -> Problem | None:
    if isinstance(error, Problem):
        return error
    if isinstance(error, exceptions.ValidationError):
        return Problem("wrong-shape", errors=flatten(error.detail))
    if isinstance(error, exceptions.APIException):
        return Problem(BY_STATUS.get(error.status_code, "refused"))
    if isinstance(error, DatabaseError):
        logger.error("api: the database failed", exc_info=error)
        return Problem("not-stored", retry_after=TRY_AGAIN_SECONDS)
    name = _name(error)
    return Problem(name) if name else None


def _name(error: Exception) -> str | None:
    return next((name for kind, name in BY_KIND.items() if isinstance(error, kind)), None)


def flatten(detail: Any, path: str = "") -> list[dict[str, str]]:
    """Return every error of a checked request with the path of its member, "" for the whole."""
    if isinstance(detail, dict):
        parts = [(f"{path}.{name}" if path else str(name), below) for name, below in detail.items()]
        return [one for name, below in parts for one in flatten(below, path if name.endswith(WHOLE) else name)]
    if isinstance(detail, list) and any(isinstance(below, dict | list) for below in detail):
        return [one for number, below in enumerate(detail) for one in flatten(below, f"{path}.{number}")]
    details = detail if isinstance(detail, list) else [detail]
    return [{"field": path, "detail": str(words)} for words in details]


def response_for_error(error: Exception) -> HttpResponse:
    """Answer a request that could not be read, before any view of the API."""
    return problem_response(_name(error) or "unreadable")


def response_for_status(status: int) -> HttpResponse:
    """Answer with the problem that stands for a status. Raises KeyError for a status without one."""
    response = problem_response(BY_STATUS[status])
    if status == 503:
        response.headers["Retry-After"] = str(TRY_AGAIN_SECONDS)
    return response
