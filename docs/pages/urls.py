"""Where the pages are."""

from django.urls import path
from django.views.generic import RedirectView

from docs.pages import guide, start
from docs.playground import views

urlpatterns = [
    path("", start.start, name="start"),
    path("favicon.ico", start.icon),
    path("docs", guide.show, name="guide"),
    path("docs/", RedirectView.as_view(pattern_name="guide")),
    path("docs/<slug:slug>", guide.show, name="chapter"),
    path("playground", views.home, name="playground"),
    path("playground/", RedirectView.as_view(pattern_name="playground")),
    path("playground/sign-in", views.SignIn.as_view(), name="sign-in"),
    path("playground/sign-out", views.sign_out, name="sign-out"),
    path("playground/key", views.change_key, name="playground-key"),
    path("playground/workspace", views.change_workspace, name="playground-workspace"),
    path("playground/rest/<slug:api>", views.rest, name="playground-rest"),
    path("playground/graphql/<slug:api>", views.graphql, name="playground-graphql"),
]
