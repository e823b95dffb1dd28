"""Signing in: a user name and a password, as Django does it."""

from uuid import UUID

from django.contrib.auth.backends import ModelBackend
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from acompana.people.places import Coverage
from acompana.people.users import User


class Backend(ModelBackend):
    """Django's own check of a password; and each request's user arrives with the places covered, in one query."""

    def get_user(self, user_id: UUID) -> User | None:
        return with_paths(User.objects.filter(pk=user_id, is_active=True)).first()


def with_paths(users):
    """The same users, each carrying the paths of the places covered (see `User.place_paths`)."""
    covered = Coverage.objects.filter(user=OuterRef("pk")).order_by("place__path")
    return users.annotate(paths=ArraySubquery(covered.values("place__path")))
