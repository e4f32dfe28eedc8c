"""Settings of the project. Every variable read here is documented in docs/guide/configuration.md."""

import os
from datetime import timedelta

import environ
from django.core.exceptions import ImproperlyConfigured

from twentyapi import database, place, theme
from twentyapi.embedded import Cluster

BASE_DIR = place.PROJECT
env = environ.Env()
if (BASE_DIR / ".env").is_file():
    env.read_env(BASE_DIR / ".env")


def number(name: str, default: int) -> int:
    try:
        return env.int(name, default)
    except ValueError as error:
        raise ImproperlyConfigured(f'{name} must be a whole number, not "{env.str(name)}".') from error


ENVIRONMENT = env.str("ENVIRONMENT", "development")
if ENVIRONMENT not in ("development", "production"):
    raise ImproperlyConfigured(f'ENVIRONMENT must be "development" or "production", not "{ENVIRONMENT}".')
PRODUCTION = ENVIRONMENT == "production"
DEBUG = env.bool("DEBUG", False)
HOST = env.str("HOST", "127.0.0.1")
PORT = number("PORT", 8000)
if not 0 < PORT < 65536:
    raise ImproperlyConfigured(f"PORT must be between 1 and 65535, not {PORT}.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]", HOST])

# The data directory and the database
DATA_DIR = place.data_dir()
DATABASE_URL = env.str("DATABASE_URL", "")
if PRODUCTION and not env.str("SECRET_KEY", ""):
    raise ImproperlyConfigured(
        "ENVIRONMENT=production needs a SECRET_KEY: set it to 50 or more random characters, for example by "
        "`python -c 'import secrets; print(secrets.token_urlsafe(64))'`."
    )
SECRET_KEY = env.str("SECRET_KEY", "") or place.kept_secret(DATA_DIR)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
DATABASE_POOLED = env.bool("DATABASE_POOLED", False)
DATABASE_PREPARED_STATEMENTS = env.bool("DATABASE_PREPARED_STATEMENTS", not DATABASE_POOLED)
DATABASES = {
    "default": database.entry(
        DATABASE_URL or Cluster(DATA_DIR).url(), pooled=DATABASE_POOLED, prepared=DATABASE_PREPARED_STATEMENTS
    )
}

# The server
WEB_WORKERS = number("WEB_WORKERS", 0) or os.cpu_count() or 1
WEB_THREADS = number("WEB_THREADS", 4)
ACCESS_LOG = env.bool("ACCESS_LOG", False)

# Limits of the APIs
TWENTYAPI_MAX_BODY_BYTES = number("TWENTYAPI_MAX_BODY_BYTES", 10 * 1024 * 1024)
TWENTYAPI_MAX_URL_BYTES = number("TWENTYAPI_MAX_URL_BYTES", 32 * 1024)
TWENTYAPI_BATCH_LIMIT = number("TWENTYAPI_BATCH_LIMIT", 60)
TWENTYAPI_LIST_DEFAULT = number("TWENTYAPI_LIST_DEFAULT", 60)
TWENTYAPI_LIST_MAX = number("TWENTYAPI_LIST_MAX", 200)
TWENTYAPI_MANY_MAX = number("TWENTYAPI_MANY_MAX", 200)
TWENTYAPI_NESTED_MAX = number("TWENTYAPI_NESTED_MAX", 60)
TWENTYAPI_GRAPHQL_LIST_DEFAULT = number("TWENTYAPI_GRAPHQL_LIST_DEFAULT", 200)
TWENTYAPI_GRAPHQL_LIST_MAX = number("TWENTYAPI_GRAPHQL_LIST_MAX", 1000)
TWENTYAPI_GRAPHQL_MAX_ROOTS = number("TWENTYAPI_GRAPHQL_MAX_ROOTS", 20)
TWENTYAPI_GRAPHQL_MAX_FIELDS = number("TWENTYAPI_GRAPHQL_MAX_FIELDS", 2000)
TWENTYAPI_GRAPHQL_MAX_DEPTH = number("TWENTYAPI_GRAPHQL_MAX_DEPTH", 60)
TWENTYAPI_GRAPHQL_MAX_COST = number("TWENTYAPI_GRAPHQL_MAX_COST", 2_000_000)
TWENTYAPI_GRAPHQL_MAX_DOCUMENT = number("TWENTYAPI_GRAPHQL_MAX_DOCUMENT", 500_000)
TWENTYAPI_GRAPHQL_REFUSE_REPEATED_ROOTS = env.bool("TWENTYAPI_GRAPHQL_REFUSE_REPEATED_ROOTS", False)
TWENTYAPI_LAST_USED_SECONDS = number("TWENTYAPI_LAST_USED_SECONDS", 10)
REDIS_URL = env.str("REDIS_URL", "")
TWENTYAPI_RATE_LIMIT = env.bool("TWENTYAPI_RATE_LIMIT", True)
TWENTYAPI_RATE_LIMIT_PER_SECOND = number("TWENTYAPI_RATE_LIMIT_PER_SECOND", 200)
TWENTYAPI_RATE_LIMIT_PER_MINUTE = number("TWENTYAPI_RATE_LIMIT_PER_MINUTE", 6000)
TWENTYAPI_LOCK_TIMEOUT_MS = number("TWENTYAPI_LOCK_TIMEOUT_MS", 5000)
TWENTYAPI_LARGE_TABLE_MB = number("TWENTYAPI_LARGE_TABLE_MB", 64)
TWENTYAPI_STATEMENT_TIMEOUT_MS = number("TWENTYAPI_STATEMENT_TIMEOUT_MS", 15000)

# Webhooks
WEBHOOK_ALLOW_PRIVATE = env.bool("WEBHOOK_ALLOW_PRIVATE", False)
WEBHOOK_STANDARD_HEADERS = env.bool("WEBHOOK_STANDARD_HEADERS", False)
WEBHOOK_TIMEOUT_MS = number("WEBHOOK_TIMEOUT_MS", 5000)
WEBHOOK_CONCURRENCY = number("WEBHOOK_CONCURRENCY", 64)
WEBHOOK_CONCURRENCY_PER_TARGET = number("WEBHOOK_CONCURRENCY_PER_TARGET", 8)
WEBHOOK_PAUSE_AFTER_HOURS = number("WEBHOOK_PAUSE_AFTER_HOURS", 72)
WEBHOOK_LOG_KEPT = number("WEBHOOK_LOG_KEPT", 1000)
WEBHOOK_LOG_DAYS = number("WEBHOOK_LOG_DAYS", 30)

DATA_UPLOAD_MAX_MEMORY_SIZE = TWENTYAPI_MAX_BODY_BYTES

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",  # before the admin, whose templates it replaces
    "twentyapi.apps.SettingsConfig",  # django.contrib.admin
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "rest_framework",
    "graphene_django",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "metadata",
    "core",
    "apikeys",
    "webhooks",
    "docs",
    "twentyapi",
]

# ApiLane answers API requests itself; the rest of the list is for pages (admin, documentation, playground).
MIDDLEWARE = [
    "twentyapi.lane.ApiLane",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "docs.pages.policy.ContentSecurityPolicy",
    "axes.middleware.AxesMiddleware",
    "docs.pages.session.SessionCalls",
]
PAGE_PREFIXES = ("/admin", "/docs", "/playground", "/static")

ROOT_URLCONF = "twentyapi.urls"
WSGI_APPLICATION = "twentyapi.wsgi.application"
APPEND_SLASH = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "/static/"
PAGE_ASSETS = BASE_DIR / "build" / "assets"  # made from npm packages by docs/assets/install.py
STATICFILES_DIRS = [("guide", BASE_DIR / "docs" / "guide" / "images")]
if PAGE_ASSETS.is_dir():
    STATICFILES_DIRS.append(("assets", PAGE_ASSETS))
LOGIN_URL = "sign-in"
WHITENOISE_USE_FINDERS = True  # files are served from the packages: there is no collectstatic step
WHITENOISE_AUTOREFRESH = False

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "apikeys.admin.scope.shown",
            ]
        },
    }
]

UNFOLD = theme.THEME

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Signing in: failures are counted by name and address, for the pages and for GraphQL alike (docs/adr/0012)
SIGN_UP_ENABLED = env.bool("SIGN_UP_ENABLED", False)
SIGN_IN_ATTEMPTS = number("SIGN_IN_ATTEMPTS", 10)
PROXIES = number("PROXIES", 0)
AXES_ENABLED = SIGN_IN_ATTEMPTS > 0
AXES_FAILURE_LIMIT = SIGN_IN_ATTEMPTS
AXES_COOLOFF_TIME = timedelta(minutes=number("SIGN_IN_COOL_OFF_MINUTES", 15))
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "apikeys.lockout.counted_name"
AXES_LOCKOUT_CALLABLE = "docs.pages.lockout.refuse"
AXES_IPWARE_META_PRECEDENCE_ORDER = ("HTTP_X_FORWARDED_FOR", "REMOTE_ADDR") if PROXIES else ("REMOTE_ADDR",)
AXES_IPWARE_PROXY_COUNT = PROXIES - 1 if PROXIES else None  # it counts the addresses beside the client's own
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": [
        "rest_framework.renderers.JSONRenderer",
        "rest_framework.renderers.BrowsableAPIRenderer",
    ],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["apikeys.authentication.ApiKeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_SCHEMA_CLASS": "docs.openapi.auto.WorkspaceAutoSchema",
    "UNAUTHENTICATED_USER": None,
    "UNAUTHENTICATED_TOKEN": None,
}

SPECTACULAR_SETTINGS = {
    "ENABLE_DJANGO_DEPLOY_CHECK": False,  # it knows no workspace; the tests examine each workspace's document
    "TITLE": "twentyapi",
    "OAS_VERSION": "3.1.1",
    "DEFAULT_GENERATOR_CLASS": "docs.openapi.generator.CoreGenerator",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
if PRODUCTION:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", True) else None
    SECURE_HSTS_SECONDS = number("SECURE_HSTS_SECONDS", 31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    # A refused request is no event of the server: its client has been told.
    "loggers": {"django.request": {"level": "ERROR"}, "django.security.DisallowedHost": {"level": "CRITICAL"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "WARNING")},
}
