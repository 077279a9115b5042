"""Headers that no library sets for us, and the language of what is answered."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.request import split_domain_port, validate_host
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.middleware.security import SecurityMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers

from tipline.http.languages import asked_language
from tipline.http.paths import on_api, on_desk


class Security(SecurityMiddleware):
    """Django's, but an onion host of ours is not led to HTTPS: Tor encrypts the way and its name proves whose it is."""

    def process_request(self, request: HttpRequest) -> HttpResponsePermanentRedirect | None:
        """Lead to HTTPS."""
        return None if _on_onion(request) else super().process_request(request)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Set the headers; no HSTS for a name that has no certificate."""
        response = super().process_response(request, response)
        if _on_onion(request):
            del response.headers["Strict-Transport-Security"]
        return response


class Languages(LocaleMiddleware):
    """The language in the address for residents, that of Accept-Language for programs; the desk sees to its own."""

    def process_request(self, request: HttpRequest) -> None:
        """Choose. A program's cookies are not read for it."""
        if not on_api(request):
            super().process_request(request)
            return
        translation.activate(asked_language(request))

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Say which it is. A missing address of the desk or of a program is not sought below /en/."""
        if on_desk(request):
            return response
        if not on_api(request):
            return super().process_response(request, response)
        patch_vary_headers(response, ["Accept-Language"])
        response.headers.setdefault("Content-Language", translation.get_language() or "en")
        return response


class CrossOriginIsolation:
    """No other site may embed or read what this one serves (Fetch standard, CORP and COEP)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Embedder-Policy", "require-corp")
        return response


def _on_onion(request: HttpRequest) -> bool:
    host = split_domain_port(request.META.get("HTTP_HOST", ""))[0]
    return host.endswith(".onion") and validate_host(host, settings.ALLOWED_HOSTS)
