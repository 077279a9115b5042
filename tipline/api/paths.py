"""Which requests come from programs."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def on_api(request: HttpRequest) -> bool:
    """Tell whether the request is for an address of the API."""
    return request.path_info.startswith(settings.API_PATH)
