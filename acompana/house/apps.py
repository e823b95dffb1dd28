"""What the house adds after every migration: the web login may use the framework's own tables."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.db import connections
from django.db.models.signals import post_migrate

# Tables of the frameworks, which hold no person's record. Each room grants its own tables in its own migrations.
WEB_MAY = {
    "django_session": "select, insert, update, delete",
    "django_content_type": "select",
    "auth_permission": "select",
    "auth_group": "select",
    "auth_group_permissions": "select",
    "axes_accessattempt": "select, insert, update, delete",
    "axes_accessfailurelog": "select, insert, update, delete",
    "axes_accesslog": "select, insert, update, delete",
    "axes_accessattemptexpiration": "select, insert, update, delete",
}


class HouseConfig(AppConfig):
    name = "acompana.house"

    def ready(self) -> None:
        # The signal comes once per app that has tables, after all are made; the house itself has none.
        post_migrate.connect(grant_framework_tables, sender=apps.get_app_config("sessions"))


def grant_framework_tables(using: str, **_: Any) -> None:
    """Let the web login keep sessions and count failed sign-ins."""
    connection = connections[using]
    present = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        cursor.execute(f"grant usage on schema public to {settings.WEB_ROLE}")
        for table, verbs in WEB_MAY.items():
            if table in present:
                cursor.execute(f"grant {verbs} on {table} to {settings.WEB_ROLE}")
