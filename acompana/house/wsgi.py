"""What the web server's workers load."""

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "acompana.house.settings"
application = get_wsgi_application()


def _start_as_web() -> None:
    from django.db import connection

    from acompana.house.warmth import get_ready
    from acompana.people.security import refuse_owner_login

    refuse_owner_login(connection)
    connection.close()
    get_ready()


_start_as_web()
