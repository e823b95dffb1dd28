from django.apps import AppConfig


class FieldConfig(AppConfig):
    name = "acompana.field"
    label = "field"
