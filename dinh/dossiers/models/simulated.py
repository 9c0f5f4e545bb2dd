"""How far a made-up year has come, and what the database laid aside to take it in."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class SimulatedYear(models.Model):
    """One run of `dinh simulate`: what is played, and how many of its days are written."""

    under = models.CharField(max_length=60)
    """The path of the unit that it is played under."""
    first = models.DateField()
    last = models.DateField()
    seed = models.BigIntegerField()
    dossiers = models.PositiveBigIntegerField()
    citizens = models.PositiveBigIntegerField()
    shape = models.CharField(max_length=64)
    """What places and procedures there were: another catalogue would draw another year."""
    first_number = models.BigIntegerField()
    """Its dossiers are numbered from here without gaps, so that a day is stamped the same when it is drawn again."""
    first_bill = models.BigIntegerField(default=0)
    """The bill of each dossier that asks for money is numbered as far from here as the dossier from the first."""
    days_done = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.under} {self.first} {self.last} {self.dossiers}"


class LaidAside(models.Model):
    """An index or constraint that a load took down in the same transaction that wrote this row, and how it is built again.
    The row goes in the transaction that builds it: whatever is killed when, nothing is lost."""

    table = models.CharField(max_length=63)
    name = models.CharField(max_length=63)
    turn = models.PositiveSmallIntegerField()
    """What has a lower turn is built first: indexes before the constraints that stand on them."""
    again = models.TextField()
    """The statement that builds it."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["table", "name"], name="dossiers_laid_aside_once"),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.name}"
