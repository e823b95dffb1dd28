"""Whatever content is put in force, nobody who was at risk before is lost sight of."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection

from acompana.bundle import compile_content, content_root, load_bundle, write_bundle
from acompana.people.ids import new_id
from acompana.people.models import Place, User
from tests.rig.sending import phq9, send, wire
from tests.rig.server import Server, found_organization, free_port

pytestmark = pytest.mark.xdist_group("content_in_force")


@pytest.fixture(scope="module")
def organization(cluster, worker_name, tmp_path_factory, django_db_blocker) -> Server:
    """An organization that was only founded, and somebody at risk in it."""
    made = found_organization(cluster, f"in_force_{worker_name}", tmp_path_factory, django_db_blocker)
    with made.records():
        place, now, person = Place.objects.get(pk="150106"), datetime.now(UTC), new_id()
        agent = User.objects.create_user("ana", name="ana", role="agent", places=[place])
        told = [
            wire(person, "person_registered", {"home": "150106-01"}, at=now),
            wire(person, "answers_given", phq9(self_harm=1), at=now),
        ]
        assert all(receipt.refusal is None for receipt in send(agent, *told, at=now))
    return made


@pytest.fixture(autouse=True)
def as_founded(organization):
    """Each test leaves the content as it found it."""
    path = organization.data_dir / "bundle.json"
    before = path.read_bytes()
    yield
    path.write_bytes(before)


@pytest.fixture
def without_phq9_1(tmp_path) -> Path:
    """The content, in which somebody renamed the PHQ-9 instead of putting a new version beside it."""
    content = Path(shutil.copytree(content_root(), tmp_path / "content"))
    file = (content / "instruments/phq9/1.toml").rename(content / "instruments/phq9/2.toml")
    file.write_text(file.read_text().replace('version = "1"', 'version = "2"', 1))
    return content


def open_risks(organization) -> int:
    with organization.records(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM caseload_alert")
        return cursor.fetchone()[0]


def test_a_founded_organization_has_its_own_copy_of_the_content(organization):
    assert load_bundle(organization.data_dir / "bundle.json").instrument("phq9", "1")


@pytest.mark.parametrize("put_in_force_before", [True, False])
def test_content_that_lacks_a_version_is_refused_and_the_risk_stays_open(
    organization, without_phq9_1, put_in_force_before
):
    if not put_in_force_before:
        (organization.data_dir / "bundle.json").unlink()
    refused = organization.run("bundle", "--content", str(without_phq9_1))
    assert refused.returncode == 1
    assert "instruments/phq9/1.toml" in refused.stderr
    assert "[version_gone]" in refused.stderr
    assert organization.run("rebuild").returncode == 0
    assert open_risks(organization) == 1
    assert organization.run("check", "--all").returncode == 0


def test_content_that_cannot_read_what_was_recorded_is_found_and_nothing_is_rebuilt_with_it(
    organization, without_phq9_1
):
    write_bundle(compile_content(without_phq9_1), organization.data_dir / "bundle.json")
    checked = organization.run("check", "--json")
    assert checked.returncode == 1
    breaches = {i["name"]: i["breaches"] for i in json.loads(checked.stdout)["invariants"]}["readable"]
    assert [breach["id"] for breach in breaches] == ["phq9 1"]
    assert "no risk in them is seen" in breaches[0]["found"]
    rebuilt = organization.run("rebuild")
    assert rebuilt.returncode == 1
    assert "phq9 1" in rebuilt.stderr
    assert "Nothing was changed" in rebuilt.stderr
    assert open_risks(organization) == 1


def test_content_with_newer_versions_only_keeps_the_old_one_beside_them(organization, monkeypatch):
    """As after an upgrade of the program whose own content replaced a version."""
    path = organization.data_dir / "bundle.json"
    bundle = path.read_text()
    path.write_text(bundle.replace('"id":"phq2"', '"id":"phq2_of_old"', 1))
    upgraded = organization.run("bundle")
    assert upgraded.returncode == 0, upgraded.stderr
    assert "phq2_of_old" in upgraded.stdout
    in_force = load_bundle(path)
    assert in_force.instrument("phq2", "1")
    assert in_force.instrument("phq2_of_old", "1")
    checked = json.loads(organization.run("check", "--json").stdout)["invariants"]
    assert [i["warnings"] for i in checked if i["name"] == "content"] == [[]]


def test_a_damaged_bundle_stops_the_server_with_a_sentence(organization):
    path = organization.data_dir / "bundle.json"
    path.write_bytes(path.read_bytes()[:1000])
    refused = organization.run("serve", "--port", str(free_port()))
    assert refused.returncode == 1
    assert "bundle.json" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize("command", [["serve", "--port", "0"], ["watch", "--once"], ["figures"]])
def test_nobody_works_with_content_that_cannot_read_what_was_recorded(organization, without_phq9_1, command):
    """As after an old `bundle.json` was put back from a backup."""
    write_bundle(compile_content(without_phq9_1), organization.data_dir / "bundle.json")
    if "0" in command:
        command = ["serve", "--port", str(free_port())]
    refused = organization.run(*command)
    assert refused.returncode == 1
    assert "instruments/phq9/1.toml" in refused.stderr
    assert "`acompana bundle`" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert open_risks(organization) == 1


def test_a_lost_bundle_is_replaced_only_by_one_that_reads_what_was_recorded(organization):
    """Here the content that comes with the program does; nothing else may be asked of whoever lost the file."""
    (organization.data_dir / "bundle.json").unlink()
    told = organization.run("watch", "--once")
    assert told.returncode == 0, told.stderr
    assert load_bundle(organization.data_dir / "bundle.json").instrument("phq9", "1")
