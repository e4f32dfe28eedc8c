"""Another workspace with one thing of every kind in it, and what is compared before and after an attack."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection

from apikeys.models import Role
from apikeys.services.people import create_member
from apikeys.tokens import create_api_key
from metadata.models import FieldMetadata, ObjectMetadata, Workspace
from metadata.services.workspaces import create_workspace
from tests.client import Api
from webhooks.models import Delivery

SECRET = "Their Secret Ltd"
OWN_TABLES = ("metadata_", "core_", "apikeys_", "webhooks_")


def filled(value: Any, words: dict[str, str]) -> Any:
    """`{name}` in any text of it, replaced."""
    if isinstance(value, str):
        for name, word in words.items():
            value = value.replace(f"{{{name}}}", word)
        return value
    if isinstance(value, list):
        return [filled(one, words) for one in value]
    return {filled(key, words): filled(one, words) for key, one in value.items()} if isinstance(value, dict) else value


@dataclass
class Battlefield:
    """`words`: the ids of the victim's things; those that begin with `my` are the attacker's own."""

    mine: Workspace
    theirs: Workspace
    words: dict[str, str]

    @cached_property
    def fingerprints(self) -> str:
        schemas = (self.mine.pg_schema, self.theirs.pg_schema)
        with connection.cursor() as cursor:
            cursor.execute(
                "select table_schema, table_name from information_schema.tables where table_type = 'BASE TABLE'"
                " and (table_schema = any(%s) or table_schema = 'public' and table_name ~ %s) order by 1, 2",
                [list(schemas), f"^({'|'.join(OWN_TABLES)})"],
            )
            tables = cursor.fetchall()
        return " union all ".join(
            f"""select '{schema}.{table}', md5(string_agg(t::text, ';' order by t::text)) from "{schema}"."{table}" t"""
            for schema, table in tables
        )

    def state(self) -> dict[str, str | None]:
        """Every row of both workspaces and of the server's own tables."""
        with connection.cursor() as cursor:
            cursor.execute(self.fingerprints)
            return dict(cursor.fetchall())


def battlefield(mine: Workspace, api: Api) -> Battlefield:
    theirs = create_workspace("victim")
    words = {f"my{key}": word for key, word in furnished(mine, api, "Mine").items()}
    victim = Api(create_api_key(theirs, "theirs")[1])
    words |= furnished(theirs, victim, SECRET)
    words["cursor"] = victim.get("/rest/companies?limit=1").json()["pageInfo"]["endCursor"]
    return Battlefield(mine, theirs, words)


def furnished(workspace: Workspace, api: Api, name: str) -> dict[str, str]:
    made: dict[str, str] = {"workspace": str(workspace.pk)}

    def make(key: str, path: str, body: dict[str, Any]) -> None:
        response = api.post(f"/rest/{path}", json=body)
        assert response.status_code == 201, (path, response.content)
        answer = response.json()
        while "id" not in answer:
            answer = next(iter(answer.values()))
        made[key] = answer["id"]

    made["marker"] = name.split()[-2] if " " in name else name
    domain = f"{name.split()[0].lower()}.example"
    make("company", "companies", {"name": name, "domainName": {"primaryLinkUrl": f"https://{domain}"}})
    make("person", "people", {"name": {"firstName": name, "lastName": "x"}, "companyId": made["company"]})
    company = ObjectMetadata.objects.get(workspace=workspace, name_singular="company")
    field = FieldMetadata.objects.get(object=company, name="name")
    make("binned", "companies", {"name": name})
    assert api.delete(f"/rest/companies/{made['binned']}?soft_delete=true").status_code == 200
    make("other", "companies", {"name": "Another"})
    made |= {"object": str(company.pk), "field": str(field.pk), "domain": domain}
    make(
        "index", "metadata/indexes", {"objectMetadataId": made["object"], "fields": [{"fieldMetadataId": "employees"}]}
    )
    relation = FieldMetadata.objects.get(object__name_singular="person", object__workspace=workspace, name="company")
    made["relation"] = str(relation.pk)
    part = {"fieldMetadataId": made["field"]}
    make("view", "metadata/views", {"name": name, "objectMetadataId": made["object"], "icon": "x"})
    part["viewId"] = made["view"]
    make("viewField", "metadata/viewFields", part)
    make("viewSort", "metadata/viewSorts", part)
    make("viewFilterGroup", "metadata/viewFilterGroups", {"viewId": made["view"]})
    make("viewFilter", "metadata/viewFilters", part | {"operand": "CONTAINS", "value": name})
    make("viewGroup", "metadata/viewGroups", {"viewId": made["view"], "fieldValue": name})
    make("webhook", "metadata/webhooks", {"targetUrl": f"https://{domain}/hook", "operations": ["company.created"]})
    api.post("/rest/companies", json={"name": name})
    made["delivery"] = str(Delivery.objects.filter(webhook__id=made["webhook"]).latest("number").id)
    Delivery.objects.update(state="dead")
    rights = {f"can_{right}_all_object_records": True for right in ("read", "update")}
    made["role"] = str(Role.objects.create(workspace=workspace, label=name, **rights).pk)
    key = {"name": name, "expiresAt": "2030-01-01", "roleId": made["role"]}
    make("key", "metadata/apiKeys", key)
    api.post(f"/rest/metadata/apiKeys/{made['key']}/token", json={})
    made["member"] = str(create_member(workspace, f"boss@{domain}", None, role_label="Admin").workspace_member_id)
    return made
