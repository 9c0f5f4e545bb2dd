from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "dinh.papers"
    label = "papers"
