"""Opens an empty house: the first person on the board. There is no superuser."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction

from members.models import Person, Role, RoleGrant, User
from treff.house import when


class Command(BaseCommand):
    help = "Give a role to the person with this e-mail address, with nobody granting it: appoint EMAIL board"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("role", choices=[role.name.lower() for role in Role])
        parser.add_argument("--name", default="", help="how the person is called; else the part before the @")

    def handle(self, *args: Any, email: str, role: str, name: str, **options: Any) -> None:
        try:
            validate_email(email)
            grant = appoint(email.strip().lower(), Role[role.upper()], name)
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        self.stdout.write(f"{grant.person} now has the role {role}. Log in with {email.lower()}.")


def appoint(email: str, role: Role, name: str = "") -> RoleGrant:
    """The live grant of this role; account and person are made where they are missing. Repeatable."""
    with transaction.atomic():
        user = User.objects.filter(email=email).first() or User.objects.create_user(email)
        person = Person.of_account(user, name or email.split("@")[0])
        held = person.role_grants.filter(role=role, during__contains=when.today()).first()
        return held or RoleGrant.appoint(person, role)
