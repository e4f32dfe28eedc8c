"""The pages of the playground. Their calls go to the APIs themselves, see docs.pages.session."""

import json
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import LoginView
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from apikeys.authentication import Caller
from apikeys.parse import uuid_or_none
from core.records.context import Context
from core.rest.views import limits_of
from core.serving import context_for
from docs.pages.browsable import METHODS
from docs.pages.session import choose_workspace, chosen_membership, memberships
from docs.playground import examples, keys, metadata_examples
from metadata.models import Workspace
from metadata.schema.snapshot import ObjectSchema

APIS = ("core", "metadata")
ADDRESSES = {"core": "/graphql", "metadata": "/metadata"}


class SignIn(LoginView):
    template_name = "docs/sign_in.html"
    next_page = "playground"
    redirect_authenticated_user = True


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("start")


def home(request: HttpRequest, refused: str = "", made: str = "") -> HttpResponse:
    membership = chosen_membership(request)
    caller = keys.caller_in(request)
    about = {
        "at": "playground",
        "caller": caller,
        "workspace": caller and Workspace.objects.get(pk=caller.workspace_id),
        "membership": membership,
        "memberships": memberships(request),
        "roles": keys.roles_for_keys(caller) if caller and membership else [],
        "refused": refused,
        "made": made,
    }
    return render(request, "docs/playground.html", about, status=400 if refused else 200)


@require_POST
def change_key(request: HttpRequest) -> HttpResponse:
    """Make, paste or forget. A new token is part of this one answer and of no other."""
    try:
        if request.POST.get("action") == "make":
            return home(request, made=keys.make(request, request.POST.get("role", "")))
        if request.POST.get("action") == "paste":
            keys.paste(request, request.POST.get("token", ""))
        else:
            keys.forget(request)
    except keys.Refused as refusal:
        return home(request, refused=refusal.message)
    return redirect("playground")


@require_POST
def change_workspace(request: HttpRequest) -> HttpResponse:
    wanted = uuid_or_none(request.POST.get("membership"))
    if wanted is None or wanted not in {one.pk for one in memberships(request)}:
        raise Http404("No such workspace")
    choose_workspace(request, wanted)
    keys.forget(request)
    return redirect("playground")


def rest(request: HttpRequest, api: str) -> HttpResponse:
    found = prepared(request, api, "rest")
    if isinstance(found, HttpResponse):
        return found
    context, obj, page = found
    calls = examples.rest_calls(context, obj) if api == "core" else metadata_examples.rest_calls(obj)
    page["calls"] = examples.as_json(calls)
    page["example"] = chosen(page["calls"], request.GET.get("example"))
    body = page["example"]["body"]
    page["example_body"] = "" if body is None else json.dumps(body, indent=2, ensure_ascii=False)
    page["methods"] = METHODS
    page["narrowed"] = api == "core" and request.GET.get("operations") != "all"
    part = f"?objects={obj.name_plural}" if page["narrowed"] else ""
    page["settings"] = {"document": f"/rest/open-api/{api}{part}", "csrf": get_token(request)}
    return render(request, "docs/playground_rest.html", page)


def graphql(request: HttpRequest, api: str) -> HttpResponse:
    found = prepared(request, api, "graphql")
    if isinstance(found, HttpResponse):
        return found
    context, obj, page = found
    calls = examples.graphql_calls(context, obj) if api == "core" else metadata_examples.graphql_calls(obj)
    page["calls"] = examples.as_json(calls)
    page["built"] = (settings.PAGE_ASSETS / "graphiql.js").is_file()
    example = page["example"] = chosen(page["calls"], request.GET.get("example"))
    page["settings"] = {
        "url": ADDRESSES[api],
        "csrf": get_token(request),
        "query": example["query"],
        "variables": json.dumps(example["variables"], indent=2) if example["variables"] else "",
    }
    return render(request, "docs/playground_graphql.html", page)


def prepared(request: HttpRequest, api: str, kind: str) -> HttpResponse | tuple[Context, ObjectSchema, dict[str, Any]]:
    """What every explorer shows: the objects to choose from and the chosen one. Without a caller, to the first page."""
    if api not in APIS:
        raise Http404(f"No API {api}")
    caller = keys.caller_in(request)
    if caller is None:
        return redirect("playground")
    context = context_of(caller)
    objects = examples.objects(context)
    if not objects:
        return home(request, refused="The role of this key may read no object.")
    wanted = request.GET.get("object")
    obj = next((one for one in objects if one.name_singular == wanted), objects[0])
    page = {
        "at": "playground",
        "api": api,
        "kind": kind,
        "caller": caller,
        "objects": objects,
        "object": obj,
        "apis": APIS,
    }
    return context, obj, page


def context_of(caller: Caller) -> Context:
    return context_for(caller, limits_of(caller))


def chosen(calls: list[dict[str, Any]], name: str | None) -> dict[str, Any]:
    return next((call for call in calls if call["name"] == name), calls[0])
