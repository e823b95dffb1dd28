"""The floor for one request: a bare Django view that inserts one row, with nothing around it."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from acompana.house.database import django_database

settings.configure(
    SECRET_KEY="bare",
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["127.0.0.1"],
    DATABASES={"default": {**django_database(os.environ["ACOMPANA_LOGIN"]), "CONN_MAX_AGE": None}},
)


def insert(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bare_row (body) VALUES (%s)", [request.body.decode()])
    return HttpResponse(b'{"ok": true}', content_type="application/json")


urlpatterns = [path("insert", insert)]
application = get_wsgi_application()
