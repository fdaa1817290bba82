"""The first address of an offer, made of its title; two offers of one title never meet there."""

from typing import Any

from django.db import IntegrityError, models, transaction

# So often the next address is tried, when others take it at the same moment.
TRIES = 5


class Addressed(models.Model):
    """Something with an address of its own (abstract, for Event)."""

    class Meta:
        abstract = True

    def save_as_new(self: Any, title: str) -> None:
        """Save it for the first time, at an address made of its title; of two at once one gets the next."""
        for _try in range(TRIES):
            self.slug = self.free_slug(title)
            try:
                with transaction.atomic():
                    self.save(force_insert=True)
            except IntegrityError as error:
                if "slug" not in str(getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")):
                    raise
            else:
                return
        self.slug = f"{self.slug[:50]}-{self.public_id}"
        self.save(force_insert=True)
