from django.apps import AppConfig


class LookConfig(AppConfig):
    """The kit every page is built from; it knows no word of the town."""

    name = "dinh.look"
    label = "look"
    verbose_name = "Diện mạo"
