"""A real department. Refuses to start on a missing or demonstration secret and says what to set."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from config.settings import public
from config.settings.base import *  # noqa: F403
from config.settings.base import DATABASES, REDIS_URL, env

DEBUG = False


_HINT = "Make one with `python manage.py make_secret` and set TIPLINE_SECRET_KEY_FILE to a file that holds it."


def _secret_key() -> str:
    path = env.str("TIPLINE_SECRET_KEY_FILE", default="")
    key = _read(path) if path else env.str("TIPLINE_SECRET_KEY", default="")
    if not key:
        raise ImproperlyConfigured(f"There is no secret key. {_HINT}")
    if key in public.EVERY or len(key) < 50 or len(set(key)) < 10:
        raise ImproperlyConfigured(f"The secret key is a public one (demonstration, tests) or too short. {_HINT}")
    return key


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = f"The file that TIPLINE_SECRET_KEY_FILE names cannot be read ({type(error).__name__})"
        raise ImproperlyConfigured(f"{reason}: let the service's user own it. {_HINT}") from None


SECRET_KEY = _secret_key()

ALLOWED_HOSTS = env.list("TIPLINE_HOSTS", default=[])
if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("Set TIPLINE_HOSTS to the host names of this service, separated by commas.")

if DATABASES["default"]["ENGINE"] != "django.db.backends.sqlite3" and not REDIS_URL:
    raise ImproperlyConfigured("With PostgreSQL, set REDIS_URL as well: officers' sessions are shared in it.")

UNLOCK_COOKIE_SECURE = DEVICE_COOKIE_SECURE = True

# Onion hosts are exempt from the redirect and from HSTS: see tipline.http.middleware.Security.
SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.int("TIPLINE_TRUSTED_PROXIES", default=0) else None
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
