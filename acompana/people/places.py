"""The tree of places, from the country down to the sector, and who covers which."""

import tomllib
from collections.abc import Iterator
from gettext import gettext as _
from pathlib import Path
from typing import Any

import msgspec
from django.db import models, transaction


class Place(models.Model):
    """A node of the tree. `code` is text because UBIGEO codes begin with zeros: 010101 is Chachapoyas.

    `path` spells the codes from the root down, closed by slashes: "/15/1501/150106/150106-03/"; the root's is
    "/". Whatever lies below a place begins with that place's path: one comparison answers "is it in there?".
    """

    class Kind(models.TextChoices):
        COUNTRY = "country"
        DEPARTMENT = "department"
        PROVINCE = "province"
        DISTRICT = "district"
        SECTOR = "sector"

    code = models.CharField(primary_key=True, max_length=32)
    name = models.CharField(max_length=120)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    # Collation C: the order of bytes is what makes a subtree one contiguous range of an index (see `within`).
    path = models.CharField(max_length=200, unique=True, editable=False, db_collation="C")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ["path"]
        constraints = [
            # Commas part the paths that the database is told, slashes the codes of a path.
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^[A-Za-z0-9-]+$"), name="people_place_code_letters_digits"
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.path = self.parent.path + self.code + "/" if self.parent else "/"
        super().save(*args, **kwargs)


class Coverage(models.Model):
    """A user works in a place and in all below it."""

    user = models.ForeignKey("people.User", on_delete=models.CASCADE, related_name="coverage")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="coverage")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "place"], name="people_coverage_once")]


def within(path: str) -> tuple[str, str]:
    """The range of paths that a place contains, itself included: `low <= path < high`.

    For queries that an index should answer: under row-level security it serves `>=` and `<`, never a LIKE.
    """
    return path, path[:-1] + chr(ord("/") + 1)


# --- Places from a file ------------------------------------------------------------------------------------------


class UnfitPlacesError(ValueError):
    """A file of places says something impossible: which file, which place, what to change."""


class _Written(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A place as `content/places/*.toml` writes it; `sectors = 10` adds ten sectors below it."""

    code: str
    name: str
    kind: str
    parent: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    sectors: int = 0


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    places: list[_Written]


def load_places(file: Path) -> int:
    """Add the places of a TOML file, or renew their names and positions; how many there are.

    Parents are written first. A place never moves in the tree, for whatever was recorded there would move with
    it: that, and whatever else is impossible, raises `UnfitPlacesError`.
    """
    places = list(_with_sectors(_read(file).places))
    _refuse_unfit(file, places)
    paths = dict(Place.objects.values_list("code", "path"))
    rows = []
    for place in places:
        path = _path_of(file, place, paths)
        if paths.setdefault(place.code, path) != path:
            raise UnfitPlacesError(
                _(
                    "{file}: expected {code} to stay at {before}; found it at {now}. Give the place a new code where"
                    " it is now."
                ).format(file=file, code=place.code, before=paths[place.code], now=path)
            )
        rows.append(_row(place, path))
    with transaction.atomic():
        Place.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["name", "latitude", "longitude"],
        )
    return len(rows)


def _read(file: Path) -> _File:
    try:
        return msgspec.convert(tomllib.loads(file.read_text("utf-8")), _File)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise UnfitPlacesError(
            _('{file}: {found}. Codes are text, in quotes: code = "150106".').format(file=file, found=error)
        ) from error


def _with_sectors(places: list[_Written]) -> Iterator[_Written]:
    for place in places:
        yield place
        for n in range(1, place.sectors + 1):
            yield _Written(f"{place.code}-{n:02d}", f"{place.name}, sector {n}", "sector", place.code)


def _refuse_unfit(file: Path, places: list[_Written]) -> None:
    seen: set[str] = set()
    for place in places:
        if place.code in seen:
            raise UnfitPlacesError(
                _("{file}: expected each code once; found {code} twice. Remove one.").format(file=file, code=place.code)
            )
        seen.add(place.code)
        if place.kind not in Place.Kind.values:
            kinds = ", ".join(Place.Kind.values)
            raise UnfitPlacesError(
                _("{file}: expected kind of {code} to be one of {kinds}; found {kind}.").format(
                    file=file, code=place.code, kinds=kinds, kind=place.kind
                )
            )
        if not place.code.isascii() or not place.code.replace("-", "").isalnum():
            raise UnfitPlacesError(
                _("{file}: expected a code of letters, digits and hyphens; found {code}.").format(
                    file=file, code=repr(place.code)
                )
            )


def _path_of(file: Path, place: _Written, paths: dict[str, str]) -> str:
    if place.parent is None:
        return "/"
    if place.parent not in paths:
        raise UnfitPlacesError(
            _(
                "{file}: expected the parent of {code} to be written before it; {parent} is not. Move or add the"
                " parent's line."
            ).format(file=file, code=place.code, parent=place.parent)
        )
    return f"{paths[place.parent]}{place.code}/"


def _row(place: _Written, path: str) -> Place:
    return Place(
        code=place.code,
        name=place.name,
        kind=place.kind,
        parent_id=place.parent,
        path=path,
        latitude=place.latitude,
        longitude=place.longitude,
    )
