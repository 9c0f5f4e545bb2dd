from django.apps import AppConfig


class LookConfig(AppConfig):
    name = "dinh.look"
    label = "look"
