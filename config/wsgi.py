"""The WSGI entry point that the server loads."""

import os

import django
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
django.setup(set_prefix=False)

from config.charset import Handler  # noqa: E402 - what it imports wants the settings
from tipline.operations.whole import WholeRequests  # noqa: E402

application = WholeRequests(Handler(), places=settings.TIPLINE_THREADS, most=settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
