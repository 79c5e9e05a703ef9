"""How a request is answered, told once for threads and for coroutines: see services/stories.py."""

from typing import TYPE_CHECKING, Any

from django.utils.cache import add_never_cache_headers
from rest_framework.response import Response

from ..services.stories import Records, Story, atell, tell
from ..views.shields import outside_transactions
from . import problems
from .policies import Policies

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest


class Telling(Policies):
    """Answer with handlers that are stories."""

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        """Return the view, outside transactions."""
        return outside_transactions(super().as_view(**initkwargs))

    def get_exception_handler(self) -> "Callable[..., Response | None]":
        """Answer with problem details, whatever the rest of the project does."""
        return problems.answer

    def dispatch(self, request: "HttpRequest", *args: Any, **kwargs: Any) -> Response:
        """Answer in this thread."""
        return tell(self._telling(request, *args, **kwargs))

    def _telling(self, request: "HttpRequest", *args: Any, **kwargs: Any) -> Story[Response]:
        self.args, self.kwargs = args, kwargs
        self.request = self.initialize_request(request, *args, **kwargs)
        self.headers = self.default_response_headers
        try:
            # Who it is, what they may, and what they want: one visit to the database, up to the first other step.
            answer = yield Records(self._begin)
            response = answer if isinstance(answer, Response) else (yield from answer)
        except Exception as error:  # noqa: BLE001 (a bug is raised again)
            response = self.handle_exception(error)
        # Browsable pages look for it here.
        self.response = self.finalize_response(self.request, response, *args, **kwargs)
        return self.response

    def _begin(self) -> "Response | Story[Response]":
        self.initial(self.request, *self.args, **self.kwargs)
        method, handler = str(self.request.method).lower(), self.http_method_not_allowed
        if method in self.http_method_names:
            handler = getattr(self, method, handler)
        begun: Response | Story[Response] = handler(self.request, *self.args, **self.kwargs)
        return begun

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Response:
        """Let nobody keep the answer."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        if isinstance(answer, problems.Problem) and answer.accepted_renderer.format == "json":
            answer.content_type = problems.CONTENT_TYPE
        add_never_cache_headers(answer)
        answer["Referrer-Policy"] = "no-referrer"
        return answer


class Asynchronous(Telling):
    """Answer in coroutines: mixed in front of a view that tells."""

    view_is_async = True

    async def dispatch(  # type: ignore[override]
        self, request: "HttpRequest", *args: Any, **kwargs: Any
    ) -> Response:
        """See Telling.dispatch()."""
        return await atell(self._telling(request, *args, **kwargs))
