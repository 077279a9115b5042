"""Which channel a request is for: each has a path of its own, and residents have the rest."""

from __future__ import annotations

from typing import Literal

from django.conf import settings
from django.http import HttpRequest


def on_desk(request: HttpRequest) -> bool:
    """Tell whether the request is for a page of the desk."""
    return request.path_info.startswith(settings.DESK_PATH)


def on_api(request: HttpRequest) -> bool:
    """Tell whether the request is for an address of the API."""
    return request.path_info.startswith(settings.API_PATH)


def channel(request: HttpRequest) -> Literal["desk", "api", "web"]:
    """Return the channel that the request is for."""
    if on_desk(request):
        return "desk"
    return "api" if on_api(request) else "web"
