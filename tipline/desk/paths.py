"""Which requests are the desk's: everything that belongs to officers lies below one path."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def on_desk(request: HttpRequest) -> bool:
    """Tell whether the request is for a page of the desk."""
    return request.path_info.startswith(settings.DESK_PATH)
