from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "acompana.ledger"
    label = "ledger"
