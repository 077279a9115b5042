"""The demonstration: SQLite, this machine only, secrets that everybody knows. Never for real tips."""

from config.settings import public
from config.settings.base import *  # noqa: F403
from config.settings.base import (
    CSRF_COOKIE_NAME,
    DEVICE_COOKIE_NAME,
    INSTALLED_APPS,
    SESSION_COOKIE_NAME,
    UNLOCK_COOKIE_NAME,
)

DEBUG = False
SECRET_KEY = public.DEMONSTRATION
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
INSTALLED_APPS = [*INSTALLED_APPS, "tipline.demo"]
# Without it `manage.py demo` refuses: its officers have passwords that everybody knows.
TIPLINE_DEMO = True

# Safari keeps no Secure cookie from http://localhost.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = UNLOCK_COOKIE_SECURE = DEVICE_COOKIE_SECURE = False
SESSION_COOKIE_NAME = SESSION_COOKIE_NAME.removeprefix("__Secure-")
CSRF_COOKIE_NAME = CSRF_COOKIE_NAME.removeprefix("__Secure-")
UNLOCK_COOKIE_NAME = UNLOCK_COOKIE_NAME.removeprefix("__Secure-")
DEVICE_COOKIE_NAME = DEVICE_COOKIE_NAME.removeprefix("__Secure-")
