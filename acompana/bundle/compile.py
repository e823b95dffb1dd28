"""From the content folder to a bundle: read, check, run the worked examples, seal.

Every breach in every file is reported at once.
"""

import re
import tomllib
from collections.abc import Iterator
from gettext import gettext as _
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

from acompana.bundle.bundle import Bundle, CodeList, sealed
from acompana.bundle.checks import unfit
from acompana.bundle.coverage import untried
from acompana.bundle.errors import Breach, UnfitContent
from acompana.bundle.examples import Examples, failures
from acompana.bundle.indicators import IndicatorSet
from acompana.bundle.lines import Lines
from acompana.bundle.lines import Path as Place
from acompana.bundle.shape import Misfit, misfits
from acompana.bundle.whole import (
    clocks_are_kept,
    codes_are_of_their_list,
    consents_stand_once,
    consents_wanting,
    danger_protocols_can_be_followed,
    indicators_name_what_exists,
    instruments_stand_once,
    medicines_ask_what_the_visit_form_asks,
    program_entries_stand_once,
    risk_has_every_level,
    signs_of_danger_have_steps,
    stages_name_what_exists,
    steps_lead_on,
    task_reasons_can_be_filled,
    triggers_name_what_exists,
    words_wanting,
)
from acompana.care.consents import ConsentText
from acompana.care.content import Texts
from acompana.care.instruments import Instrument
from acompana.care.programs import DangerProtocol, Program, RiskRules

EXAMPLES = "examples.toml"


class Shelf(NamedTuple):
    """Where one kind of content stands, and the record each file is read into."""

    name: str
    files: str
    kind: type[Struct]


SHELVES = (
    Shelf("instruments", "instruments/*/*.toml", Instrument),
    Shelf("programs", "programs/*.toml", Program),
    Shelf("risk", "risk/*.toml", RiskRules),
    Shelf("dangers", "dangers/*.toml", DangerProtocol),
    Shelf("consents", "consents/*/*.toml", ConsentText),
    Shelf("codes", "codes/*.toml", CodeList),
    Shelf("indicators", "indicators/*.toml", IndicatorSet),
)


class Document:
    """One file: what it says, and on which line it says it. Raises what the TOML parser raises."""

    def __init__(self, path: Path, root: Path) -> None:
        self.path = path
        self.file = path.relative_to(root).as_posix()
        text = path.read_text(encoding="utf-8")
        self.parsed = tomllib.loads(text)
        self.lines = Lines(text)

    def breach(self, misfit: Misfit) -> Breach:
        line = self.lines.line_of(misfit.path)
        return Breach(misfit.code, self.file, line, self._where(misfit.path), misfit.expected, misfit.found)

    def _where(self, path: Place) -> str:
        """The place in words: "scales.total.bands.mild" says more than numbers do."""
        words = []
        value: Any = self.parsed
        for step in path:
            value = _step(value, step)
            words.append(step if isinstance(step, str) else _name(value) or str(step + 1))
        return ".".join(words)


def compile_content(root: Path) -> Bundle:
    """Compile the content folder `root`. Raises UnfitContent with every breach found."""
    return _Compilation(root).bundle()


class _Compilation:
    """One run over a content folder, gathering records and breaches."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.breaches: list[Breach] = []
        self.is_whole = True
        self.records: dict[str, list[tuple[Any, Document]]] = {shelf.name: [] for shelf in SHELVES}

    def bundle(self) -> Bundle:
        for shelf in SHELVES:
            for path in sorted(self.root.glob(shelf.files)):
                if path.name != EXAMPLES:
                    self._take(shelf, path)
        for instrument, document in self.records["instruments"]:
            self._check(instrument, document)
        for text, document in self.records["consents"]:
            self.breaches += map(document.breach, _named_as_it_says("scope", text.scope, text.version, document.path))
        words = self._words()
        self._check_together(words)
        if self.breaches:
            raise UnfitContent(self.breaches)
        taken = {name: tuple(record for record, _ in found) for name, found in self.records.items()}
        (risk,) = taken["risk"]
        return sealed(
            Bundle(
                instruments=taken["instruments"],
                programs=taken["programs"],
                risk=risk,
                dangers=taken["dangers"],
                consents=taken["consents"],
                codes=taken["codes"],
                indicators=taken["indicators"],
                words=words,
            )
        )

    def _take(self, shelf: Shelf, path: Path) -> None:
        document = self._read(path)
        record = document and self._shape(document, shelf.kind)
        if document and record:
            self.records[shelf.name].append((record, document))
        else:
            self.is_whole = False

    def _read(self, path: Path) -> Document | None:
        try:
            return Document(path, self.root)
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            self.breaches.append(_not_toml(path.relative_to(self.root).as_posix(), error))
            return None

    def _shape(self, document: Document, kind: Any) -> Any:
        """The file as its record, or nothing when it does not have the shape."""
        found = [document.breach(misfit) for misfit in misfits(kind, document.parsed)]
        self.breaches += found
        return None if found else msgspec.convert(document.parsed, kind)

    def _check(self, instrument: Instrument, document: Document) -> None:
        found = [*_named_as_it_says("id", instrument.id, instrument.version, document.path), *unfit(instrument)]
        self.breaches += map(document.breach, found)
        if not found:
            self._try(instrument, document)

    def _try(self, instrument: Instrument, document: Document) -> None:
        """Run the worked examples; they are only judged once the instrument itself is sound."""
        path = document.path.with_name(EXAMPLES)
        if not path.exists():
            self.breaches.append(document.breach(Misfit("no_examples", (), _("worked examples"), _("none"))))
            return
        worked = self._read(path)
        examples = worked and self._shape(worked, Examples)
        if worked and examples:
            self.breaches += map(worked.breach, failures(instrument, examples))
            self.breaches += map(document.breach, untried(instrument, examples))

    def _words(self) -> dict[str, Texts]:
        words = {}
        for path in sorted(self.root.glob("words/*.toml")):
            document = self._read(path)
            texts = document and self._shape(document, dict[str, Texts])
            words.update({f"{path.stem}.{key}": text for key, text in (texts or {}).items()})
        return words

    def _check_together(self, words: dict[str, Texts]) -> None:
        """What the files say of one another; unread files would make every reference to them look wrong."""
        if not self.is_whole:
            return
        documents = {id(record): document for found in self.records.values() for record, document in found}
        taken = {name: [record for record, _ in found] for name, found in self.records.items()}
        for record, misfit in _unfit_together(taken):
            self.breaches.append(documents[id(record)].breach(misfit))
        for code in words_wanting(words):
            expected = _("words for {code}").format(code=code)
            self.breaches.append(Breach("missing_key", "words/reasons.toml", 0, "", expected, _("none")))
        for scope in consents_wanting(taken["consents"]):
            expected = _("the words to read aloud")
            self.breaches.append(Breach("nothing_here", f"consents/{scope}/", 0, "", expected, _("none")))
        for name, expected in (("instruments", _("at least one instrument")), ("risk", _("one file of risk rules"))):
            if not taken[name] or (name == "risk" and len(taken[name]) > 1):
                self.breaches.append(Breach("nothing_here", f"{name}/", 0, "", expected, str(len(taken[name]))))


def _unfit_together(taken: dict[str, list[Any]]) -> Iterator[tuple[object, Misfit]]:
    yield from instruments_stand_once(taken["instruments"])
    yield from steps_lead_on(taken["instruments"])
    yield from program_entries_stand_once(taken["programs"])
    yield from stages_name_what_exists(taken["programs"])
    yield from triggers_name_what_exists(taken["programs"], taken["instruments"])
    yield from clocks_are_kept(taken["programs"], taken["instruments"])
    yield from task_reasons_can_be_filled(taken["programs"])
    yield from risk_has_every_level(taken["risk"])
    yield from signs_of_danger_have_steps(taken["instruments"], taken["dangers"])
    yield from danger_protocols_can_be_followed(taken["dangers"], taken["instruments"], taken["risk"])
    yield from consents_stand_once(taken["consents"])
    yield from codes_are_of_their_list(taken["codes"])
    yield from indicators_name_what_exists(taken["indicators"], taken["instruments"], taken["programs"])
    yield from medicines_ask_what_the_visit_form_asks(taken["indicators"], taken["instruments"])


def _named_as_it_says(key: str, id: str, version: str, path: Path) -> Iterator[Misfit]:
    if id != path.parent.name:
        expected = _('"{name}", as the folder is named').format(name=path.parent.name)
        yield Misfit("wrong_place", (key,), expected, f'"{id}"')
    if version != path.stem:
        expected = _('"{name}", as the file is named').format(name=path.stem)
        yield Misfit("wrong_place", ("version",), expected, f'"{version}"')


def _step(value: Any, step: str | int) -> Any:
    """One step into parsed TOML; an empty table where there is nothing."""
    try:
        return value[step]
    except (KeyError, IndexError, TypeError):
        return {}


def _name(value: Any) -> str | None:
    """What the element of a list calls itself."""
    names = (value[key] for key in ("code", "id", "level") if key in value) if isinstance(value, dict) else ()
    return next((name for name in names if isinstance(name, str)), None)


def _not_toml(file: str, error: Exception) -> Breach:
    text = str(error)
    place = re.search(r"\(at line (\d+), column \d+\)", text)
    found = (text[: place.start()].strip() if place else text).replace(r"'\n'", _("the end of the line"))
    return Breach("not_toml", file, int(place[1]) if place else 0, "", "TOML", found[:1].lower() + found[1:])
