"""The demonstration's settings, quicker to set up: no static file is asked for and no password is tried."""

from config.settings.demo import *  # noqa: F403
from config.settings.demo import STORAGES

STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
