from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "acompana.desk"
    label = "desk"
