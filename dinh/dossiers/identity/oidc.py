"""Sign-in by OpenID Connect: the code flow with state, nonce and PKCE; the id token is checked against the issuer's keys.

Which claim bears the number of a citizen, and whether this issuer vouches for it, is the locality's setting: no provider's
names stand in code."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from typing import Any

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.django_client import OAuth
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from joserfc.errors import JoseError

from ..services.accounts import Proven
from . import NotKnown, offer

log = logging.getLogger(__name__)
SECONDS = 10
_TROUBLE = (requests.RequestException, RuntimeError, KeyError, ValueError)


@dataclass(frozen=True, slots=True)
class Asked:
    """One issuer as the settings name it."""

    issuer: str
    client_id: str
    client_secret: str
    name: str = "OpenID Connect"
    number_claim: str = ""
    """Which claim is the citizen's number; empty when this issuer does not vouch for it."""
    scope: str = "openid profile email"
    key: str = "oidc"


class OpenIdConnect:
    """A provider of identities that speaks OpenID Connect."""

    def __init__(self, asked: Asked) -> None:
        self.asked, self.key, self.name = asked, asked.key, asked.name
        self._client = OAuth().register(
            name=f"dinh-{asked.key}",
            client_id=asked.client_id,
            client_secret=asked.client_secret,
            server_metadata_url=f"{asked.issuer.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs={
                "scope": asked.scope,
                "code_challenge_method": "S256",
                "default_timeout": SECONDS,
            },
        )

    def begin(self, request: HttpRequest, back: str) -> HttpResponse:
        try:
            response: HttpResponse = self._client.authorize_redirect(request, back)
        except (OAuthError, *_TROUBLE) as trouble:
            log.warning("sign-in by %s cannot begin: %s", self.key, type(trouble).__name__)
            raise NotKnown(
                _("Chưa nối được tới %(name)s. Thử lại sau, hoặc đăng nhập bằng mật khẩu.")
                % {"name": self.name}
            ) from trouble
        return response

    def finish(self, request: HttpRequest) -> Proven:
        try:
            token = self._client.authorize_access_token(request)
            claims: dict[str, Any] = dict(token.get("userinfo") or {})
            if claims and not claims.get("name"):
                claims = {**self._client.userinfo(token=token), **claims}
        except (OAuthError, JoseError, *_TROUBLE) as trouble:
            log.warning("sign-in by %s failed: %s", self.key, type(trouble).__name__)
            raise NotKnown(
                _("%(name)s chưa xác nhận được anh, chị. Thử lại từ đầu.") % {"name": self.name}
            ) from trouble
        return self._proven(claims)

    def _proven(self, claims: dict[str, Any]) -> Proven:
        subject = str(claims.get("sub") or "")
        if not subject:
            raise NotKnown(_("%(name)s chưa xác nhận được anh, chị. Thử lại từ đầu.") % {"name": self.name})
        said = str(claims.get(self.asked.number_claim) or "") if self.asked.number_claim else ""
        number = re.sub(r"\s", "", said)
        mail = str(claims.get("email") or "") if claims.get("email_verified") is True else ""
        return Proven(
            provider=self.key,
            subject=subject,
            name=str(claims.get("name") or ""),
            identity=number if re.fullmatch(r"\d{12}", number) else "",
            email=mail,
            phone=str(claims.get("phone_number") or ""),
        )


def offer_from_settings() -> None:
    """At start-up: the issuer that DINH_OIDC_ISSUER names, if any."""
    given: dict[str, str] = getattr(settings, "DINH_OIDC", {})
    if given.get("issuer"):
        offer(OpenIdConnect(Asked(**given)))
