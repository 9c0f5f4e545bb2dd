"""Passwords of tests: the same algorithm as in use, at its least cost. Half the pages are tried by somebody who has to have an account."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class LeastCost(Argon2PasswordHasher):
    """Argon2 in a millisecond, where use takes two hundred."""

    time_cost = 1
    memory_cost = 64
    parallelism = 1
