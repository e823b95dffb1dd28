"""The command line speaks Spanish, and English to whoever asks."""

import json
import re
import shutil
import subprocess
import sys

import pytest

from acompana.bundle import content_root
from acompana.house.cli import COMMANDS
from acompana.house.language import language_of
from tests.house.translations import SPANISH, help_said, sentences
from tests.rig.catalog import as_bytes, as_text
from tests.rig.server import environment

RENEW = "run `python -m tests.house.translations` and fill in what is empty"


def run(*arguments: str, language: str = "es") -> subprocess.CompletedProcess[str]:
    env = {**environment(), "ACOMPANA_LANGUAGE": language, "COLUMNS": "80"}
    command = [sys.executable, "-m", "acompana", *arguments]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=60)


# --- The catalog ------------------------------------------------------------------------------------------------------


def test_no_sentence_lacks_its_spanish_and_none_is_left_over():
    known, said = SPANISH.known(), sentences()
    assert len(said) > 300
    assert said - known.keys() == set(), RENEW
    assert known.keys() - said == set(), RENEW
    assert [one for one, words in known.items() if not all(words)] == [], RENEW
    assert [message.id for message in SPANISH.read() if message.id and message.fuzzy] == []


def test_spanish_fills_in_what_english_fills_in():
    assert list(SPANISH.unlike()) == []


def test_the_compiled_spanish_is_the_written_one():
    assert SPANISH.written.read_bytes() == as_text(SPANISH.renewed(sentences())), RENEW
    assert SPANISH.compiled.read_bytes() == as_bytes(SPANISH.read()), RENEW


# --- Which language ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "es"),
        ({"LANG": "C.UTF-8"}, "es"),
        ({"LC_ALL": "POSIX", "LANG": "en_US.UTF-8"}, "es"),
        ({"LANG": "qu_PE.UTF-8"}, "es"),
        ({"LANG": "es_PE.UTF-8"}, "es"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LC_ALL": "", "LC_MESSAGES": "en_GB", "LANG": "es_PE.UTF-8"}, "en"),
        ({"ACOMPANA_LANGUAGE": "es", "LANG": "en_US.UTF-8"}, "es"),
        ({"ACOMPANA_LANGUAGE": "EN", "LANG": "es_PE.UTF-8"}, "en"),
        ({"ACOMPANA_LANGUAGE": "quechua", "LANG": "en_US.UTF-8"}, "en"),
    ],
)
def test_the_language_is_the_one_asked_for_else_the_terminals_else_spanish(environment, language):
    assert language_of(environment) == language


# --- Help -------------------------------------------------------------------------------------------------------------

TYPED = """
import contextlib, io, json, sys
from acompana.house import cli, language
language.speak(sys.argv[1])
cli.register_commands()
told = {}
for typed in json.load(sys.stdin):
    code, out, err = 0, io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            cli.app(typed.split(), prog_name="acompana")
        except SystemExit as ended:
            code = ended.code
    told[typed] = [code, out.getvalue(), err.getvalue()]
print(json.dumps(told))
"""


def told_of(typed: list[str], language: str) -> dict[str, tuple[int, str, str]]:
    """For each line typed after `acompana`: the exit code, and what stands on both outputs. One process for all."""
    command = [sys.executable, "-c", TYPED, language]
    env = {**environment(), "COLUMNS": "80"}
    ended = subprocess.run(command, env=env, input=json.dumps(typed), capture_output=True, text=True, timeout=120)
    assert ended.returncode == 0, ended.stderr
    return {line: tuple(told) for line, told in json.loads(ended.stdout).items()}


@pytest.fixture(scope="module")
def pages():
    """Every page of help in each language."""
    typed = [*COMMANDS, "import answers", ""]
    return {
        language: {page: told[1] for page, told in told_of([f"{t} --help" for t in typed], language).items()}
        for language in ("es", "en")
    }


def test_every_page_of_help_is_whole_in_both_languages_and_fits_the_narrowest_window(pages):
    assert pages["es"].keys() == pages["en"].keys()
    assert len(pages["es"]) > 11
    options = re.compile(r"^  .*?(--[a-z-]+)", re.MULTILINE)
    for name, spanish in pages["es"].items():
        assert options.findall(spanish) == options.findall(pages["en"][name]), name
        assert [line for line in spanish.splitlines() if len(line) > 80] == [], name
        assert not [line for line in spanish.splitlines() if line.endswith("...") and "Uso" not in line], name


def unbroken(text: str) -> str:
    """Without the ends of its lines, which may part a word after a hyphen."""
    return re.sub(r"-\s", "-", " ".join(text.split()))


def test_what_the_commands_say_of_themselves_is_there_in_each_language_and_in_no_other(pages):
    shown = {language: unbroken(" ".join(of.values())) for language, of in pages.items()}
    known = SPANISH.known()
    for english in help_said():
        (spanish,) = known[english]
        assert unbroken(english) in shown["en"]
        assert unbroken(spanish) in shown["es"]
        if " " in english:
            assert unbroken(english) not in shown["es"]


BETRAYS = re.compile(
    r"Usage|Options:|OPTIONS|COMMAND|ARGS|Arguments:|Commands:|Show this|default|env var|required|range"
    r"|<(?:int|str|dir)|\b(?:the|and|of|is|which|that|with|what|number|folder|text|file)\b"
)


def test_no_english_of_typers_own_is_left_in_the_spanish(pages):
    left = {name: BETRAYS.findall(page) for name, page in pages["es"].items()}
    assert {name: words for name, words in left.items() if words} == {}


def test_english_says_nothing_in_spanish(pages):
    assert [name for name, page in pages["en"].items() if re.search(r"\b(Uso|Opciones|que|para|indica)\b", page)] == []


# --- Misuse and refusals ----------------------------------------------------------------------------------------------


MISUSES = [
    ("nope", "No existe el comando 'nope'.", "No such command 'nope'."),
    ("ini", "¿Quiso decir 'init'?", "Did you mean 'init'?"),
    ("serve --prot 1", "No existe la opción --prot. ¿Quiso decir --host, --port?", "No such option: --prot. Did"),
    ("serve --port abc", "se esperaba un número entero", "expected a whole number"),
    ("serve --port 99999", "se esperaba 65535 o menos", "expected 65535 or less"),
    ("demo --size big", "se esperaba uno de 'small', 'ses', se encontró 'big'", "expected one of 'small', 'ses'"),
    ("figures --from 2025", "se esperaba con la forma AAAA-MM, se encontró '2025'", "a moment written as YYYY-MM"),
    (
        "init --places /nowhere",
        "se esperaba un archivo; no hay ninguno en '/nowhere'",
        "there is none at '/nowhere'",
    ),
    ("init --data-dir /etc/hostname", "'/etc/hostname' es un archivo", "'/etc/hostname' is a file"),
    ("init more", "Sobra: more", "These words are too many: more"),
    ("init --name", "Ponga algo después de '--name'.", "Write something after '--name'."),
    ("check --all=3", "No ponga nada después de '--all'.", "Write nothing after '--all'."),
    ("erase", "Falta '--reason'. Elija entre:", "Missing option '--reason'. Choose from:"),
    ("import answers", "Falta indicar 'archivo'.", "Missing argument 'file'."),
    ("serve --host 0.0.0.0", "indíquela con --origin", "give --origin"),
]


@pytest.fixture(scope="module")
def misuses():
    return {language: told_of([typed for typed, _es, _en in MISUSES], language) for language in ("es", "en")}


@pytest.mark.parametrize(("typed", "spanish", "english"), MISUSES)
def test_what_was_typed_wrongly_is_told_in_both_languages(misuses, typed, spanish, english):
    for language, words in (("es", spanish), ("en", english)):
        code, out, err = misuses[language][typed]
        assert (code, out) == (2, "")
        assert words in err


def test_a_command_without_anything_shows_its_help(pages):
    code, out, err = told_of([""], "es")[""]
    assert (code, out) == (2, "")
    assert err == pages["es"][" --help"]


def test_a_folder_without_an_organization_is_told_in_spanish(tmp_path):
    told = run("check", "--data-dir", str(tmp_path))
    assert told.returncode == 1
    assert told.stderr == (
        f"acompana: Se esperaba una organización en {tmp_path}; no hay ninguna. Cree una con `acompana init`, o mire"
        " una inventada con `acompana demo`. Con --data-dir se indica otra carpeta.\n"
    )


def test_a_folder_that_cannot_be_made_says_why_in_spanish(tmp_path):
    (tmp_path / "file").touch()
    told = run("init", "--data-dir", str(tmp_path / "file" / "inside"))
    assert told.returncode == 1
    assert "se encontró: no es una carpeta." in told.stderr


def test_what_is_wrong_with_the_content_is_told_in_spanish(tmp_path):
    content = shutil.copytree(content_root(), tmp_path / "content")
    phq9 = content / "instruments" / "phq9" / "1.toml"
    phq9.write_text(phq9.read_text().replace('version = "1"', 'version = "2"', 1))
    told = run("bundle", "--check", "--content", str(content))
    assert (told.returncode, told.stdout) == (1, "")
    assert (
        'version: se esperaba: "1", como se llama el archivo; se encontró: "2".\n'
        "  Cambie el nombre del archivo, o corrija lo que dice de sí mismo.\n"
    ) in told.stderr
    assert f"Hay 1 cosa que corregir en {content}. Nada se puso en vigencia." in told.stderr


def test_json_differs_by_its_sentences_only(tmp_path):
    content = shutil.copytree(content_root(), tmp_path / "content")
    gad7 = content / "instruments" / "gad7" / "1.toml"
    gad7.write_text(gad7.read_text().replace("sign_off", "sing_off", 1))
    spanish, english = (
        json.loads(run("bundle", "--check", "--content", str(content), "--json", language=language).stdout)
        for language in ("es", "en")
    )
    for told in (spanish, english):
        for breach in told["breaches"]:
            assert breach.pop("remedy")
    assert spanish == english
