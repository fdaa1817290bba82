"""Addresses of the programme and of sign-ups: German words without umlauts."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from events.acts import OFFER_ACTS
from events.views import my_sign_up, programme, sign_up
from events.views.organising import (
    acts,
    again,
    approval,
    dates,
    message,
    overview,
    people,
    plan,
    steps,
    texts,
)


class TokenConverter(StringConverter):
    """Public id and signature, as `links.token` writes them; whatever else stands there is no token."""

    regex = r"[a-z0-9]+\.[\w-]+"


class OfferActConverter(StringConverter):
    """A verb of an offer, so that its page and that of a date are told apart."""

    regex = "|".join(act.path for act in OFFER_ACTS)


register_converter(TokenConverter, "token")
register_converter(OfferActConverter, "offer_act")

app_name = "events"
urlpatterns = [
    # /programm/
    path("programm/", programme.programme_page, name="programme"),
    path("programm/<slug:slug>/", programme.event_page, name="event"),
    path("programm/<slug:slug>/<slug:public_id>/", programme.date_page, name="date"),
    path("programm/<slug:slug>/<slug:public_id>/anmelden/", sign_up.sign_up, name="sign_up"),
    path("programm/<slug:slug>/<slug:public_id>/termin.ics", programme.date_ics, name="date_ics"),
    path("t/<slug:public_id>/", programme.poster, name="poster"),
    # /anmeldung/
    path("anmeldung/", my_sign_up.find, name="find_sign_up"),
    path("anmeldung/<token:token>/", my_sign_up.my_sign_up, name="my_sign_up"),
    path("anmeldung/<token:token>/absagen/", my_sign_up.cancel, name="cancel"),
    path("anmeldung/<token:token>/konto/", my_sign_up.claim, name="claim"),
    path("anmeldung/<token:token>/termine.ics", my_sign_up.ics, name="my_dates_ics"),
    # /angebote/: the organisers' own pages
    path("angebote/", overview.overview, name="own_offers"),
    path("angebote/neu/", steps.new, name="own_new"),
    path("angebote/freigaben/", approval.to_approve, name="to_approve"),
    path("angebote/finden/", people.find, name="own_find"),
    path("angebote/<slug:offer>/", overview.offer, name="own_offer"),
    path("angebote/<slug:offer>/schritt/<int:number>/", steps.step, name="own_step"),
    path("angebote/<slug:offer>/texte/", texts.texts, name="own_texts"),
    path("angebote/<slug:offer>/texte/<slug:language>/", texts.text, name="own_text"),
    path("angebote/<slug:offer>/noch-einmal/", again.again, name="own_again"),
    path("angebote/<slug:offer>/<offer_act:act>/", acts.offer_act, name="own_offer_act"),
    path("angebote/<slug:offer>/termine/", plan.dates, name="own_dates"),
    path("angebote/<slug:offer>/<slug:public_id>/zu-wenige/", dates.decide, name="own_decide"),
    path("angebote/<slug:offer>/<slug:public_id>/ab-hier/", plan.from_here_on, name="own_from_here_on"),
    path("angebote/<slug:offer>/nachricht/", message.message, name="own_message"),
    path("angebote/<slug:offer>/<slug:public_id>/", overview.date, name="own_date"),
    path("angebote/<slug:offer>/<slug:public_id>/leute/", people.people_page, name="own_people"),
    path("angebote/<slug:offer>/<slug:public_id>/liste/", people.attendance_list, name="own_list"),
    path("angebote/<slug:offer>/<slug:public_id>/dazu/", people.walk_in, name="own_walk_in"),
    path(
        "angebote/<slug:offer>/<slug:public_id>/leute/<slug:sign_up>/<slug:act>/",
        people.party_act,
        name="own_party_act",
    ),
    path("angebote/<slug:offer>/<slug:public_id>/<slug:act>/", dates.date_act, name="own_date_act"),
]
