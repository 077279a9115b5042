"""Whether a form was sent from one of our own pages, as far as the browser says so."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from django.http import HttpRequest

OWN: Final = ("same-origin", "none")
"""What Sec-Fetch-Site says of our own pages, and of what the person themselves asked for, such as loading it again."""


def is_cross_site(request: HttpRequest) -> bool:
    """Tell whether the browser says that another site's page sent this. One that says nothing is not refused.

    What another site sends is its own words, its own receipt or a form whose id it knows, shown as if it were the
    resident's.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in OWN
    origin = request.headers.get("Origin", "null")
    # "null" stands for one that the browser keeps to itself, also of our own pages.
    return origin != "null" and urlsplit(origin).hostname != urlsplit(f"//{request.get_host()}").hostname
