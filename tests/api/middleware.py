"""Middleware that gets at a body before the view does."""

from io import BytesIO

from django.http import UnreadablePostError


def curious(get_response):
    def look(request):
        _ = request.POST
        return get_response(request)

    return look


class Broken(BytesIO):
    def read(self, *args) -> bytes:
        raise UnreadablePostError("the connection was reset")


def hang_up(get_response):
    def cut(request):
        request._stream = Broken()
        return get_response(request)

    return cut
