"""Ways to say who one is, as projects have them."""

from types import SimpleNamespace

from django.contrib.auth import get_user_model
from rest_framework.authentication import BaseAuthentication, TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed

TOKEN = {"Authorization": "Token alice"}


class NameToken(TokenAuthentication):
    """Take a user's name for a token."""

    def authenticate_credentials(self, key: str):
        user = get_user_model().objects.filter(username=key).first()
        if user is None:
            raise AuthenticationFailed
        return user, key


class Machine(BaseAuthentication):
    """Let a machine in that is no user of the project's."""

    def authenticate(self, request):
        return SimpleNamespace(is_authenticated=True, pk=1), None
