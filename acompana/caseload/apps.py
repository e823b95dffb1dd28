from django.apps import AppConfig


class CaseloadConfig(AppConfig):
    name = "acompana.caseload"
    label = "caseload"
