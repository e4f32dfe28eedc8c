"""The routes of the REST Metadata API."""

from django.urls import re_path

from metadata.services.view_keys import KINDS

from .apply import ApplyModel, ExportModel
from .fields import Fields
from .indexes import Indexes
from .objects import Objects
from .relations import Relations
from .views import ViewParts, Views
from .workspace import WorkspaceSettings

BASE = r"^rest/metadata/"
MANY = {"get": "list", "post": "create"}
ONE = {"get": "retrieve", "patch": "update", "put": "update", "delete": "destroy"}
FIXED = {"get": "retrieve", "delete": "destroy"}
OF_OBJECT = BASE + r"objects/(?P<parent>[^/]+)/fields"

urlpatterns = [
    re_path(BASE + r"objects/?$", Objects.as_view(MANY)),
    re_path(BASE + r"objects/(?P<pk>[^/]+)/?$", Objects.as_view(ONE)),
    re_path(OF_OBJECT + r"/?$", Fields.as_view(MANY)),
    re_path(OF_OBJECT + r"/(?P<pk>[^/]+)/?$", Fields.as_view(ONE)),
    re_path(BASE + r"fields/?$", Fields.as_view(MANY)),
    re_path(BASE + r"fields/(?P<pk>[^/]+)/?$", Fields.as_view(ONE)),
    re_path(BASE + r"relations/?$", Relations.as_view(MANY)),
    re_path(BASE + r"relations/(?P<pk>[^/]+)/?$", Relations.as_view(FIXED)),
    re_path(BASE + r"indexes/?$", Indexes.as_view(MANY)),
    re_path(BASE + r"indexes/(?P<pk>[^/]+)/?$", Indexes.as_view(FIXED)),
    re_path(BASE + r"workspace/?$", WorkspaceSettings.as_view({"get": "retrieve", "patch": "update", "put": "update"})),
    re_path(BASE + r"apply/?$", ApplyModel.as_view({"post": "apply"})),
    re_path(BASE + r"export/?$", ExportModel.as_view({"get": "retrieve"})),
    re_path(BASE + r"views/?$", Views.as_view(MANY)),
    re_path(BASE + r"views/(?P<pk>[^/]+)/?$", Views.as_view(ONE)),
]
for _kind in (kind for kind in KINDS.values() if kind.name != "view"):
    urlpatterns += [
        re_path(BASE + _kind.name + r"s/?$", ViewParts.as_view(MANY, kind=_kind)),
        re_path(BASE + _kind.name + r"s/(?P<pk>[^/]+)/?$", ViewParts.as_view(ONE, kind=_kind)),
    ]
