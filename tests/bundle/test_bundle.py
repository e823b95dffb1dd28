"""The bundle as a file: the same content gives the same bytes, and a damaged one is not used."""

import hashlib
import json
from pathlib import Path

import pytest
from msgspec.structs import replace

import acompana.bundle.present as present
from acompana.bundle import (
    Bundle,
    DamagedBundle,
    UnfitContent,
    compile_content,
    content_root,
    current,
    load_bundle,
    put_in_force,
    with_kept_versions,
    write_bundle,
)
from acompana.bundle.bundle import canonical, sealed


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return compile_content(content_root())


def test_the_same_content_gives_the_same_bytes(bundle: Bundle, content: Path, tmp_path: Path) -> None:
    write_bundle(bundle, tmp_path / "one.json")
    write_bundle(compile_content(content), tmp_path / "other.json")
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "other.json").read_bytes()


def test_a_changed_word_changes_the_hash(bundle: Bundle, content: Path) -> None:
    file = content / "instruments/phq9/1.toml"
    file.write_text(file.read_text().replace("Sin apetito", "Poco apetito"))
    assert compile_content(content).hash != bundle.hash


def test_a_comment_changes_nothing(bundle: Bundle, content: Path) -> None:
    file = content / "instruments/phq9/1.toml"
    file.write_text("# Read by two clinicians.\n" + file.read_text())
    assert compile_content(content).hash == bundle.hash


def test_a_bundle_read_again_is_the_same(bundle: Bundle, tmp_path: Path) -> None:
    write_bundle(bundle, tmp_path / "bundle.json")
    assert load_bundle(tmp_path / "bundle.json") == bundle


def test_a_bundle_edited_by_hand_is_not_used(bundle: Bundle, tmp_path: Path) -> None:
    path = tmp_path / "bundle.json"
    write_bundle(bundle, path)
    path.write_text(path.read_text().replace('"at_least":10', '"at_least":12', 1))
    with pytest.raises(DamagedBundle, match="expected content with the hash it names"):
        load_bundle(path)


def test_half_a_bundle_is_not_used(bundle: Bundle, tmp_path: Path) -> None:
    path = tmp_path / "bundle.json"
    write_bundle(bundle, path)
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(DamagedBundle, match="acompana bundle"):
        load_bundle(path)


def test_an_old_version_stays_beside_the_new_one(content: Path) -> None:
    new = content / "instruments/phq2/2.toml"
    new.write_text((content / "instruments/phq2/1.toml").read_text().replace('version = "1"', 'version = "2"'))
    both = compile_content(content)
    assert both.instrument("phq2", "1") is not None
    assert both.instrument("phq2") == both.instrument("phq2", "2")


def test_a_version_that_was_in_force_may_not_go(bundle: Bundle, content: Path, tmp_path: Path) -> None:
    put_in_force(bundle, tmp_path)
    old = content / "instruments/phq2/1.toml"
    old.rename(content / "instruments/phq2/2.toml")
    file = content / "instruments/phq2/2.toml"
    file.write_text(file.read_text().replace('version = "1"', 'version = "2"'))
    with pytest.raises(UnfitContent, match=r"instruments/phq2/1\.toml") as caught:
        put_in_force(compile_content(content), tmp_path)
    assert [breach.code for breach in caught.value.breaches] == ["version_gone"]
    assert json.loads((tmp_path / "bundle.json").read_text())["hash"] == bundle.hash


def test_before_anything_was_put_in_force_the_content_of_the_software_was(content: Path, tmp_path: Path) -> None:
    (content / "instruments/phq2/1.toml").rename(content / "instruments/phq2/2.toml")
    file = content / "instruments/phq2/2.toml"
    file.write_text(file.read_text().replace('version = "1"', 'version = "2"'))
    with pytest.raises(UnfitContent, match=r"instruments/phq2/1\.toml"):
        put_in_force(compile_content(content), tmp_path)
    assert list(tmp_path.glob("bundle.json")) == []


def test_the_words_that_somebody_agreed_to_may_not_go(bundle: Bundle, content: Path, tmp_path: Path) -> None:
    put_in_force(bundle, tmp_path)
    file = (content / "consents/care/1.toml").rename(content / "consents/care/2.toml")
    file.write_text(file.read_text().replace('version = "1"', 'version = "2"'))
    newer = compile_content(content)
    with pytest.raises(UnfitContent, match=r"consents/care/1\.toml"):
        put_in_force(newer, tmp_path)
    both = with_kept_versions(newer, tmp_path)
    put_in_force(both, tmp_path)
    assert {text.version for text in both.consents if text.scope == "care"} == {"1", "2"}
    assert both.consent("care").version == "2"


def test_a_version_in_force_goes_on_raising_every_alarm_it_raised(bundle: Bundle, tmp_path: Path) -> None:
    phq9 = bundle.instrument("phq9", "1")
    assert phq9 is not None
    (flag,) = phq9.flags
    only_at_three = replace(phq9, flags=(replace(flag, values=(3,)),))
    softened = replace(bundle, instruments=tuple(only_at_three if i is phq9 else i for i in bundle.instruments))
    with pytest.raises(UnfitContent) as caught:
        put_in_force(sealed(softened), tmp_path)
    assert [(b.code, b.expected) for b in caught.value.breaches] == [
        ("flag_gone", "a flag of kind suicide when self_harm is 1, as in force"),
        ("flag_gone", "a flag of kind suicide when self_harm is 2, as in force"),
    ]


def test_a_process_works_with_what_was_put_in_force(
    bundle: Bundle, content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = content / "instruments/phq9/1.toml"
    file.write_text(file.read_text().replace("Sin apetito", "Poco apetito"))
    own = compile_content(content)
    put_in_force(own, tmp_path)
    monkeypatch.setattr(present, "_present", None)
    monkeypatch.setenv("ACOMPANA_DATA_DIR", str(tmp_path))
    assert current().hash == own.hash
    monkeypatch.setattr(present, "_present", None)
    monkeypatch.setenv("ACOMPANA_DATA_DIR", str(tmp_path / "nothing"))
    assert current().hash == bundle.hash


def test_what_another_version_of_the_software_left_is_replaced(bundle: Bundle, tmp_path: Path) -> None:
    (tmp_path / "bundle.json").write_text('{"instruments": [], "shape": "of another time"}')
    assert load_bundle(put_in_force(bundle, tmp_path)).hash == bundle.hash


def test_a_newer_version_of_the_software_reads_what_an_older_one_wrote(bundle: Bundle, tmp_path: Path) -> None:
    """It may know keys that were not written then; the hash is of what was."""
    written = {**json.loads(canonical(bundle)), "hash": ""}
    for indicators in written["indicators"]:
        del indicators["counting"]["medicines"]
    raw = json.dumps(written, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    hash = hashlib.sha256(raw.encode()).hexdigest()
    (tmp_path / "bundle.json").write_text(raw.replace('"hash":""', f'"hash":"{hash}"'), encoding="utf-8")
    assert load_bundle(tmp_path / "bundle.json").hash == hash
