"""The description of the API, for programs (OpenAPI) and for people (Swagger UI from this server)."""

from __future__ import annotations

import json
from functools import cache

from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import override
from django.views.decorators.http import require_safe


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """Answer with the OpenAPI document, which is in English."""
    response = HttpResponse(_schema(), content_type="application/vnd.oai.openapi+json")
    response.headers["Cache-Control"] = "no-store"
    return response


@require_safe
def swagger_ui(request: HttpRequest) -> HttpResponse:
    """Answer with pages on which the API can be read about and tried."""
    from drf_spectacular.views import SpectacularSwaggerSplitView

    options = {"url_name": "api:openapi", "url_self": request.path, "template_name": "api/pages.html"}
    answer: HttpResponse = SpectacularSwaggerSplitView.as_view(**options)(request)
    answer.headers["Cache-Control"] = "no-store"
    # Swagger UI's own style sheet draws its arrows from data addresses.
    answer.headers["Content-Security-Policy"] = build_policy(update={"img-src": ["data:"]})
    return answer


@cache
def _schema() -> bytes:
    # Imported here: only who asks for the document needs what makes it.
    from drf_spectacular.generators import SchemaGenerator

    from tipline.api import schema

    with override(settings.LANGUAGE_CODE):
        maker = SchemaGenerator(urlconf=schema.ROUTES)  # type: ignore[no-untyped-call]
        found = maker.get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return json.dumps(found).encode()
