from __future__ import annotations

from gettext import gettext as _
from gettext import ngettext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from acompana.house.options import DEFAULT_DATA_DIR, AsJson, DataDir

if TYPE_CHECKING:
    from collections.abc import Iterable

    from acompana.bundle import Bundle, UnfitContent


def run(
    content: Annotated[
        Path | None,
        typer.Option(
            help="The folder with the content; the one that came with Acompaña unless said.",
            show_default=False,
            exists=True,
            file_okay=False,
        ),
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Only check; put nothing in force.")] = False,
    awaiting: Annotated[
        bool, typer.Option("--awaiting", help="List every value that awaits a clinician's signature.")
    ] = False,
    as_json: AsJson = False,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Check the clinical content, run its worked examples, and put it in force.

    Content in force is what every screen, phone and figure works with from their next start. A version of an
    instrument that was in force stays: answers given in it are read with it. A folder that lacks one is refused; where
    the content that came with Acompaña lacks one, it is kept from what was in force.
    """
    from acompana.bundle import UnfitContent, compile_content, content_root, put_in_force, with_kept_versions

    root = content or content_root()
    try:
        bundle = compile_content(root)
        if content is None:
            bundle = with_kept_versions(bundle, data_dir)
        path = None if check else put_in_force(bundle, data_dir)
    except UnfitContent as unfit:
        _tell_breaches(unfit, root, as_json)
        raise typer.Exit(1) from None
    if as_json:
        _tell_as_json(bundle, path)
        return
    _tell(bundle, root)
    if awaiting:
        _tell_awaiting(bundle)
    typer.echo()
    typer.echo(_("In force: {file}").format(file=path) if path else _("Checked only; nothing was put in force."))


def _tell(bundle: Bundle, root: Path) -> None:
    from acompana.bundle import unsigned

    sound = _("The content in {folder} is sound; its worked examples come out as written.")
    typer.echo(sound.format(folder=root) + "\n")
    for instrument in bundle.instruments:
        parts = [
            _count(len(instrument.items), "{number} question", "{number} questions"),
            _count(len(instrument.scales), "{number} scale", "{number} scales"),
            _count(len(instrument.flags), "{number} flag", "{number} flags"),
        ]
        state = _("signed") if instrument.sign_off == "signed" else _("awaits sign-off")
        _line(instrument.id, instrument.version, parts, state)
    for program in bundle.programs:
        stages = _count(len(program.stages), "{number} stage", "{number} stages")
        rules = _count(len(program.tasks), "{number} task rule", "{number} task rules")
        _line(program.id, program.version, [stages, rules])
    levels = _count(len(bundle.risk.levels), "{number} level", "{number} levels")
    lines = _count(len(bundle.risk.lines), "{number} help line", "{number} help lines")
    _line("risk", bundle.risk.version, [levels, lines])
    for protocol in bundle.dangers:
        signs = _count(len(protocol.signs), "{number} sign", "{number} signs")
        steps = _count(len(protocol.steps), "{number} step", "{number} steps")
        _line(protocol.id, protocol.version, [signs, steps])
    for text in bundle.consents:
        _line(text.scope, text.version, [_("consent")])
    for codes in bundle.codes:
        _line(codes.id, codes.version, [_count(len(codes.codes), "{number} code", "{number} codes")])
    waiting = sum(1 for _value in unsigned(bundle))
    awaited = ngettext(
        "{number} value awaits a clinician's signature (--awaiting lists it).",
        "{number} values await a clinician's signature (--awaiting lists them).",
        waiting,
    )
    typer.echo("\n" + awaited.format(number=waiting))
    typer.echo(_("Hash {hash}").format(hash=bundle.hash))


def _line(id: str, version: str, parts: Iterable[str], state: str = "") -> None:
    typer.echo(f"  {id:<13} {version:<8} {', '.join(filter(None, parts)):<36} {state}".rstrip())


def _tell_awaiting(bundle: Bundle) -> None:
    from acompana.bundle import unsigned

    typer.echo()
    for value in unsigned(bundle):
        typer.echo(f"  [{value.tag or '-'}] {value.where}\n      {value.source}")


def _tell_as_json(bundle: Bundle, path: Path | None) -> None:
    import json

    from acompana.bundle import unsigned

    told = {
        "sound": True,
        "hash": bundle.hash,
        "in_force": str(path) if path else None,
        "instruments": [{"id": i.id, "version": i.version, "items": len(i.items)} for i in bundle.instruments],
        "programs": [{"id": p.id, "version": p.version} for p in bundle.programs],
        "codes": [{"id": c.id, "version": c.version, "codes": len(c.codes)} for c in bundle.codes],
        "awaiting": [value._asdict() for value in unsigned(bundle)],
    }
    typer.echo(json.dumps(told, ensure_ascii=False))


def _tell_breaches(unfit: UnfitContent, root: Path, as_json: bool) -> None:
    if as_json:
        import json

        import msgspec

        told = {"sound": False, "breaches": [msgspec.to_builtins(b) | {"remedy": b.remedy} for b in unfit.breaches]}
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    typer.echo(str(unfit), err=True)
    many = len(unfit.breaches)
    told_count = ngettext(
        "{number} thing to correct in {folder}.", "{number} things to correct in {folder}.", many
    ).format(number=many, folder=root)
    typer.echo(f"\n{told_count} " + _("Nothing was put in force."), err=True)


def _count(number: int, one: str, many: str) -> str:
    return ngettext(one, many, number).format(number=number) if number else ""
