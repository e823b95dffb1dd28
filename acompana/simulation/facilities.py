"""The health services that the simulated program refers to. Names and codes are invented."""

from typing import NamedTuple


class Facility(NamedTuple):
    code: str  # eight digits, as RENIPRESS; no real one begins with 9
    name: str
    level: str
    district: str


def facilities_of(districts: dict[str, str]) -> list[Facility]:
    """The services of these districts (name by code), and the hospital that all share."""
    found = [Facility(HOSPITAL, "Hospital Lima Norte (ejemplo)", "II-2", next(iter(districts)))]
    for code, name in districts.items():
        found.append(Facility(f"91{code}", f"CSMC {name} (ejemplo)", "I-3", code))
        found.append(Facility(f"92{code}", f"Centro de Salud {name} (ejemplo)", "I-3", code))
    return found


HOSPITAL = "90000001"


def facility_for(district: str, service: str) -> str:
    """The code of the service's facility in this district."""
    if service in ("emergency", "psychiatry"):
        return HOSPITAL
    return f"91{district}" if service == "csmc" else f"92{district}"
