"""The program's own settings, away from any organization on this machine, with a cheap password hash."""

import os
import tempfile

os.environ["ACOMPANA_DATA_DIR"] = os.path.join(tempfile.gettempdir(), "acompana-tests-have-no-data-dir")
os.environ.pop("ACOMPANA_LOGIN", None)

from acompana.house.settings import *  # noqa: F403
from acompana.house.settings import STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Files are served from where they are written, without gathering them first.
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
