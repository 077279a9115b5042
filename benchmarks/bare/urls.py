"""The one address."""

import os

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from benchmarks.bare.models import Row


@csrf_exempt
def insert(request: HttpRequest) -> HttpResponse:
    """Insert a row of random bytes, which no page of the database can compress."""
    Row.objects.create(data=os.urandom(settings.ROW_BYTES))
    return HttpResponse("stored", content_type="text/plain")


urlpatterns = [path("", insert)]
