from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from acompana.house.options import DEFAULT_DATA_DIR, AsJson, DataDir

if TYPE_CHECKING:
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
    typer.echo(f"\nIn force: {path}" if path else "\nChecked only; nothing was put in force.")


def _tell(bundle: Bundle, root: Path) -> None:
    from acompana.bundle import unsigned

    typer.echo(f"The content in {root} is sound; its worked examples come out as written.\n")
    for instrument in bundle.instruments:
        parts = [
            _count(len(instrument.items), "question"),
            _count(len(instrument.scales), "scale"),
            _count(len(instrument.flags), "flag"),
        ]
        state = "signed" if instrument.sign_off == "signed" else "awaits sign-off"
        shown = ", ".join(part for part in parts if part)
        typer.echo(f"  {instrument.id:<13} {instrument.version:<8} {shown:<36} {state}")
    for program in bundle.programs:
        parts = [_count(len(program.stages), "stage"), _count(len(program.tasks), "task rule")]
        typer.echo(f"  {program.id:<13} {program.version:<8} {', '.join(parts)}")
    levels = _count(len(bundle.risk.levels), "level")
    typer.echo(f"  {'risk':<13} {bundle.risk.version:<8} {levels}, {_count(len(bundle.risk.lines), 'help line')}")
    for protocol in bundle.dangers:
        parts = [_count(len(protocol.signs), "sign"), _count(len(protocol.steps), "step")]
        typer.echo(f"  {protocol.id:<13} {protocol.version:<8} {', '.join(parts)}")
    for text in bundle.consents:
        typer.echo(f"  {text.scope:<13} {text.version:<8} consent")
    for codes in bundle.codes:
        typer.echo(f"  {codes.id:<13} {codes.version:<8} {_count(len(codes.codes), 'code')}")
    waiting = sum(1 for _ in unsigned(bundle))
    typer.echo(f"\n{_count(waiting, 'value')} await a clinician's signature (--awaiting lists them).")
    typer.echo(f"Hash {bundle.hash}")


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
    told_count = _count(len(unfit.breaches), "thing")
    typer.echo(f"\n{told_count} to correct in {root}. Nothing was put in force.", err=True)


def _count(number: int, name: str) -> str:
    if number == 0:
        return ""
    return f"{number} {name}" if number == 1 else f"{number} {name}s"
