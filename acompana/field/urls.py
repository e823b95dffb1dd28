from django.urls import path

from acompana.field.api import api

urlpatterns = [path("", api.urls)]
