from collections.abc import Iterable

from django.apps import AppConfig

from dinh.ground.shapes import Ref


class LookConfig(AppConfig):
    """The kit every page is built from; it knows no word of the town."""

    name = "dinh.look"
    label = "look"
    verbose_name = "Diện mạo"

    def ready(self) -> None:
        import dinh.ground.naming  # noqa: F401 declares the socket
        from dinh.ground.services import fill_socket

        fill_socket("ground.namer", Titles())


class Titles:
    """Fills the ground's namer: a ref is called what its opener calls it, and its room knows its code."""

    def names(self, refs: Iterable[Ref]) -> dict[Ref, str]:
        from . import openers

        return {ref: opened.title for ref, opened in openers.open_all(refs).items()}

    def bearing(self, code: str, kind: str) -> list[Ref]:
        from . import openers

        return openers.bearing(code, kind)
