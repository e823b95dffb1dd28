"""Pages of help, and what is said of a command typed wrongly, in the language of the terminal.

Commands are described once, in English, where they are written. Typer adds words of its own and leaves most of them
untranslated. So the tree of commands is given its words before it is shown, and a misuse is told by the sentences
below, in which Typer is recognized.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Sequence
from functools import cache
from gettext import gettext as _
from typing import Any

import typer

SHOWN_BY_TYPER = (
    *("Usage: ", "[OPTIONS]", "COMMAND [ARGS]...", "Arguments", "Options", "Commands", "Aborted!"),
    *("Show this message and exit.", "required", "default: {default}", "env var: {var}"),
    *("No such command {name!r}.", "Missing command."),
)
"""What stands on a page of help beside our own words."""

MISUSES = {
    "Invalid value for {parameter} (env var: {variable}): {wrong}": "Invalid value for {parameter}: {wrong}",
    "Invalid value for {parameter}: {wrong}": "Invalid value for {parameter}: {wrong}",
    "Missing option {option}. {more}": "Missing option {option}. {more}",
    "Missing option {option}.": "Missing option {option}.",
    "Missing argument {argument}.": "Missing argument {argument}.",
    "Choose from:\n\t{names}": "Choose from:\n\t{names}",
    "{wrong}. Did you mean {names}?": "{wrong}. Did you mean {names}?",
    "{wrong} (Possible options: {names})": "{wrong}. Did you mean {names}?",
    "No such option: {option}": "No such option: {option}",
    "Got unexpected extra argument(s) ({words})": "These words are too many: {words}",
    "Option {option} requires an argument.": "Write something after {option}.",
    "Option {option} does not take a value.": "Write nothing after {option}.",
    "{value} is not one of {names}.": "expected one of {names}, found {value}",
    "{value} does not match the formats {format}.": "expected a moment written as {format}, found {value}",
    "Input should be a valid integer, unable to parse string as an integer": "expected a whole number",
    "Input should be a valid number, unable to parse string as a number": "expected a number",
    "Input should be greater than or equal to {least}": "expected {least} or more",
    "Input should be less than or equal to {most}": "expected {most} or less",
    "file {path} does not exist.": "expected a file; there is none at {path}",
    "file {path} is a directory.": "expected a file; {path} is a folder",
    "file {path} is not readable.": "expected a file that you may read; {path} is none",
    "dir {path} does not exist.": "expected a folder; there is none at {path}",
    "dir {path} is a file.": "expected a folder; {path} is a file",
    "dir {path} is not readable.": "expected a folder that you may read; {path} is none",
}
"""What Typer says, the longer before what it contains, and what we say instead."""

_KINDS = re.compile(r"<(dir|file|str|int|int range|float range)>")
_RANGE = re.compile(r"(?P<low>\d+)<=x<=(?P<high>\d+)|x>=(?P<least>\d+)")


def retold(said: str) -> str:
    """A sentence of Typer's in the language of the terminal; as it is, where nobody has met it."""
    said = said.removeprefix("Value error, ")  # pydantic's way to begin what it has from Typer
    for sentence, ours in MISUSES.items():
        if found := _pattern(sentence).fullmatch(said):
            return _(ours).format(**{name: _part(name, part) for name, part in found.groupdict().items()})
    return said


def _part(name: str, part: str) -> str:
    return _as_written(part) if name == "format" else retold(part)


def _as_written(format: str) -> str:
    """'%Y-%m' as people read it: YYYY-MM."""
    signs = {"%Y": _("YYYY"), "%m": "MM", "%d": _("DD"), "%H": "HH", "%M": "MM"}
    return re.sub(r"%\w", lambda sign: signs[sign[0]], format.strip("'"))


@cache
def _pattern(sentence: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+?)", re.escape(sentence)), re.DOTALL)


def tell(error: Any) -> None:
    """Say what was typed wrongly, or show the help of a command that was typed without anything."""
    said = error.format_message()
    context = getattr(error, "ctx", None)
    if context:
        usage = context.get_usage()
        if said.startswith(usage):
            typer.echo(said, err=True)
            return
        help = _("Help: {command}").format(command=f"{context.command_path} --help")
        typer.echo(f"{usage}\n{help}\n", err=True)
    typer.echo(_("Error: {wrong}").format(wrong=retold(said)), err=True)


# --- The words of the commands ---------------------------------------------------------------------------------------


def words_of(command: Any) -> Iterator[tuple[Any, str, str]]:
    """Whatever holds words about a command and those below it, the attribute that holds them, and the words."""
    for name in ("help", "short_help"):
        if words := getattr(command, name):
            yield command, name, inspect.cleandoc(words)
    for parameter in command.params:
        is_argument = parameter.param_type_name == "argument"
        if is_argument or parameter.metavar:
            yield parameter, "metavar", parameter.metavar or parameter.name
        for name in ("help", "show_default"):
            if isinstance(words := getattr(parameter, name), str):
                yield parameter, name, words
    for below in getattr(command, "commands", {}).values():
        yield from words_of(below)


def paragraphs(words: str) -> list[str]:
    """Without the ends of lines of the source: a paragraph wrapped otherwise is the same."""
    return [" ".join(paragraph.split()) for paragraph in words.split("\n\n")]


def put_into_words(command: Any) -> None:
    """Give a tree of commands the words of the language that is spoken."""
    for holder, name, words in list(words_of(command)):
        setattr(holder, name, "\n\n".join(map(_, paragraphs(words))))
    _frame(command)


def _frame(command: Any) -> None:
    command.context_class = _Context
    command.options_metavar = _("[OPTIONS]")
    command.get_help_option(_Context(command)).help = _("Show this message and exit.")
    if hasattr(command, "commands"):
        command.subcommand_metavar = _("COMMAND [ARGS]...")
        for below in command.commands.values():
            _frame(below)


class _Formatter(typer.Context.formatter_class):  # type: ignore[misc, valid-type]
    """Writes pages of help as Typer does, with its words for kinds and ranges said in ours."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or _("Usage: "))

    def write_dl(self, rows: Sequence[tuple[str, str]], *widths: int) -> None:
        super().write_dl([(_KINDS.sub(_kind, first), _RANGE.sub(_range, second)) for first, second in rows], *widths)


class _Context(typer.Context):
    formatter_class = _Formatter


def _kind(found: re.Match[str]) -> str:
    kinds = {"dir": _("folder"), "file": _("file"), "str": _("text")}
    kind = kinds.get(found[1]) or _("number")
    return f"<{kind}>"


def _range(found: re.Match[str]) -> str:
    sentence = _("{least} or more") if found["least"] else _("{low} to {high}")
    return sentence.format(**found.groupdict())
