"""Every address of the desk. None carries a name, a document or a diagnosis."""

from django.urls import path

from acompana.desk.figures import views as figures
from acompana.desk.people import views as people
from acompana.desk.person import views as person
from acompana.desk.record import views as record
from acompana.desk.review import views as review
from acompana.desk.risk import views as risk
from acompana.desk.sign_in import views as sign_in
from acompana.desk.staff import views as staff
from acompana.desk.team import views as team
from acompana.desk.today import views as today

app_name = "desk"
urlpatterns = [
    path("", today.start, name="start"),
    path("entrar/", sign_in.sign_in, name="sign_in"),
    path("salir/", sign_in.sign_out, name="sign_out"),
    path("clave/", sign_in.password, name="password"),
    path("idioma/", sign_in.language, name="language"),
    path("oculta/", sign_in.hidden, name="hidden"),
    path("hoy/", today.today, name="today"),
    path("riesgo/", risk.board, name="risk"),
    path("personas/", people.people, name="people"),
    path("personas/nueva/", people.register, name="register"),
    path("personas/<uuid:person>/", person.page, name="person"),
    path("personas/<uuid:person>/tomar/", person.take, name="take"),
    path("personas/<uuid:person>/datos/", people.details, name="details"),
    path("personas/<uuid:person>/plan/", person.plan, name="plan"),
    path("personas/<uuid:person>/protocolo/", risk.protocol, name="protocol"),
    path("personas/<uuid:person>/anotar/<slug:name>/", record.record, name="record"),
    path("personas/<uuid:person>/anotar/tamizaje/<slug:instrument>/", record.screening, name="record_screening"),
    path("personas/<uuid:person>/corregir/<uuid:fact>/", record.correct, name="correct"),
    path("personas/<uuid:person>/retirar/<uuid:fact>/", record.withdraw, name="withdraw"),
    path("revisar/", review.quarantine, name="review"),
    path("revisar/<int:no>/", review.decide, name="decide"),
    path("equipo/", team.team, name="team"),
    path("equipo/telefono/<uuid:device>/revocar/", team.revoke, name="revoke"),
    path("equipo/traspaso/", team.hand_over, name="hand_over"),
    path("equipo/traspaso/<uuid:handover>/", team.handed_over, name="handed_over"),
    path("personal/", staff.everybody, name="staff"),
    path("personal/nuevo/", staff.hire, name="hire"),
    path("personal/turnos/", staff.shifts, name="shifts"),
    path("personal/turnos/<uuid:shift>/quitar/", staff.end_shift, name="end_shift"),
    path("personal/<uuid:user>/", staff.member, name="member"),
    path("personal/<uuid:user>/clave/", staff.new_password, name="new_password"),
    path("personal/<uuid:user>/salida/", staff.leave, name="leave"),
    path("cifras/", figures.figures, name="figures"),
    path("cifras/csv/", figures.download, name="figures_csv"),
    path("cifras/<slug:key>/", figures.figure, name="figure"),
]
