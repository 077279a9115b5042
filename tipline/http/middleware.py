"""Headers of every response, the way to HTTPS, and the language of what is answered."""

from __future__ import annotations

from collections.abc import Callable

from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.request import split_domain_port, validate_host
from django.middleware.security import SecurityMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_path
from django_permissions_policy import PermissionsPolicyMiddleware

from tipline.http.languages import asked_language
from tipline.http.paths import on_desk

GetResponse = Callable[[HttpRequest], HttpResponse]


class Headers:
    """Sets the headers that are the same in every response, except those that a view has set itself.

    They are put together once: django-csp's own middleware builds the policy for every response, two fifths of the
    time that all middleware took.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.headers = {
            "Content-Security-Policy": build_policy(),
            "Permissions-Policy": PermissionsPolicyMiddleware(get_response).permissions_policy,
            "X-Frame-Options": settings.X_FRAME_OPTIONS,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
            "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
            # No other site may embed or read what this one serves (Fetch standard, CORP and COEP).
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cross-Origin-Embedder-Policy": "require-corp",
        }

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in self.headers.items():
            response.headers.setdefault(name, value)
        return response


class Security(SecurityMiddleware):
    """Django's, but an onion host of ours is not redirected to HTTPS: Tor encrypts, and the name proves whose it is."""

    def process_request(self, request: HttpRequest) -> HttpResponsePermanentRedirect | None:
        """Redirect to HTTPS."""
        redirect = super().process_request(request)
        return None if redirect and _on_onion(request) else redirect

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Set HSTS, but not for a name that has no certificate."""
        response = super().process_response(request, response)
        if "Strict-Transport-Security" in response.headers and _on_onion(request):
            del response.headers["Strict-Transport-Security"]
        return response


class Languages:
    """Answers in the language of the address, else in that of Accept-Language; no cookie is read for it.

    The desk has the last word on its own: an officer's language is a field.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        in_address = get_language_from_path(request.path_info)
        language = in_address or asked_language(request)
        translation.activate(language)
        response = self.get_response(request)
        if not on_desk(request):
            response.headers.setdefault("Content-Language", language)
            if not in_address:
                patch_vary_headers(response, ["Accept-Language"])
        return response


def _on_onion(request: HttpRequest) -> bool:
    host = split_domain_port(request.META.get("HTTP_HOST", ""))[0]
    return host.endswith(".onion") and validate_host(host, settings.ALLOWED_HOSTS)
