"""As little Django as can insert a row, with the database settings of the service."""

import os

import environ

ENV = environ.Env()
SECRET_KEY = "bare" * 16
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "benchmarks.bare.urls"
INSTALLED_APPS = ["benchmarks.bare.apps.BareConfig"]
MIDDLEWARE: list[str] = []
DATABASES = {"default": ENV.db_url("DATABASE_URL")}
DATABASES["default"]["CONN_MAX_AGE"] = 0
DATABASES["default"]["OPTIONS"] = {
    "pool": {"min_size": 2, "max_size": 16, "timeout": 10},
    "options": "-c synchronous_commit=on",
}
USE_TZ = True
ROW_BYTES = int(os.environ.get("BARE_ROW_BYTES", "8000"))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
