from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "dinh.plans"
    label = "plans"
