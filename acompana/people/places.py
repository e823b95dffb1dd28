"""The tree of places, from the country down to the sector, and who covers which."""

from django.db import models


class Place(models.Model):
    """A node of the tree. `code` is text because UBIGEO codes begin with zeros: 010101 is Chachapoyas.

    `path` spells the codes from the root down, closed by slashes: "/15/1501/150106/150106-03/"; the root's is "/".
    Whatever lies below a place begins with that place's path, so one comparison of text answers "is it in there?".
    """

    class Kind(models.TextChoices):
        COUNTRY = "country"
        DEPARTMENT = "department"
        PROVINCE = "province"
        DISTRICT = "district"
        SECTOR = "sector"

    code = models.CharField(primary_key=True, max_length=32)
    name = models.CharField(max_length=120)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    # Collation C: the order of bytes is what makes a subtree one contiguous range of an index (see `within`).
    path = models.CharField(max_length=200, unique=True, editable=False, db_collation="C")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ["path"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=models.Q(kind="country"), name="people_place_one_country"
            ),
        ]

    def save(self, *args, **kwargs):
        self.path = f"{self.parent.path}{self.code}/" if self.parent else "/"
        super().save(*args, **kwargs)


class Coverage(models.Model):
    """A user works in a place and in all below it."""

    user = models.ForeignKey("people.User", on_delete=models.CASCADE, related_name="coverage")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="coverage")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "place"], name="people_coverage_once")]


def within(path: str) -> tuple[str, str]:
    """The range of paths that a place contains, itself included: `low <= path < high`.

    For queries an index should answer: row-level security lets an index serve `>=` and `<`, and never a LIKE.
    """
    return path, path[:-1] + chr(ord("/") + 1)
