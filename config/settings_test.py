"""The settings of bin/test: the real engine behind the real wall, with a fast hasher and no worker."""

import os

from config.environment import database
from config.settings import *
from core.scope import STARTUP_OPTIONS

if owner := os.environ.get("DATABASE_OWNER_URL"):
    # The test database is created by its owner; tests/conftest.py then puts every connection into the walled role.
    DATABASES = {"default": database(owner) | {"DISABLE_SERVER_SIDE_CURSORS": True}}
    DATABASES["default"]["OPTIONS"]["options"] = STARTUP_OPTIONS
DATABASES["default"]["TEST"] = {"NAME": "test_safeloop" + os.environ.get("TEST_DB_SUFFIX", "")}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    **{
        name: {"BACKEND": "django.core.files.storage.InMemoryStorage"}
        for name in ("default", "evidence", "sealed", "documents", "exports")
    },
}
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ALLOWED_HOSTS = ["*"]
AXES_ENABLED = False
FORCE_TWO_FACTOR = False
LANGUAGE_CODE = "en"
