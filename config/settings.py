"""All settings, one file, from the environment. There is no production.py: what differs comes in by name."""

from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config.environment import ENVIRONMENT as ENVIRONMENT
from config.environment import database, flag, number, text, words
from core.scope import STARTUP_OPTIONS

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(text("VAR_DIR", "Where uploads and generated files are kept", str(BASE_DIR / "var")))

DEBUG = flag("DEBUG", "Show tracebacks in the browser; never in production")
SECRET_KEY = text("SECRET_KEY", "Signs sessions and links; a long random text")
SEALING_KEY = text("SEALING_KEY", "Encrypts the sealed originals of photos; a Fernet key")
ALLOWED_HOSTS = words("ALLOWED_HOSTS", "Host names that the site answers to", "localhost,127.0.0.1,[::1]")
PUBLIC_URL = text("PUBLIC_URL", "The address printed in QR codes and letters", "http://127.0.0.1:8000")
CODE_URL = text("CODE_URL", "The address printed on safety-code labels; empty for PUBLIC_URL", "") or PUBLIC_URL
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS", "Origins trusted behind a proxy")
SECURE = flag("SECURE", "The site is served by HTTPS: secure cookies, HSTS, redirects")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.contrib.admin",
    "bootstrap",
    "django_htmx",
    "template_partials",
    "rest_framework",
    "rest_framework.authtoken",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "csp",
    "core",
    "regions",
    "audit",
    "enterprises",
    "accounts",
    "checklists",
    "documents",
    "evidence",
    "notifications",
    "hazards",
    "rectification",
    "inspections",
    "whistleblowing",
    "risks",
    "bulletins",
    "desk",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "core.middleware.PrivateResponses",
    "accounts.middleware.ActorMiddleware",
    "core.middleware.FourErrors",
    "core.middleware.StorableText",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "desk.context.frame",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "core.templatetags.safeloop"],
        },
    }
]

# --- Data -----------------------------------------------------------------------------------------------------------

_application_url = text("DATABASE_URL", "PostgreSQL as the walled application role")
_owner_url = text("DATABASE_OWNER_URL", "PostgreSQL as the owner, for migrations only", "")
_role = text("SAFELOOP_DB_ROLE", "app or owner; manage.py chooses owner for schema commands", "app")
DATABASES = {
    "default": database(_owner_url if _role == "owner" and _owner_url else _application_url)
    | {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True, "DISABLE_SERVER_SIDE_CURSORS": True}
}
# The page of one case joins ten tables by their keys: comparing the orders of so many takes longer than the query.
# On the disks of today an index costs little more than reading on: at the default a bounded count reads the table from
# wherever another reader stands, and now and then all of it.
PLANNING = "-c join_collapse_limit=6 -c random_page_cost=1.1"
DATABASES["default"]["OPTIONS"]["options"] = STARTUP_OPTIONS if _role == "owner" else PLANNING
APPLICATION_ROLE = "safeloop_app"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = text("REDIS_URL", "Redis: broker, cache and rate limits")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = number("SESSION_SECONDS", "How long a sign-in lasts without use", 12 * 3600)
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

_s3_bucket = text("S3_BUCKET", "Bucket of the S3-compatible storage; empty keeps files under VAR_DIR", "")


def _files(folder: str) -> dict:
    """Describe one private file storage: a folder, or a prefix of the bucket."""
    if not _s3_bucket:
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": VAR_DIR / "files" / folder, "base_url": None},
        }
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": _s3_bucket,
            "location": folder,
            "endpoint_url": text("S3_ENDPOINT", "Address of the S3-compatible storage"),
            "access_key": text("S3_ACCESS_KEY", "Access key of the storage"),
            "secret_key": text("S3_SECRET_KEY", "Secret key of the storage"),
            "default_acl": None,
            "file_overwrite": False,
        },
    }


STORAGES = {
    "default": _files("general"),
    "evidence": _files("evidence"),
    "sealed": _files("sealed"),
    "documents": _files("documents"),
    "exports": _files("exports"),
    "staticfiles": {"BACKEND": "core.static.HashedModulesStorage"},
}
STATIC_URL = "/static/"
STATIC_ROOT = Path(text("STATIC_ROOT", "Where collectstatic puts files", str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
# Packed already, or read only by a developer with the tools open.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("jpg", "jpeg", "png", "gif", "webp", "woff", "woff2", "gz", "br", "zip", "map")
DATA_UPLOAD_MAX_MEMORY_SIZE = 30 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# --- Language and time ----------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# --- Sign-in --------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "accounts.backends.SessionBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
OTP_TOTP_ISSUER = "Safeloop"
FORCE_TWO_FACTOR = flag("FORCE_TWO_FACTOR", "Administrators must use a second factor", True)
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "accounts.views.locked_out"
AXES_SENSITIVE_PARAMETERS = ["username", "password", "otp_token", "next"]
AXES_IPWARE_PROXY_COUNT = number("PROXY_COUNT", "How many proxies stand before the site", 0)

# --- Browser defences -----------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "style-src": [SELF],
        "script-src": [SELF],
        "connect-src": [SELF],
        "font-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None

# --- API ------------------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api_authentication.MembershipTokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.api_authentication.ActsThroughMembership"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["core.parsers.CleanJSON"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "core.lists.KeysetPagination",
    "PAGE_SIZE": 20,
    "DEFAULT_SCHEMA_CLASS": "core.api.SafeloopSchema",
    "EXCEPTION_HANDLER": "core.api.four_errors",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "DEFAULT_THROTTLE_RATES": {"sign_in": "20/min", "public": "60/min"},
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Safeloop API",
    "DESCRIPTION": "Closed-loop hazard inspection and rectification. Each endpoint calls the same action as the page.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "COMPONENT_SPLIT_REQUEST": True,
    "SERVE_PUBLIC": True,
    "SERVE_AUTHENTICATION": [],
    # Each closed list under one name in the schema, whatever the fields are called.
    "ENUM_NAME_OVERRIDES": {
        "Role": "core.roles.Role",
        "RegionLevel": "regions.choices.RegionLevel",
        "DayKind": "regions.choices.DayKind",
        "DeadlineUnit": "regions.choices.DeadlineUnit",
        "EnterpriseStatus": "enterprises.choices.EnterpriseStatus",
        "Scale": "enterprises.choices.Scale",
        "CodeKind": "enterprises.codes.choices.CodeKind",
        "CodeStatus": "enterprises.codes.choices.CodeStatus",
        "LicenceKind": "enterprises.conduct.choices.LicenceKind",
        "LicenceStatus": "enterprises.conduct.choices.LicenceStatus",
        "LicenceRowOutcome": "enterprises.conduct.choices.RowOutcome",
        "Investigation": "enterprises.conduct.choices.Investigation",
        "CodeColour": "risks.colours.choices.CodeColour",
        "AppealStatus": "risks.colours.choices.AppealStatus",
        "AlarmStatus": "risks.alarms.choices.AlarmStatus",
        "AlarmKind": "risks.alarms.choices.AlarmKind",
        "AlarmLevel": "risks.alarms.choices.AlarmLevel",
        "AlarmVerb": "risks.alarms.choices.AlarmVerb",
        "AlarmOpenness": "risks.alarms.choices.Openness",
        "ImportState": "enterprises.choices.ImportState",
        "TenantKind": "accounts.choices.TenantKind",
        "MembershipStatus": "accounts.choices.MembershipStatus",
        "InvitationStatus": "accounts.choices.InvitationStatus",
        "ChecklistKind": "checklists.choices.ChecklistKind",
        "VersionStatus": "checklists.choices.VersionStatus",
        "Frequency": "checklists.choices.Frequency",
        "AnswerCode": "checklists.choices.AnswerCode",
        "ItemMethod": "checklists.choices.ItemMethod",
        "DocumentKind": "documents.choices.Kind",
        "Language": "documents.choices.Language",
        "DocumentStatus": "documents.choices.Status",
        "RenderState": "documents.choices.RenderState",
        "ServiceMethod": "documents.choices.Method",
        "ServiceOutcome": "documents.choices.Outcome",
        "PhotoPurpose": "evidence.choices.Purpose",
        "PhotoOrigin": "evidence.choices.Origin",
        "Likeness": "evidence.choices.Likeness",
        "Channel": "notifications.choices.Channel",
        "NoticeGroup": "notifications.choices.Group",
        "DeliveryState": "notifications.choices.DeliveryState",
        "RunResult": "notifications.choices.RunResult",
        "HazardStatus": "hazards.choices.Status",
        "Grade": "hazards.choices.Grade",
        "HazardSource": "hazards.choices.Source",
        "HazardPhotoPurpose": "hazards.choices.PhotoPurpose",
        "VerificationMethod": "hazards.choices.VerificationMethod",
        "HazardVerb": "hazards.choices.Verb",
        "EventVerb": "hazards.choices.EventVerb",
        "OrderStatus": "rectification.choices.OrderStatus",
        "ExtensionStatus": "rectification.choices.ExtensionStatus",
        "DueState": "rectification.choices.DueState",
        "Verdict": "rectification.choices.Verdict",
        "OpinionStatus": "rectification.choices.OpinionStatus",
        "StopWorkStatus": "rectification.choices.StopWorkStatus",
        "ReopenGround": "rectification.choices.ReopenGround",
        "LetterKind": "rectification.letters.choices.LetterKind",
        "LetterStatus": "rectification.letters.choices.LetterStatus",
        "LetterLevel": "rectification.letters.choices.Level",
        "ListingStatus": "rectification.listing.choices.ListingStatus",
        "ListingLevel": "rectification.listing.choices.ListingLevel",
        "ListingGround": "rectification.listing.choices.Ground",
        "LetterRating": "rectification.letters.choices.Rating",
        "WaitKind": "rectification.ladder.choices.WaitKind",
        "Pace": "rectification.ladder.choices.Pace",
        "LadderAnchor": "rectification.ladder.choices.Anchor",
        "Party": "rectification.ladder.choices.Party",
        "LadderEffect": "rectification.ladder.choices.EffectKind",
        "StepOutcome": "rectification.ladder.choices.Outcome",
        "LadderStatus": "rectification.ladder.choices.PolicyStatus",
        "Urgency": "notifications.choices.Urgency",
        "VisitMethod": "inspections.choices.Method",
        "VisitStatus": "inspections.choices.VisitStatus",
        "Disposition": "inspections.choices.Disposition",
        "Signatory": "inspections.choices.Signatory",
        "FindingPhotoPurpose": "inspections.choices.PhotoPurpose",
        "BulletinStatus": "bulletins.choices.Status",
        "BulletinSource": "bulletins.choices.Source",
        "BulletinScope": "bulletins.choices.Scope",
        "ExposureGround": "bulletins.choices.Ground",
        "NoteKind": "bulletins.choices.NoteKind",
        "MediaChannel": "bulletins.choices.Channel",
        "MeetingStatus": "bulletins.choices.MeetingStatus",
        "SpeakerCapacity": "bulletins.choices.Capacity",
        "ProposedGrade": "checklists.forms.GRADES",
        "HazardLead": "hazards.choices.Lead",
        "SignState": "documents.choices.SignState",
        "SignTrouble": "documents.choices.SignTrouble",
        "VisitKind": "inspections.choices.VisitKind",
        "StatementPeriod": "inspections.choices.Period",
        "StatementStatus": "inspections.choices.StatementStatus",
        "DutyStatus": "checklists.duties.choices.DutyStatus",
        "DutyVerb": "checklists.duties.choices.DutyVerb",
        "DutyResult": "checklists.duties.choices.DutyResult",
        "DutyRhythm": "checklists.duties.choices.Rhythm",
        "HoldingKind": "checklists.duties.choices.HoldingKind",
        "Punctuality": "checklists.duties.choices.Punctuality",
        "RiskColour": "risks.ledger.choices.Colour",
        "RiskMethod": "risks.ledger.choices.Method",
        "RiskPointStatus": "risks.ledger.choices.PointStatus",
        "MeasureKind": "risks.ledger.choices.MeasureKind",
        "MeasureStatus": "risks.ledger.choices.MeasureStatus",
        "SitePlanStatus": "risks.ledger.choices.PlanStatus",
        "RiskVerb": "risks.ledger.choices.EntryVerb",
        "RowOutcome": "risks.ledger.choices.RowOutcome",
        "TipKind": "whistleblowing.choices.TipKind",
        "TipStatus": "whistleblowing.choices.TipStatus",
        "TipVerb": "whistleblowing.choices.TipVerb",
        "TipOutcome": "whistleblowing.choices.Outcome",
        "TipManner": "whistleblowing.choices.Manner",
        "TipDanger": "whistleblowing.choices.Danger",
        "TipRefusalGround": "whistleblowing.choices.RefusalGround",
        "IdentityRequestStatus": "whistleblowing.choices.RequestStatus",
    },
}

# --- Celery ---------------------------------------------------------------------------------------------------------

CELERY_BROKER_URL = (
    REDIS_URL
    if not REDIS_URL.startswith("unix://")
    else "redis+socket://" + REDIS_URL[7:].replace("?db=", "?virtual_host=")
)
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_TIMEZONE = TIME_ZONE

# --- Mail and logs --------------------------------------------------------------------------------------------------

EMAIL_BACKEND = text("EMAIL_BACKEND", "Django's mail back end", "django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_HOST = text("EMAIL_HOST", "SMTP server", "localhost")
EMAIL_PORT = number("EMAIL_PORT", "SMTP port", 25)
EMAIL_HOST_USER = text("EMAIL_USER", "Sign-in name at the SMTP server; empty for none", "")
EMAIL_HOST_PASSWORD = text("EMAIL_PASSWORD", "Password at the SMTP server", "")
EMAIL_USE_TLS = flag("EMAIL_STARTTLS", "Encrypt after connecting (STARTTLS, usually port 587)")
EMAIL_USE_SSL = flag("EMAIL_TLS", "Encrypt from the start (usually port 465)")
EMAIL_TIMEOUT = number("EMAIL_TIMEOUT", "Seconds to wait for the SMTP server", 20)
DEFAULT_FROM_EMAIL = text("FROM_EMAIL", "Sender of mails", "safeloop@localhost")
CATCH_MAIL = flag("CATCH_MAIL", "Show every caught mail to whoever is signed in; for development only")
SMS_GATEWAY = text("SMS_GATEWAY", "How text messages leave: http, file (for development), or empty for not at all", "")
SMS_URL = text("SMS_URL", "Address of the text message gateway, https://", "")
SMS_TOKEN = text("SMS_TOKEN", "Bearer token of the text message gateway", "")
RECEIPTS_TOKEN = text("RECEIPTS_TOKEN", "Bearer token with which gateways report what became of a message", "")
SMS_FILE_PATH = VAR_DIR / "sms"
WEBHOOK_HOSTS = words("WEBHOOK_HOSTS", "Hosts that generic webhooks may call; robots' own hosts need not be named")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"class": "core.secrecy.Discreet", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": text("LOG_LEVEL", "How much is logged", "INFO")},
    "loggers": {"axes": {"level": "ERROR"}, "fontTools": {"level": "ERROR"}, "weasyprint": {"level": "ERROR"}}
    # Both write whole web addresses, a robot's secret included, into messages below these levels.
    | {"apprise": {"level": "ERROR"}, "urllib3": {"level": "ERROR"}},
}
