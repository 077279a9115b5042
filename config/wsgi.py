"""The WSGI entry point that the server loads."""

import os

import django
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
django.setup(set_prefix=False)

from tipline.http.buffering import BufferedRequests  # noqa: E402 - what it imports needs the settings
from tipline.http.charset import Handler  # noqa: E402

application = BufferedRequests(
    Handler(), concurrency=settings.TIPLINE_THREADS, max_bytes=settings.DATA_UPLOAD_MAX_MEMORY_SIZE
)
