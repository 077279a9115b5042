"""The addresses of the API: what can be called, and the description of it."""

from django.urls import path

from tipline.api import endpoints
from tipline.api.views import docs

app_name = "api"

urlpatterns = [
    path("openapi.json", docs.openapi, name="openapi"),
    path("", docs.swagger_ui, name="docs"),
    *endpoints.urlpatterns,
]
