"""A data model that changes between the authentication of a request and its statement."""

from apikeys.tokens import create_api_key
from core.graphql import session as sessions
from metadata.models import FieldMetadata, ObjectMetadata
from metadata.services.fields import create_field, update_field
from tests.client import Api, GraphQL

QUERY = "{ people { edges { node { motto } } } companies { totalCount } }"


def rename(workspace, name, to):
    field = FieldMetadata.objects.get(workspace=workspace, object__name_singular="person", name=name)
    update_field(workspace.id, field.id, {"name": to, "isLabelSyncedWithName": False})


def test_the_second_try_reads_the_document_anew(live_workspace, monkeypatch):
    graphql = GraphQL(Api(create_api_key(live_workspace, "tests")[1]), "/graphql")
    parent = ObjectMetadata.objects.get(workspace=live_workspace, name_singular="person")
    field = {"objectMetadataId": str(parent.id), "type": "TEXT", "name": "motto", "label": "Motto"}
    create_field(live_workspace.id, field)
    assert graphql.data(QUERY) == {"people": {"edges": []}, "companies": {"totalCount": 0}}
    context_for, changes = sessions.context_for, iter([True])

    def changing(caller, limits):
        context = context_for(caller, limits)
        if next(changes, False):
            rename(live_workspace, "motto", "slogan")
        return context

    monkeypatch.setattr(sessions, "context_for", changing)
    answer = graphql(QUERY)
    assert answer["data"] == {"people": None, "companies": {"totalCount": 0}}
    assert answer["errors"][0]["message"] == 'Cannot query field "motto" on type "Person".'
    assert answer["errors"][0]["path"] == ["people"]
    assert graphql.data("{ people { edges { node { slogan } } } }") == {"people": {"edges": []}}
