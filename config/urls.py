"""Addresses: the desk and its sign-in below /desk/, programs below /api/, the resident's pages below a language."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from tipline.desk.site import desk_site
from tipline.web.urls import root_patterns

urlpatterns = [
    path("desk/", include("tipline.desk.urls")),
    path("desk/", desk_site.urls),
    path("api/v1/", include("tipline.api.urls")),
    *root_patterns,
    *i18n_patterns(path("", include("tipline.web.urls")), prefix_default_language=True),
]
handler404 = "tipline.http.errors.not_found"
handler500 = "tipline.http.errors.server_error"
handler400 = "tipline.http.errors.bad_request"
handler403 = "tipline.http.errors.permission_denied"
