"""Django's settings. They read the environment that the command line prepared and start nothing themselves."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from acompana.house.database import WEB_ROLE as FIRST_WEB_ROLE
from acompana.house.database import django_database, secret_key

PACKAGE = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("ACOMPANA_DATA_DIR", "acompana-data")).resolve()
# Where people reach this organization. It decides cookies, redirects and which host names are answered.
ORIGIN = os.environ.get("ACOMPANA_ORIGIN", "http://127.0.0.1:8000")

SECRET_KEY = secret_key(DATA_DIR) if DATA_DIR.is_dir() else "no organization yet: nothing is signed with this"
DEBUG = False
ALLOWED_HOSTS = sorted({"127.0.0.1", "localhost", urlsplit(ORIGIN).hostname or "localhost"})

ROOMS = ["people", "ledger", "caseload", "indicators", "field", "desk", "exchange", "messages"]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "acompana.house",
    *(f"acompana.{room}" for room in ROOMS if (PACKAGE / room / "__init__.py").exists()),
]

MIDDLEWARE = [
    "acompana.field.front.FieldMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "acompana.house.campo.FilesMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "acompana.house.idle.IdleMiddleware",
    "acompana.people.viewing.ViewerMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "acompana.house.urls"
WSGI_APPLICATION = "acompana.house.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # The desk's templates stand beside their views: "desk/today/today.html" is that path in the package.
        "DIRS": [PACKAGE],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["acompana.desk.parts.tags"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ],
        },
    }
]

# The command line puts the login here: the owner's for jobs, the web role's for the server.
DATABASES = {
    "default": {
        **django_database(os.environ.get("ACOMPANA_LOGIN", "")),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }
}
# The name of the web login, to which the migrations grant what it may.
WEB_ROLE = os.environ.get("ACOMPANA_WEB_ROLE", FIRST_WEB_ROLE)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "acompana.people.sign_in.Backend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "/entrar/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = LOGIN_URL

# Five wrong passwords for one name from one address close that door for a quarter of an hour.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "acompana.desk.sign_in.views.locked_out"

SESSION_COOKIE_AGE = int(timedelta(hours=8).total_seconds())
IDLE_AFTER = timedelta(minutes=30)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [ORIGIN]
CSRF_FAILURE_VIEW = "acompana.desk.sign_in.typed.unproven"

if ORIGIN.startswith("https://"):
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds())
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20

LANGUAGE_CODE = "es"
LANGUAGES = [("es", "Español"), ("en", "English")]
FORMAT_MODULE_PATH = ["acompana.house.formats"]
TIME_ZONE = "America/Lima"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# What went wrong is told, never about whom: no query, no form, no address of a person reaches a log.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "discreet": {"()": "acompana.house.logs.Discreet", "format": "{levelname} {name}: {message}", "style": "{"}
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "discreet"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.request": {"level": "ERROR"},
        "axes": {"level": "ERROR"},
    },
}
