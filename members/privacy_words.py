"""The words for what stands in `privacy.toml`: the privacy page is made of them."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = Mapping[str, str | Promise]

PURPOSES: Words = {
    "sign_up": _("To keep a place for you and to tell you when something changes"),
    "answers": _("So that you can take part: your answers to the questions of an offer"),
    "notices": _("To tell you something: by mail, by phone or at the desk"),
    "account": _("So that you can log in"),
    "logged_in": _("So that you stay logged in and see on which devices"),
    "people": _("To know who helps, who asks and how we reach you"),
    "partners": _("To know who speaks for an organisation or a group"),
    "roles": _("To decide who may do what in the house"),
    "rooms": _("To give rooms to people"),
    "programme": _("To make the programme and to name somebody you can ask"),
    "figures": _("To count how many people come; the city gets sums only"),
    "pictures": _("To show the house"),
    "audit": _("To see later who changed what"),
    "erasure": _("So that what was erased stays erased, even after a repair of the computer"),
    "protection": _("To protect log-in and forms, and so that nothing is done twice"),
    "queue": _("So that no message gets lost on its way"),
    "imprint": _("Because the law wants it in the imprint"),
    "demo": _("To try this site out; never in a house that is open"),
}
DATA: Words = {
    "name": _("name"),
    "mail": _("e-mail address"),
    "phone": _("phone number"),
    "contact": _("how we reach you, and your code"),
    "language": _("language"),
    "area": _("home area, if you told us"),
    "age": _("age group or year of birth, where an offer needs it"),
    "answer": _("your answer"),
    "coming": _("whether you had a place and whether you came"),
    "function": _("what you do in the house, from when until when"),
    "message": _("what we wrote"),
    "device": _("address and kind of your device"),
    "secret": _("keys for logging in, not readable for people"),
    "picture": _("picture"),
    "act": _("what was changed, without the content"),
    "mark": _("a mark from which nobody can read your name"),
    "times": _("day and time"),
}
BASES: Words = {
    "asked": _("You asked us to do it (Art. 6 (1) b GDPR)."),
    "consent": _("You said yes and can take it back (Art. 6 (1) a GDPR)."),
    "running": _("We need it to run the house (Art. 6 (1) f GDPR)."),
    "needed": _("Without it this site would not work safely (Art. 6 (1) f GDPR)."),
    "duty": _("The law wants it (Art. 6 (1) c GDPR)."),
}
SEEN_BY: Words = {
    "you": _("you"),
    "desk": _("the desk team"),
    "lead": _("whoever leads the offer"),
    "team": _("the team"),
    "board": _("the board"),
    "everybody": _("everybody"),
}
COUNTED_FROM: Words = {
    "last_date": _("%(period)s after the last date you signed up for"),
    "question": _("as the question says, at most %(period)s after the last date you signed up for"),
    "told": _("%(period)s after we told you"),
    "made": _("%(period)s after it was made"),
    "done": _("%(period)s after it was done"),
    "end": _("%(period)s after it ended"),
    "act": _("%(period)s after the change"),
    "last_visit": _("%(period)s after your last visit"),
    "account_never_used": _("as long as you want the account; one that was never used: %(period)s"),
    "run_out": _("until it runs out by itself"),
}
WHY_KEPT: Words = {
    "until_you_ask": _("until you ask us to erase it, and no longer than the house needs it"),
    "while_in_the_register": _("as long as you are in our register; of everybody else only a number stays"),
    "without_names": _("for ever, but without your name"),
    "until_taken_back": _("until you take your yes back"),
    "while_the_offer_is_kept": _("as long as the offer is in our records"),
    "while_in_office": _("as long as the person holds the office"),
}
METHODS: Words = {
    "delete": _("The house deletes it by itself, every night."),
    "blank": _("The house takes names and contact out by itself, every night. The number stays."),
    "own": _("The house deletes it by itself, every night."),
    "keep": _("A person deletes it."),
}
