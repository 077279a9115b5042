"""Settings that hold in every environment. What differs stands in demo.py, production.py and test.py."""

from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent.parent

env = environ.Env()

# Everything that the service writes lies below this folder, except what DATABASE_URL and REDIS_URL point to.
DATA_DIR = Path(env.str("TIPLINE_DATA", default=str(BASE_DIR / "var")))

DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)

# Root fingerprints and the service key: outside the database, and to be left out of its backups.
TIPLINE_KEYS_DIR = Path(env.str("TIPLINE_KEYS", default=str(DATA_DIR / "keys")))

# How many proxies in front of this server are ours: so many entries from the right of X-Forwarded-For are believed.
TIPLINE_TRUSTED_PROXIES = env.int("TIPLINE_TRUSTED_PROXIES", default=0)

# How many server processes share the load: limits are kept per process and divided by it.
TIPLINE_PROCESSES = env.int("TIPLINE_PROCESSES", default=1)

# How many requests each of them works on at once.
TIPLINE_THREADS = env.int("TIPLINE_THREADS", default=8)

DESK_PATH = "/desk/"
API_PATH = "/api/"
# Who answers, by channel, when no view can.
ERROR_VIEWS = {
    "desk": "tipline.desk.views.errors",
    "api": "tipline.api.views.errors",
    "web": "tipline.web.views.errors",
}

INSTALLED_APPS = [
    "tipline.desk.apps.DeskAdminConfig",
    "tipline.desk.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "tipline.audit",
    "tipline.departments",
    "tipline.keyring",
    "tipline.routing",
    "tipline.tips",
    "tipline.casework",
    "tipline.intake",
    "tipline.statistics",
    "tipline.web",
    "tipline.api",
    "tipline.operations",
]

# What sets headers comes first, so that files, redirects and refusals have them too. A request outside the desk goes
# past the desk's middleware: a resident is never given a session, a user or a cookie, also in an officer's browser.
MIDDLEWARE = [
    "tipline.http.middleware.Headers",
    "tipline.http.middleware.Security",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tipline.http.charset.OnlyUtf8",
    "tipline.desk.middleware.DeskSessionMiddleware",
    "tipline.http.middleware.Languages",
    "django.middleware.common.CommonMiddleware",
    "tipline.desk.middleware.DeskCsrfMiddleware",
    "tipline.desk.middleware.DeskAuthenticationMiddleware",
    "tipline.desk.middleware.DeskMessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tipline.desk.middleware.OfficerLocaleMiddleware",
    "tipline.desk.middleware.DeskResponseMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tipline.desk.context_processors.desk",
            ],
        },
    },
]

DATABASES: dict[str, dict[str, Any]] = {
    "default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR}/tipline.sqlite3")
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # secure_delete and FULL: a destroyed row leaves no bytes behind, a receipt shown has its tip on disk.
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY;"
        ),
    }
else:
    # Looks at each connection before it is used: nobody's tip meets one that the server closed.
    DATABASES["default"]["ENGINE"] = "tipline.postgresql"
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    DATABASES["default"]["OPTIONS"] = {
        "pool": {
            "min_size": 2,
            "max_size": env.int("TIPLINE_DATABASE_CONNECTIONS", default=16),
            # While there is no server, a resident is told so after this, and the next request tries anew.
            "timeout": 5,
            "reconnect_timeout": 5,
        },
        "connect_timeout": 5,
        "options": "-c synchronous_commit=on",
        # For prepared_cursor() alone: Django's own cursors prepare nothing.
        "prepare_threshold": 1,
    }

REDIS_URL = env.str("REDIS_URL", default="")
# Only officers' sessions are there, and the database has them too: it is not worth waiting for.
REDIS_TIME_LIMITS = {"socket_connect_timeout": 1, "socket_timeout": 1}
CACHES: dict[str, dict[str, Any]] = {
    "default": (
        {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": "tipline",
            "OPTIONS": REDIS_TIME_LIMITS,
        }
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "default"}
    ),
    # Limits never leave the process: see SILENCED_SYSTEM_CHECKS.
    "limits": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "limits",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    },
}
RATELIMIT_USE_CACHE = "limits"
# django-ratelimit wants a cache that all processes share. Ours is per process on purpose, so that no address of a
# resident is ever sent to or stored by another program; limits are divided by TIPLINE_PROCESSES instead.
# Django looks for its own security, clickjacking and CSRF middleware by name; ours do their work, and tipline.E008 and
# tipline.E011 look for them instead.
SILENCED_SYSTEM_CHECKS = [
    "django_ratelimit.E003",
    "django_ratelimit.W001",
    "security.W001",
    "security.W002",
    "security.W003",
]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Officers and sign-in
AUTH_USER_MODEL = "tipline_departments.Officer"
AUTHENTICATION_BACKENDS = ["tipline.departments.backends.OfficerBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = DESK_PATH
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "tipline.desk.adapter.DeskAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
# allauth's own limits keep addresses in the shared cache; sign-in is limited in tipline.limits instead.
ACCOUNT_RATE_LIMITS = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]

SESSION_ENGINE = "tipline.departments.sessions.cached" if REDIS_URL else "tipline.departments.sessions.database"
SESSION_COOKIE_NAME = "__Secure-tipline-desk"
SESSION_COOKIE_PATH = DESK_PATH
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = "__Secure-tipline-form"
CSRF_COOKIE_PATH = DESK_PATH
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "tipline.desk.views.expired.csrf_failure"
UNLOCK_COOKIE_NAME = "__Secure-tipline-unlock"
UNLOCK_COOKIE_SECURE = True
UNLOCK_IDLE_MINUTES = 30
DEVICE_COOKIE_NAME = "__Secure-tipline-device"
DEVICE_COOKIE_SECURE = True
UNLOCK_LIMIT_HOURS = 12
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Headers. no-referrer would make every form of the desk fail its CSRF check, same-origin does not.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: []
    for feature in (
        "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen", "geolocation",
        "gyroscope", "magnetometer", "microphone", "midi", "payment", "usb", "xr-spatial-tracking",
    )
}  # fmt: skip

# Request bodies. The resident's form is text only for now; a field is refused over its own length by its form.
DATA_UPLOAD_MAX_MEMORY_SIZE = 512 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
FILE_UPLOAD_HANDLERS: list[str] = []

# Languages. A resident's language stands in the address, an officer's is a field.
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [BASE_DIR / "locale"]

STATIC_URL = "/static/"
WHITENOISE_ALLOW_ALL_ORIGINS = False
STATIC_ROOT = Path(env.str("TIPLINE_STATIC", default=str(DATA_DIR / "static")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Programs are denied unless a view names who may call it; no browsable pages, no throttle that stores addresses.
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["tipline.api.permissions.DenyAll"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["tipline.api.parsers.StrictJSONParser"],
    "DEFAULT_THROTTLE_CLASSES": [],
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "tipline.api.exceptions.exception_handler",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Tip line",
    "VERSION": "1",
    "DESCRIPTION": "Send a tip and come back to it. Nothing here signs in, and nobody is told apart.",
    "OAS_VERSION": "3.1.0",
    "COMPONENT_SPLIT_REQUEST": True,
    "SORT_OPERATIONS": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "tipline.api.schema.forbid_unknown_members",
    ],
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    # Else Swagger UI asks another host for a badge wherever it does not run on localhost.
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "validatorUrl": None},
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    # Its check would describe every address of the site, without our descriptions; tests/api does it with them.
    "ENABLE_DJANGO_DEPLOY_CHECK": False,
}

EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
ADMINS: list[tuple[str, str]] = []
MANAGERS: list[tuple[str, str]] = []

# The formatter prints the kind of an error and where it happened, never its words: they can quote what was typed.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"safe": {"()": "tipline.operations.logs.SafeFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "safe"}},
    "root": {"handlers": ["console"], "level": env.str("TIPLINE_LOG_LEVEL", default="WARNING")},
    "loggers": {
        "django": {"handlers": [], "level": "NOTSET", "propagate": True},
        "django.server": {"handlers": [], "level": "NOTSET", "propagate": True},
        # The server's own: it would print the text of an error, and with it what was sent.
        "_granian": {"handlers": ["console"], "level": "ERROR", "propagate": False},
    },
}
