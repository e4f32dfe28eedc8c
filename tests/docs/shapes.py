"""Workspaces of different shape, for the tests that look at the documents of all of them."""

from collections.abc import Callable

from apikeys.models import FieldPermission, ObjectPermission, Role
from apikeys.tokens import create_api_key
from metadata.fields.registry import REGISTRY
from metadata.models import FieldMetadata, ObjectMetadata, Workspace
from metadata.services.fields import create_field
from metadata.services.objects import create_object, update_object
from tests.client import Api

OPTIONS = [{"label": "One", "value": "ONE", "color": "red", "position": 0}]
KEPT = ("company", "person", "workspaceMember")
RENAMED = {"rocket": "error", "crew": "errorForUpdate", "dock": "errorField", "pad": "general"}


def named(name: str) -> dict[str, str]:
    title = name.title()
    return {"nameSingular": name, "namePlural": f"{name}s", "labelSingular": title, "labelPlural": f"{title}s"}


def add_object(workspace: Workspace, name: str = "rocket") -> ObjectMetadata:
    return create_object(workspace.id, named(name))


def add_every_type(workspace: Workspace, obj: ObjectMetadata) -> None:
    for name, kind in REGISTRY.items():
        if not kind.creatable or name in ("RELATION", "MORPH_RELATION", "TS_VECTOR", "POSITION", "NUMERIC"):
            continue
        data = {
            "objectMetadataId": str(obj.id),
            "type": name,
            "name": f"my{name.title().replace('_', '')}",
            "label": name,
        }
        if name in ("SELECT", "MULTI_SELECT"):
            data["options"] = OPTIONS
        if name == "FILES":
            data["settings"] = {"maxNumberOfValues": 2}
        create_field(workspace.id, data)


def add_relations(workspace: Workspace, obj: ObjectMetadata) -> None:
    company = ObjectMetadata.objects.get(workspace=workspace, name_singular="company")
    target = {"targetObjectMetadataId": str(company.id), "targetFieldLabel": "Made", "targetFieldIcon": "IconBox"}
    for kind, label in (("MANY_TO_ONE", "Rockets of"), ("ONE_TO_MANY", "Rocket of")):
        payload = target | {"type": kind, "targetFieldLabel": label}
        name = "maker" if kind == "MANY_TO_ONE" else "owners"
        data = {"objectMetadataId": str(obj.id), "type": "RELATION", "name": name, "label": name.title()}
        create_field(workspace.id, data | {"relationCreationPayload": payload})
    morph = {"objectMetadataId": str(obj.id), "type": "MORPH_RELATION", "name": "about", "label": "About"}
    create_field(workspace.id, morph | {"morphRelationsCreationPayload": [target | {"type": "MANY_TO_ONE"}]})


def key_of(workspace: Workspace, role_label: str = "Admin") -> Api:
    return Api(create_api_key(workspace, "shape", role_label=role_label)[1])


def empty(workspace: Workspace) -> Api:
    """No object is active."""
    ObjectMetadata.objects.filter(workspace=workspace).update(is_active=False)
    return key_of(workspace)


def standard(workspace: Workspace) -> Api:
    """As it is made."""
    return key_of(workspace)


def narrow(workspace: Workspace) -> None:
    """Few of the standard objects stay active: what takes all parts of a document takes long over many objects."""
    ObjectMetadata.objects.filter(workspace=workspace).exclude(name_singular__in=KEPT).update(is_active=False)


def interesting(workspace: Workspace) -> Api:
    """A field of every type and every kind of relation, few other objects."""
    narrow(workspace)
    obj = add_object(workspace)
    add_every_type(workspace, obj)
    add_relations(workspace, obj)
    return key_of(workspace)


def renamed(workspace: Workspace) -> Api:
    """Objects under other names than they were made with; some are called as parts of a document are."""
    narrow(workspace)
    company = ObjectMetadata.objects.get(workspace=workspace, name_singular="company")
    update_object(workspace.id, company.id, {"labelSingular": "Client", "labelPlural": "Clients"})
    for name, later in RENAMED.items():
        names = {"nameSingular": later, "namePlural": f"{later}List", "description": f"Once a {name}"}
        obj = add_object(workspace, name)
        if name == "rocket":
            add_relations(workspace, obj)
        update_object(workspace.id, obj.id, names)
    return key_of(workspace)


def restricted(workspace: Workspace) -> Api:
    """A role that may not see an object and a field, and write nothing."""
    narrow(workspace)
    role = Role.objects.create(
        workspace=workspace, label="Narrow", can_read_all_object_records=True, can_be_assigned_to_api_keys=True
    )
    person = ObjectMetadata.objects.get(workspace=workspace, name_singular="person")
    company = ObjectMetadata.objects.get(workspace=workspace, name_singular="company")
    employees = FieldMetadata.objects.get(object=company, name="employees")
    ObjectPermission.objects.create(role=role, object_id=person.id, can_read_object_records=False)
    FieldPermission.objects.create(role=role, object_id=company.id, field_id=employees.id, can_read_field_value=False)
    return key_of(workspace, "Narrow")


SHAPES: tuple[Callable[[Workspace], Api], ...] = (empty, standard, interesting, renamed, restricted)
