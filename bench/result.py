"""One measured figure beside its floor."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Result:
    """A figure, the floor measured in the same run, and the goal for their ratio.

    `ratio` is figure over floor in the direction of the goal: `goal` "at least 0.5" wants it no smaller, "at most 1.5"
    no larger. An empty goal is nobody's: the figure is told, and that is all. `bounded_by` says what keeps the figure
    from being better: of every figure, before it is known whether it reaches its goal, and shown of one that does not.
    """

    name: str
    value: float
    unit: str
    floor_name: str
    floor_value: float
    ratio: float
    goal: str
    bounded_by: str
    note: str = ""

    @property
    def reached(self) -> bool:
        if not self.goal:
            return True
        word, bound = self.goal.rsplit(" ", 1)
        return self.ratio >= float(bound) if word == "at least" else self.ratio <= float(bound)

    def row(self) -> dict[str, object]:
        return {**asdict(self), "reached": self.reached}
