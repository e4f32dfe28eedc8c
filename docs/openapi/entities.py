"""The entities of the REST Metadata API as rows: what they show, what a client may write."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from docs.openapi.records import Schema
from metadata.fields.registry import REGISTRY

ALL = ("list", "get", "create", "update", "delete")


@dataclass(frozen=True, slots=True)
class Entity:
    """`writes`: what a create takes; `fixed`: what of it an update does not. `deleted`: what DELETE answers."""

    singular: str
    plural: str
    sentence: str
    reads: Mapping[str, Schema]
    writes: Mapping[str, Schema] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ALL
    paged: bool = False
    filters: tuple[str, ...] = ()
    deleted: Schema | None = None
    example: Schema | None = None
    """A create that succeeds in a new workspace; none where it would need an id of the workspace's own."""

    @property
    def title(self) -> str:
        return self.singular[:1].upper() + self.singular[1:]

    @property
    def plural_title(self) -> str:
        return self.plural[:1].upper() + self.plural[1:]


def names(text: str, schema: Schema) -> dict[str, Schema]:
    return {name: dict(schema) for name in text.split()}


TEXT: Schema = {"type": "string"}
OPTIONAL: Schema = {"type": ["string", "null"]}
FLAG: Schema = {"type": "boolean"}
ID: Schema = {"type": "string", "format": "uuid"}
OPTIONAL_ID: Schema = {"type": ["string", "null"], "format": "uuid"}
WHEN: Schema = {"type": "string", "format": "date-time"}
OPTIONAL_WHEN: Schema = {"type": ["string", "null"], "format": "date-time"}
NUMBER: Schema = {"type": "number"}
OBJECT: Schema = {"type": ["object", "null"]}
ANYTHING: Schema = {}
TYPES: Schema = {"type": "string", "enum": sorted(REGISTRY)}
OPTION: Schema = {
    "type": "object",
    "required": ["label", "value"],
    "properties": names("id label value color", TEXT) | {"position": NUMBER},
}
OPTIONS: Schema = {"type": ["array", "null"], "items": OPTION}
RELATION: Schema = {
    "type": "object",
    "required": ["type", "targetObjectMetadataId", "targetFieldLabel"],
    "properties": {"type": {"type": "string", "enum": ["MANY_TO_ONE", "ONE_TO_MANY"]}}
    | names("targetObjectMetadataId targetFieldLabel targetFieldIcon", TEXT),
}
OPERATIONS: Schema = {"type": "array", "items": TEXT, "examples": [["company.created", "*.updated"]]}
STAMPS = names("createdAt updatedAt", WHEN)

OBJECTS = Entity(
    "object",
    "objects",
    "The kinds of records, each with its fields",
    names("id universalIdentifier applicationId workspaceId", ID)
    | names("nameSingular namePlural labelSingular labelPlural", TEXT)
    | names("description icon shortcut color", OPTIONAL)
    | names("labelIdentifierFieldMetadataId imageIdentifierFieldMetadataId", OPTIONAL_ID)
    | names("isActive isSystem isSearchable isRemote isCustom isLabelSyncedWithName", FLAG)
    | names("isUIEditable isUICreatable isUIReadOnly", FLAG)
    | STAMPS
    | {"fields": {"type": "array", "items": {"$ref": "#/components/schemas/FieldForResponse"}}},
    names("nameSingular namePlural labelSingular labelPlural", TEXT)
    | names("description icon shortcut color", OPTIONAL)
    | names("skipNameField isLabelSyncedWithName isActive isSearchable", FLAG)
    | names("labelIdentifierFieldMetadataId imageIdentifierFieldMetadataId", OPTIONAL),
    ("nameSingular", "namePlural", "labelSingular", "labelPlural"),
    ("skipNameField",),
    paged=True,
    example={"nameSingular": "rocket", "namePlural": "rockets", "labelSingular": "Rocket", "labelPlural": "Rockets"},
)
FIELDS = Entity(
    "field",
    "fields",
    "The fields of all objects; a relation is a pair of fields",
    names("id universalIdentifier applicationId workspaceId objectMetadataId", ID)
    | {"type": TYPES, "morphId": OPTIONAL_ID, "defaultValue": ANYTHING, "options": OPTIONS}
    | {"settings": OBJECT, "relation": OBJECT}
    | names("name label", TEXT)
    | names("description icon", OPTIONAL)
    | names("isActive isSystem isNullable isUnique isLabelSyncedWithName isUIEditable isUIReadOnly isCustom", FLAG)
    | STAMPS,
    {"objectMetadataId": TEXT, "type": TYPES, "defaultValue": ANYTHING, "options": OPTIONS, "settings": OBJECT}
    | names("name label", TEXT)
    | names("description icon", OPTIONAL)
    | names("isActive isNullable isUnique isLabelSyncedWithName isUIEditable isUIReadOnly", FLAG)
    | {
        "relationCreationPayload": RELATION,
        "morphRelationsCreationPayload": {"type": "array", "minItems": 1, "items": RELATION},
    },
    ("objectMetadataId", "type", "name", "label"),
    ("objectMetadataId", "type", "relationCreationPayload", "morphRelationsCreationPayload"),
    paged=True,
    example={"objectMetadataId": "company", "type": "NUMBER", "name": "height", "label": "Height"},
)
PAIR = {"type": "object"}
RELATIONS = Entity(
    "relation",
    "relations",
    "The relations, each a pair of fields; the id is that of the MANY_TO_ONE field",
    {"id": ID, "isMorph": FLAG}
    | names("type onDelete joinColumnName", OPTIONAL)
    | dict.fromkeys(("sourceObjectMetadata", "sourceFieldMetadata"), PAIR)
    | dict.fromkeys(("targetObjectMetadata", "targetFieldMetadata"), PAIR),
    names("objectMetadataId type name label targetObjectMetadataId targetFieldLabel", TEXT)
    | names("icon description targetFieldIcon onDelete", OPTIONAL),
    ("objectMetadataId", "type", "name", "label", "targetObjectMetadataId", "targetFieldLabel"),
    verbs=("list", "get", "create", "delete"),
    paged=True,
    filters=("objectMetadataId",),
    example={"objectMetadataId": "company", "type": "MANY_TO_ONE", "name": "supplier", "label": "Supplier"}
    | {"targetObjectMetadataId": "company", "targetFieldLabel": "Customers"},
)
WEBHOOKS = Entity(
    "webhook",
    "webhooks",
    "Who is told of changes",
    names("id workspaceId applicationId", ID)
    | names("targetUrl secret", TEXT)
    | {"description": OPTIONAL, "operations": OPERATIONS, "deletedAt": OPTIONAL_WHEN}
    | STAMPS,
    names("targetUrl secret", TEXT) | {"description": OPTIONAL, "operations": OPERATIONS},
    ("targetUrl",),
    deleted={"type": "boolean", "const": True},
    example={"targetUrl": "https://example.com/hook", "operations": ["company.created", "*.updated"]},
)
API_KEYS = Entity(
    "apiKey",
    "apiKeys",
    "API keys; DELETE revokes",
    names("id workspaceId roleId", ID) | {"name": TEXT, "expiresAt": WHEN, "revokedAt": OPTIONAL_WHEN} | STAMPS,
    {"name": TEXT, "expiresAt": WHEN, "roleId": ID},
    ("name", "expiresAt", "roleId"),
    ("roleId",),
)
VIEW_COMMON = names("id workspaceId", ID) | STAMPS | {"deletedAt": OPTIONAL_WHEN}
SUCCESS: Schema = {"type": "object", "properties": {"success": FLAG}}


def view_part(singular: str, sentence: str, properties: dict[str, Schema], required: tuple[str, ...]) -> Entity:
    return Entity(
        singular,
        f"{singular}s",
        sentence,
        VIEW_COMMON | properties,
        properties,
        required,
        filters=("viewId",),
        deleted=SUCCESS,
    )


VIEWS = Entity(
    "view",
    "views",
    "Saved lists of an object",
    VIEW_COMMON
    | {"objectMetadataId": ID, "position": NUMBER, "isCompact": FLAG}
    | names("name type icon openRecordIn visibility", TEXT)
    | {"key": OPTIONAL},
    {"objectMetadataId": TEXT, "position": NUMBER, "isCompact": FLAG} | names("name type icon openRecordIn", TEXT),
    ("name", "objectMetadataId", "icon"),
    ("objectMetadataId",),
    filters=("objectMetadataId",),
    deleted=SUCCESS,
    example={"name": "All", "objectMetadataId": "company", "icon": "IconList"},
)
ENTITIES = (
    OBJECTS,
    FIELDS,
    RELATIONS,
    WEBHOOKS,
    API_KEYS,
    VIEWS,
    view_part(
        "viewField",
        "The columns of a view",
        names("fieldMetadataId viewId", ID) | {"isVisible": FLAG} | names("size position", NUMBER),
        ("fieldMetadataId", "viewId"),
    ),
    view_part(
        "viewFilter",
        "The conditions of a view",
        names("fieldMetadataId viewId", ID)
        | {"viewFilterGroupId": OPTIONAL_ID, "operand": TEXT, "value": ANYTHING, "subFieldName": OPTIONAL},
        ("fieldMetadataId", "viewId", "value"),
    ),
    view_part(
        "viewSort",
        "The order of a view",
        names("fieldMetadataId viewId", ID) | {"direction": {"type": "string", "enum": ["ASC", "DESC"]}},
        ("fieldMetadataId", "viewId"),
    ),
    view_part(
        "viewGroup",
        "The groups of a view",
        {"viewId": ID, "isVisible": FLAG, "fieldValue": TEXT, "position": NUMBER},
        ("viewId", "fieldValue"),
    ),
    view_part(
        "viewFilterGroup",
        "How the conditions of a view are joined",
        {"viewId": ID, "parentViewFilterGroupId": OPTIONAL_ID}
        | {"logicalOperator": {"type": "string", "enum": ["AND", "OR", "NOT"]}},
        ("viewId",),
    ),
)
