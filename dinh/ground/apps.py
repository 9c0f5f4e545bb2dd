from django.apps import AppConfig


class GroundConfig(AppConfig):
    name = "dinh.ground"
    label = "ground"
