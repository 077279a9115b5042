"""The test suite: as production where it matters, on whatever DATABASE_URL and REDIS_URL name."""

import os
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from config.settings import public
from config.settings.base import *  # noqa: F403
from config.settings.base import CACHES, INSTALLED_APPS, REDIS_URL

DEBUG = False
SECRET_KEY = public.TESTS
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
INSTALLED_APPS = [*INSTALLED_APPS, "tipline.demo"]
TIPLINE_DEMO = True
UNLOCK_COOKIE_SECURE = DEVICE_COOKIE_SECURE = True

DATA_DIR = Path(tempfile.mkdtemp(prefix="tipline-test-"))
TIPLINE_KEYS_DIR = DATA_DIR / "keys"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir()
# Unmanifested: a test needs no collectstatic. The browser tests run the real server with the demo's settings.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A database of Redis of its own for each worker of a parallel run: each test starts by emptying it.
if REDIS_URL:
    _number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 16
    _address = urlsplit(REDIS_URL)._replace(path=f"/{_number}").geturl()
    CACHES = {**CACHES, "default": {**CACHES["default"], "LOCATION": _address}}
