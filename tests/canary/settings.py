"""The demo's settings with what the sweep needs, and for which the product has no hook: a request that crashes, mail
that would be written to files, and caches in memory that write down what they hold.
"""

from typing import Any

from config.settings.demo import *  # noqa: F403
from config.settings.demo import CACHES, DATA_DIR, MIDDLEWARE

MIDDLEWARE = [*MIDDLEWARE, "tests.canary.crash.CrashOnDemand"]

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = str(DATA_DIR / "mail")


def _recorded(cache: dict[str, Any]) -> dict[str, Any]:
    if not cache["BACKEND"].endswith(".LocMemCache"):
        return cache  # Redis is searched as it is.
    return {**cache, "BACKEND": "tests.canary.recording.RecordedCache"}


CACHES = {name: _recorded(cache) for name, cache in CACHES.items()}
