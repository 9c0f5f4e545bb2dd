"""Settings of the whole house, read from the environment so that one code runs everywhere.

| variable | meaning | default |
|---|---|---|
| DINH_HOME | where the database, files and secrets live | `var/` beside the project |
| DINH_DATABASE_URL | `postgres://user:password@host:port/name` (`?prepare=0` behind a pooler) or `sqlite:///path` | SQLite in DINH_HOME |
| DINH_SECRET_KEY | signing key | made once and kept in DINH_HOME/secret-key (mode 600) |
| DINH_FIELD_KEY | keys that encrypt private words in the database, newest first, comma separated | made once and kept in DINH_HOME/field-keys (mode 600) |
| DINH_HOSTS | names this server answers to, comma separated | 127.0.0.1,localhost |
| DINH_DEMO | 1 lets the demo town be furnished | 1 on embedded SQLite, else 0 |
| DINH_DEMOBANK_URL | where `dinh demobank` stands; pages of the demo town lead a payer there | http://127.0.0.1:8010 |
| DINH_DEBUG | 1 shows traces in the browser; never in use | 0 |
| DINH_PLAIN_STATIC | 1 serves static files by their plain names (tests) | 0 |
| DINH_LIMITS | 0 lifts the limits on how often one may ask: a proxy before this server keeps its own | 1 |
| DINH_COUNT_SECONDS | seconds for which numbers beside the menu are kept | 60 |
| DINH_FOLLOW_SECONDS | seconds after which the search follows what was done; 0 follows within the request | 0.5 |
| DINH_KNOWN_SECONDS | seconds for which an intake goes by what it read of editions, processes and offers of the day | 20 |
| DINH_HTTPS | 1 marks cookies secure and sends HSTS | 0 |
| DINH_URL | the address people open, for links in e-mails | http://127.0.0.1:8000 |
| DINH_SMTP_URL | `smtp://user:password@host:port`, `smtp+starttls://…` or `smtps://…` | none: e-mails wait; in the demo town they go to DINH_HOME/mail |
| DINH_OIDC_ISSUER | who vouches for citizens by OpenID Connect, `https://…`; with `_CLIENT_ID`, `_CLIENT_SECRET`, `_NAME` (on the button), `_SCOPE`, and `_NUMBER_CLAIM`: the claim that is the citizen's number | none: local accounts only |
| DINH_CLAMAV | where clamd listens, `unix:/run/clamav/clamd.ctl` or `tcp:127.0.0.1:3310`: files of citizens are scanned | none: nothing is scanned |
| DINH_PORTAL_SECRET | key that signs what the national portal sends here | none: the entrance is closed |
| DINH_LAKE_URL | where the facts lie: a folder, or an address that deltalake knows (`s3://bucket/lake`) | `lake` in DINH_HOME |
| DINH_LAKE_OPTIONS | what that store wants, as JSON: `{"AWS_REGION": "…", "AWS_ENDPOINT_URL": "…"}` | none |
| DINH_LAKE_MEMORY | most memory that one question to the lake takes | 2GB |
| DINH_LAKE_THREADS | most threads that one question to the lake takes | one a core |
| DINH_MAIL_FROM | who e-mails come from, `Phường Mẫu <cds@phuong.vn>` | Đình <dinh@localhost> |
"""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from .database import database_from
from .mail import mail_from

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DINH_HOME = Path(os.environ.get("DINH_HOME", BASE_DIR / "var")).resolve()
DINH_HOME.mkdir(parents=True, exist_ok=True)


def _flag(name: str, default: bool) -> bool:
    return os.environ.get(name, "1" if default else "0") in {"1", "true", "yes"}


def _secret_key() -> str:
    given = os.environ.get("DINH_SECRET_KEY")
    if given:
        return given
    path = DINH_HOME / "secret-key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="utf-8").strip()
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        key = secrets.token_urlsafe(50)
        file.write(key)
    return key


DEBUG = _flag("DINH_DEBUG", False)
SECRET_KEY = _secret_key()
DINH_FIELD_KEY = os.environ.get("DINH_FIELD_KEY", "")
ALLOWED_HOSTS = [h for h in os.environ.get("DINH_HOSTS", "127.0.0.1,localhost,[::1]").split(",") if h]
CSRF_TRUSTED_ORIGINS = [f"https://{h}" for h in ALLOWED_HOSTS if h not in {"127.0.0.1", "localhost", "[::1]"}]

# The staircase, from the bottom step up; then Django's own and the libraries, then the frame.
ROOMS = [
    "ground",
    "look",
    "town",
    "catalog",
    "papers",
    "work",
    "till",
    "dossiers",
    "voices",
    "sectors.reporting",
    "sectors.inspections",
    "lake",
    "measures",
    "plans",
    "boards",
    "doors",
]
INSTALLED_APPS = [
    *(f"dinh.{room}" for room in ROOMS),
    "dinh.frame",
    "axes",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "dinh.frame.api_gate.ApiGateMiddleware",
    "dinh.frame.headers.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "dinh.look.middleware.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "dinh.frame.limits.RateLimitMiddleware",
    "dinh.town.middleware.ActorMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "dinh.frame.urls"
WSGI_APPLICATION = "dinh.frame.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "dinh" / "frame" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "dinh.look.context.shell",
            ],
        },
    },
]

FORM_RENDERER = "dinh.look.renderer.LookRenderer"

DATABASES = {"default": database_from(os.environ.get("DINH_DATABASE_URL"), home=DINH_HOME)}
DINH_DEMO = _flag("DINH_DEMO", DATABASES["default"]["ENGINE"].endswith("sqlite3"))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "town.Account"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
# Locking by address alone would shut out a whole one-stop counter behind one router.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_CALLABLE = "dinh.town.pages.locked_out"
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_VERBOSE = False
LOGIN_URL = "/dang-nhap/"
LOGIN_REDIRECT_URL = "/"

SESSION_COOKIE_AGE = 30 * 60  # idle, seconds; the absolute limit stands in dinh.town.middleware
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
_https = _flag("DINH_HTTPS", False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'self'"],
    }
}
CSRF_FAILURE_VIEW = "dinh.look.pages.csrf_failure"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Tiếng Việt")), ("en", _("Tiếng Anh"))]
LOCALE_PATHS = [BASE_DIR / "dinh" / "frame" / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = USE_TZ = True
FORMAT_MODULE_PATH = None

STATIC_URL = "/static/"
STATIC_ROOT = DINH_HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if _flag("DINH_PLAIN_STATIC", False)
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DINH_MAX_FILE_BYTES = 100 * 1024 * 1024
DINH_CLAMAV = os.environ.get("DINH_CLAMAV", "")

DINH_OIDC = {
    part.lower(): os.environ[f"DINH_OIDC_{part}"]
    for part in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET", "NAME", "NUMBER_CLAIM", "SCOPE")
    if os.environ.get(f"DINH_OIDC_{part}")
}

DINH_PORTAL_SECRET = os.environ.get("DINH_PORTAL_SECRET", "")
DINH_URL = os.environ.get("DINH_URL", "http://127.0.0.1:8000").rstrip("/")
DINH_DEMOBANK_URL = os.environ.get("DINH_DEMOBANK_URL", "http://127.0.0.1:8010").rstrip("/")
DINH_LAKE_URL = os.environ.get("DINH_LAKE_URL", "")
DINH_LAKE_OPTIONS = os.environ.get("DINH_LAKE_OPTIONS", "")
DINH_LAKE_MEMORY = os.environ.get("DINH_LAKE_MEMORY", "2GB")
DINH_LAKE_THREADS = int(os.environ.get("DINH_LAKE_THREADS") or 0)
DINH_SMTP_URL = os.environ.get("DINH_SMTP_URL", "")
DINH_MAIL_FROM = DEFAULT_FROM_EMAIL = os.environ.get("DINH_MAIL_FROM", "Đình <dinh@localhost>")
_mail = mail_from(DINH_SMTP_URL)
EMAIL_HOST = _mail.get("EMAIL_HOST", "localhost")
EMAIL_PORT = _mail.get("EMAIL_PORT", 25)
EMAIL_HOST_USER = _mail.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = _mail.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = _mail.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _mail.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 60

# How long the numbers beside the menu may be old; one's own deeds show at once.
DINH_COUNT_SECONDS = float(os.environ.get("DINH_COUNT_SECONDS", "60"))

# How long after a deed the search may follow: one look then follows everybody's. 0 follows within the request.
DINH_FOLLOW_SECONDS = float(os.environ.get("DINH_FOLLOW_SECONDS", "0.5"))

# How long an intake may go by what it read of editions, processes and offers of the day.
DINH_KNOWN_SECONDS = float(os.environ.get("DINH_KNOWN_SECONDS", "20"))

# How often one may ask: a minute for pages, ten for files, fifteen for failed sign-ins of one address.
DINH_LIMITS = {
    "asked_by_person": 600,
    "asked_by_address": 1200,
    "files_sent": 60,
    "failed_sign_ins": 60,
    "asked_by_key": 600,
    "failed_keys": 200,
}
if not _flag("DINH_LIMITS", True):
    DINH_LIMITS = dict.fromkeys(DINH_LIMITS, sys.maxsize)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": os.environ.get("DINH_LOG", "WARNING")},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
