"""Signing in: a user name and a password, as Django does it."""

from uuid import UUID

from django.contrib.auth.backends import ModelBackend

from acompana.people.rota import with_paths
from acompana.people.users import User


class Backend(ModelBackend):
    """Django's own check of a password; each request's user arrives with the places to see, in one query."""

    def get_user(self, user_id: UUID) -> User | None:
        return with_paths(User.objects.filter(pk=user_id, is_active=True)).first()
