from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "acompana.messages"
    label = "acompana_messages"  # Django's own `messages` has the short one
