import signal
import subprocess
import sys
import time
import urllib.request

import pytest

from tests.rig.server import environment, free_port, run_acompana


def test_a_folder_without_an_organization_is_refused_with_what_to_do(tmp_path, cluster):
    refused = run_acompana("serve", "--data-dir", str(tmp_path / "empty"), database=cluster)
    assert refused.returncode == 1
    assert "acompana init" in refused.stderr
    assert not (tmp_path / "empty").exists()


def test_a_port_that_is_taken_is_said_so(server):
    taken = server.run("serve", "--port", server.url.rpartition(":")[2])
    assert taken.returncode == 1
    assert "--port" in taken.stderr


def test_serving_beyond_this_machine_needs_the_address_people_type(server):
    assert server.run("serve", "--host", "0.0.0.0").returncode == 2


def test_the_test_can_look_into_the_servers_records(server, db):
    from acompana.people.models import User

    assert not User.objects.filter(username="admin").exists()
    with server.records():
        assert User.objects.filter(username="admin").exists()
    assert not User.objects.filter(username="admin").exists()


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_a_stopped_server_takes_its_embedded_database_with_it(own_folder, stop):
    folder = own_folder / "organization"
    acompana = [sys.executable, "-m", "acompana"]
    subprocess.run([*acompana, "init", "--data-dir", folder], env=environment(), check=True, capture_output=True)
    port = free_port()
    running = subprocess.Popen(
        [*acompana, "serve", "--data-dir", folder, "--port", str(port)], env=environment(), stdout=subprocess.DEVNULL
    )
    wait_until(lambda: urllib.request.urlopen(f"http://127.0.0.1:{port}/alive").status == 200)
    running.send_signal(stop)
    assert running.wait(20) == 0
    assert not (folder / "postgres" / "postmaster.pid").exists()


def wait_until(question, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if question():
                return
        except OSError:
            pass
        time.sleep(0.1)
    pytest.fail(f"Not within {seconds} s.")


def test_a_worker_knows_every_record_before_it_answers_anybody(run_python):
    """Two threads that learn at once what a record is made of would end the process (see house/warmth.py)."""
    prepared = run_python(
        "import os, msgspec; os.environ['DJANGO_SETTINGS_MODULE'] = 'acompana.house.settings'; import django;"
        "django.setup(); made = []; decoder = msgspec.json.Decoder;"
        "msgspec.json.Decoder = lambda record, **more: made.append(record.__name__) or decoder(record, **more);"
        "from acompana.house.warmth import get_ready; get_ready(); print(*made)"
    ).split()
    assert {"Bundle", "Picture", "Sync", "Synced", "AnswersGiven", "SentFact", "Territory"} <= set(prepared)
