"""Does a parsed file have the shape of its record? Every misfit is reported, each with its place."""

import types
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from gettext import gettext as _
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Struct

from acompana.bundle.lines import Path


class Misfit(NamedTuple):
    """What does not fit, where in the file."""

    code: str
    path: Path
    expected: str
    found: str


def misfits(kind: Any, value: object, path: Path = ()) -> Iterator[Misfit]:
    """Every place where `value`, as parsed from TOML, is not of the type `kind`."""
    kind = _without_none(kind)
    origin = get_origin(kind)
    if isinstance(kind, type) and issubclass(kind, Struct):
        yield from _of_record(kind, value, path)
    elif origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        yield from _of_mapping(kind, value, path)
    elif origin is tuple:
        yield from _of_list(kind, value, path)
    else:
        yield from _of_leaf(kind, value, path)


def shown(value: object) -> str:
    """A value as it may stand in a message: on one line, and short."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return _("a table")
    if isinstance(value, list):
        return _("a list of {number}").format(number=len(value))
    text = f'"{value}"' if isinstance(value, str) else str(value)
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:57]}…"


def one_of(names: Iterable[object]) -> str:
    """What is expected where these are all there is."""
    return _("one of {names}").format(names=", ".join(map(str, names)) or _("none"))


def _of_record(kind: type[Struct], value: object, path: Path) -> Iterator[Misfit]:
    if not isinstance(value, Mapping):
        yield Misfit("wrong_value", path, _("a table"), shown(value))
        return
    annotations = get_type_hints(kind, include_extras=True)
    fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    for key in value:
        if key not in fields:
            near = get_close_matches(key, fields, n=1)
            hint = f"{near[0]}" if near else one_of(sorted(fields))
            yield Misfit("unknown_key", (*path, key), hint, key)
    for name, field in fields.items():
        if name in value:
            yield from misfits(annotations[field.name], value[name], (*path, name))
        elif field.required:
            yield Misfit("missing_key", path, name, _("nothing"))


def _of_mapping(kind: Any, value: object, path: Path) -> Iterator[Misfit]:
    if not isinstance(value, Mapping):
        yield Misfit("wrong_value", path, _("a table"), shown(value))
        return
    inner = get_args(kind)[1]
    for key, entry in value.items():
        yield from misfits(inner, entry, (*path, key))
    if inner is str:  # words in each language
        for language in ("es", "en"):
            if not value.get(language):
                yield Misfit("missing_language", path, _("words in {language}").format(language=language), _("none"))


def _of_list(kind: Any, value: object, path: Path) -> Iterator[Misfit]:
    if not isinstance(value, list):
        yield Misfit("wrong_value", path, _("a list"), shown(value))
        return
    for number, entry in enumerate(value):
        yield from misfits(get_args(kind)[0], entry, (*path, number))


def _of_leaf(kind: Any, value: object, path: Path) -> Iterator[Misfit]:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        expected = _described(kind) or str(error)
        yield Misfit("wrong_value", path, expected, shown(value))


def _without_none(kind: Any) -> Any:
    if get_origin(kind) not in (Union, types.UnionType):
        return kind
    kinds = [one for one in get_args(kind) if one is not type(None)]
    return kinds[0] if len(kinds) == 1 else kind


def _described(kind: Any) -> str:
    if get_origin(kind) is Literal:
        return one_of(get_args(kind))
    if get_origin(kind) in (Union, types.UnionType):
        return _(" or ").join(filter(None, (_described(one) for one in get_args(kind))))
    if get_origin(kind) is Annotated:
        meta = next((m for m in get_args(kind)[1:] if isinstance(m, msgspec.Meta)), None)
        described = _described(get_args(kind)[0])
        if not (meta and meta.pattern):
            return described
        return _("{kind} like {pattern}").format(kind=described, pattern=meta.pattern)
    names = {
        str: _("text"),
        int: _("a whole number"),
        bool: _("true or false"),
        float: _("a number"),
        date: _("a date such as 2024-05-31"),
    }
    return names.get(kind, "")
