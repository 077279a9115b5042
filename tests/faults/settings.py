"""The demonstration's settings with short time limits, for a server that meets faults."""

from config.settings.base import DATABASES
from config.settings.demo import *  # noqa: F403
from config.settings.demo import STORAGES

STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

if "pool" in DATABASES["default"]["OPTIONS"]:
    DATABASES["default"]["OPTIONS"]["pool"] |= {"timeout": 1, "reconnect_timeout": 1}
else:
    DATABASES["default"]["OPTIONS"]["timeout"] = 0.3
