"""Who works here: users, their roles and their teams."""

import secrets
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib.auth import hashers
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import connection, models
from django.utils.crypto import salted_hmac

from acompana.people.ids import new_id
from acompana.people.places import Coverage, Place

SYSTEM = UUID("00000000-0000-7000-8000-000000000001")
"""The program itself as an author: imports, messages, receivers without an account. The same everywhere."""


class Role(models.TextChoices):
    """What somebody is here. What each may see and record is decided in `access`."""

    AGENT = "agent"
    CLINICIAN = "clinician"
    COORDINATOR = "coordinator"
    ANALYST = "analyst"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"


CARING = (Role.AGENT, Role.CLINICIAN, Role.COORDINATOR)
"""The roles that look after people, and so may open their records where they reach."""


class Language(models.TextChoices):
    SPANISH = "es", "Español"
    ENGLISH = "en", "English"


class Team(models.Model):
    name = models.CharField(max_length=120, unique=True)

    class Meta:
        ordering = ["name"]


def _stamp() -> str:
    return secrets.token_urlsafe(16)


class UserManager(BaseUserManager["User"]):
    def create_user(
        self, username: str, password: str | None = None, *, places: Iterable[Place] = (), **fields: Any
    ) -> "User":
        """A user who covers `places`. Without a password nobody can sign in as this user."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        Coverage.objects.bulk_create(Coverage(user=user, place=place) for place in places)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username=written_username(username or ""))


def written_username(typed: str) -> str:
    """User names are kept in lower case, because phones begin whatever is typed with a capital."""
    return typed.strip().lower()


class User(AbstractBaseUser):
    """Somebody who works here, or the program itself (role `system`, which never signs in).

    Users are never deleted, for their facts stay theirs; whoever leaves is set inactive.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=13, choices=Role.choices)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.SPANISH)
    is_active = models.BooleanField(default=True)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="members")
    places = models.ManyToManyField(Place, through=Coverage, related_name="users")
    must_change_password = models.BooleanField(default=False)
    # Renewed with the password, so that sessions opened before it end.
    stamp = models.CharField(max_length=32, default=_stamp, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"

    class Meta:
        ordering = ["name"]

    _new_hash: str | None = None

    # Not a column: the web process may read and join the rows of this table, and no hash of a password.
    @property
    def password(self) -> str:
        if self._new_hash is not None:
            return self._new_hash
        with connection.cursor() as cursor:
            cursor.execute("SELECT people_password_of(%s)", [self.pk])
            return cursor.fetchone()[0] or ""

    @password.setter
    def password(self, hashed: str) -> None:
        self._new_hash = hashed
        self.stamp = _stamp()

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.username = written_username(self.username)
        super().save(*args, **kwargs)
        if self._new_hash is not None:
            Credential.keep(self, self._new_hash)
            self._new_hash = None

    def check_password(self, raw_password: str) -> bool:
        return hashers.check_password(raw_password, self.password)

    def get_session_auth_hash(self) -> str:
        return salted_hmac("acompana.people.User.stamp", self.stamp, algorithm="sha256").hexdigest()

    def get_full_name(self) -> str:
        return self.name


class Credential(models.Model):
    """The hash of a user's password. The web process may write it and may not read this table: it asks
    `people_password_of` for one user at a time, so that no forgotten filter lists everybody's."""

    user = models.OneToOneField(User, primary_key=True, on_delete=models.CASCADE, related_name="credential")
    hashed = models.CharField(max_length=200)

    @classmethod
    def keep(cls, user: User, hashed: str) -> None:
        # The hash is given twice because EXCLUDED would read the column, which the web login may not.
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO people_credential (user_id, hashed) VALUES (%s, %s)"
                " ON CONFLICT (user_id) DO UPDATE SET hashed = %s",
                [user.pk, hashed, hashed],
            )
