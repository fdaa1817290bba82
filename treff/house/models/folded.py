"""Names that are found whatever their accents and sorted as people expect.

`Folded` is for what has one name of its own and is always saved row by row: the columns of the name
may be several, and naming one of them in `update_fields` is enough. `FoldedField` is for any one
column, also of rows that are made many at once.
"""

from typing import Any, ClassVar

from django.db import models

from treff.house.folding import fold


class Folded(models.Model):
    """Keeps the folded name in step, so that a search needs no extension of Postgres.

    The subclass has a `name`; `named_by` are the columns it is made of. `bulk_create` leaves the
    folded name empty: what is made many at once takes a `FoldedField`.
    """

    name: Any
    named_by: ClassVar[tuple[str, ...]] = ("name",)
    name_key = models.CharField(max_length=255, blank=True, editable=False, db_index=True)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name_key = fold(self.name)
        fields = kwargs.get("update_fields")
        if fields is not None and not set(self.named_by).isdisjoint(fields):
            kwargs["update_fields"] = {*fields, "name_key"}
        super().save(*args, **kwargs)


class FoldedField(models.TextField):
    """The folded words of the column `of`: in step with it when a row is saved, alone or with many.

    Whoever writes `of` without saving a row (`update`, `update_fields`) writes this column too.
    """

    def __init__(self, *args: Any, of: str, **options: Any) -> None:
        self.of = of
        settled: dict[str, Any] = {"blank": True, "default": "", "editable": False}
        super().__init__(*args, **settled | options)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:  # noqa: FBT001 (Django's signature)
        folded = fold(getattr(model_instance, self.of))
        setattr(model_instance, self.attname, folded)
        return folded
