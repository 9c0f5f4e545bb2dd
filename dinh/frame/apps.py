from django.apps import AppConfig


class FrameConfig(AppConfig):
    """Not a room: it only holds the project's own commands and templates."""

    name = "dinh.frame"
    label = "frame"
