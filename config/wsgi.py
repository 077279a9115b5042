"""The WSGI entry point that the server loads."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from tipline.operations.whole import WholeRequests

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

application = WholeRequests(
    get_wsgi_application(), places=settings.TIPLINE_THREADS, most=settings.DATA_UPLOAD_MAX_MEMORY_SIZE
)
