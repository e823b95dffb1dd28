from datetime import timedelta

import pytest
from django.contrib.auth import authenticate, get_user
from django.contrib.sessions.backends.db import SessionStore
from django.db import IntegrityError, connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from acompana.people.access import viewer_for
from acompana.people.devices import Device, bearer_of, sign_in_device
from acompana.people.founding import AlreadyFoundedError, found_organization
from acompana.people.models import Organization, Team, User
from acompana.people.viewing import ViewerMiddleware
from tests.people.test_places import LIMA
from tests.rig.society import CARABAYLLO, COMAS

PASSWORD = "lluvia sobre Comas"


def sign_in(username: str, password: str) -> User | None:
    request = RequestFactory().post("/entrar/")
    return authenticate(request, username=username, password=password)


def test_a_right_password_signs_in_however_the_name_is_capitalized(hire):
    user = hire("agent", username="rosa", password=PASSWORD)
    assert sign_in(" Rosa", PASSWORD) == user


@pytest.mark.parametrize("fields", [{"is_active": False}, {"password": None}])
def test_the_inactive_and_those_without_a_password_do_not_sign_in(hire, fields):
    hire("agent", username="rosa", **{"password": PASSWORD, **fields})
    assert sign_in("rosa", PASSWORD) is None


def test_five_wrong_passwords_close_the_door_to_the_right_one(hire):
    hire("agent", username="rosa", password=PASSWORD)
    for _ in range(4):
        assert sign_in("rosa", "equivocada") is None
    assert sign_in("rosa", PASSWORD) is not None
    for _ in range(5):
        assert sign_in("rosa", "equivocada") is None
    assert sign_in("rosa", PASSWORD) is None


def request_of(user: User) -> HttpRequest:
    from django.contrib.auth import login

    request = RequestFactory().get("/")
    request.session = SessionStore()
    login(request, user, backend="acompana.people.sign_in.Backend")
    request.session.save()
    again = RequestFactory().get("/")
    again.session = SessionStore(request.session.session_key)
    return again


def test_a_request_finds_its_user_and_the_places_in_one_query(hire, django_assert_num_queries):
    request = request_of(hire("agent", "150106", password=PASSWORD))
    request.session.get("read", None)
    with django_assert_num_queries(1):
        assert viewer_for(get_user(request)).places == (CARABAYLLO,)


def test_a_session_ends_when_its_password_changes_or_its_user_leaves(hire):
    for change in (lambda user: user.set_password("otra del todo"), lambda user: setattr(user, "is_active", False)):
        user = hire("agent", password=PASSWORD)
        request = request_of(user)
        assert get_user(request) == user
        change(user)
        user.save()
        assert get_user(request).is_anonymous


# --- Requests -------------------------------------------------------------------------------------------------------


def told_places() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('acompana.places', true)")
        return cursor.fetchone()[0] or ""


def respond(user: User | None, view) -> HttpResponse:
    from django.contrib.auth.models import AnonymousUser

    request = RequestFactory().get("/")
    request.user = user or AnonymousUser()
    middleware = ViewerMiddleware(lambda request: HttpResponse(view(request)))
    return middleware(request)


@pytest.mark.django_db(transaction=True)
def test_a_request_sees_as_its_user_and_the_next_one_on_the_connection_does_not():
    agent = User.objects.create_user("rosa", name="Rosa", role="agent")
    agent.paths = [CARABAYLLO]
    assert respond(agent, lambda request: told_places()).content.decode() == CARABAYLLO
    assert told_places() == ""
    assert respond(None, lambda request: f"{request.viewer} {told_places()}").content == b"None "


@pytest.mark.django_db(transaction=True)
def test_what_a_failed_request_wrote_is_undone():
    agent = User.objects.create_user("rosa", name="Rosa", role="agent")
    for status, kept in [(200, 1), (422, 2), (500, 2)]:

        def view(request, status=status):
            Team.objects.create(name=f"answered {status}")
            return HttpResponse(status=status)

        request = RequestFactory().get("/")
        request.user = agent
        assert ViewerMiddleware(view)(request).status_code == status
        assert Team.objects.count() == kept


# --- Devices and the first administrator ------------------------------------------------------------------------------


def test_a_device_opens_with_its_token_until_it_is_revoked(hire):
    user = hire("agent", "150106")
    device, token = sign_in_device(user, "teléfono azul")
    bearer = bearer_of(token)
    assert (bearer.device, bearer.revoked, bearer.works_here) == (device.pk, False, True)
    assert bearer.viewer == viewer_for(user)
    assert bearer.viewer.places == (CARABAYLLO,)
    assert bearer_of(token + "x") is None
    assert token.encode() not in bytes(Device.objects.get().token_hash)
    Device.objects.update(revoked_at=timezone.now())
    assert bearer_of(token).revoked


def test_whoever_is_on_duty_elsewhere_sees_that_place_too_on_the_phone(hire, on_call):
    user = hire("clinician", "150106")
    _, token = sign_in_device(user, "teléfono azul")
    on_call(user, "150110", start=timezone.now() - timedelta(hours=1))
    assert bearer_of(token).viewer == viewer_for(user)
    assert bearer_of(token).viewer.places == (CARABAYLLO, COMAS)


def test_the_device_of_somebody_who_left_opens_nothing(hire):
    user = hire("agent", "150106")
    _, token = sign_in_device(user, "teléfono azul")
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert not bearer_of(token).works_here


def test_an_organization_is_founded_once_with_an_administrator_who_must_choose_a_password(db):
    password = found_organization("Prueba", LIMA, administrator="Directora")
    administrator = sign_in("directora", password)
    assert administrator is not None
    assert administrator.must_change_password
    assert viewer_for(administrator).places == ("/",)
    with pytest.raises(AlreadyFoundedError, match="Prueba"):
        found_organization("Otra", LIMA, administrator="otro")
    assert [user.role for user in User.objects.order_by("role")] == ["administrator", "system"]


def test_there_is_one_organization(db):
    Organization.objects.create(name="Prueba")
    with pytest.raises(IntegrityError):
        Organization.objects.create(pk=2, name="Otra")


def test_a_shift_that_ends_before_it_starts_is_refused(hire, places):
    from acompana.people.models import Shift

    now = timezone.now()
    with pytest.raises(IntegrityError):
        Shift.objects.create(
            duty="coordinator", user=hire("coordinator"), place=places["PE"], starts_at=now, ends_at=now - timedelta(1)
        )
