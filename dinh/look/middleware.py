"""The language of the screen: Vietnamese unless the person chose otherwise.

Many offices run an English system with an English browser, so what the browser asks for says nothing about the person.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from . import shell

_READS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
Answer = Callable[[HttpRequest], HttpResponse]


class ChosenLanguageMiddleware:
    """Stands where LocaleMiddleware would; reads only the cookie that `set_language` writes. After a deed the numbers
    beside the menu are counted anew."""

    def __init__(self, answer: Answer):
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.answer(request)
            if request.method not in _READS:
                shell.forget(request)
        response.headers.setdefault("Content-Language", language)
        return response
