"""The addresses of the API: what can be called, and the description of it."""

from django.urls import path

from tipline.api import endpoints
from tipline.api.views import document

app_name = "api"

urlpatterns = [
    path("openapi.json", document.openapi, name="openapi"),
    path("", document.pages, name="pages"),
    *endpoints.urlpatterns,
]
