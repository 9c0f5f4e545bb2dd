from django.apps import AppConfig


class TownConfig(AppConfig):
    name = "dinh.town"
    label = "town"
