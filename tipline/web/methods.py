"""Which methods a page takes; any other is answered with a calm page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Final, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from tipline.web.views.errors import not_allowed

Given = ParamSpec("Given")
View = Callable[Concatenate[HttpRequest, Given], HttpResponse]

LOOK: Final = ("GET", "HEAD")


def safe_methods_only(view: View[Given]) -> View[Given]:
    """Let the view be looked at."""
    return _only(view, LOOK)


def accepts_posts(view: View[Given]) -> View[Given]:
    """Let the view be looked at and be sent a form.

    Exempt from the CSRF check: it uses no ambient authority, there is no cookie that another site could ride on.
    """
    return csrf_exempt(_only(view, (*LOOK, "POST")))


def _only(view: View[Given], methods: tuple[str, ...]) -> View[Given]:
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponse:
        if request.method not in methods:
            return not_allowed(request, methods)
        return view(request, *args, **kwargs)

    return guarded
