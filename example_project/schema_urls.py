"""The API's description, for programs that write clients."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView

urlpatterns = [path("api/schema/", SpectacularAPIView.as_view(), name="schema")]
