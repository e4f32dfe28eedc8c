"""Inputs of objects, fields and indexes. Attributes carry the names of the API: a service takes them as they are."""

import graphene

from .enums import FieldMetadataType, IndexType
from .scalars import JSON, UUID, ConnectionCursor


class CursorPaging(graphene.InputObjectType):
    before = ConnectionCursor()
    after = ConnectionCursor()
    first = graphene.Int()
    last = graphene.Int()


class BooleanFieldComparison(graphene.InputObjectType):
    is_ = graphene.Boolean(name="is")
    isNot = graphene.Boolean()


class UUIDFilterComparison(graphene.InputObjectType):
    is_ = graphene.Boolean(name="is")
    isNot = graphene.Boolean()
    eq = UUID()
    neq = UUID()
    gt = UUID()
    gte = UUID()
    lt = UUID()
    lte = UUID()
    like = UUID()
    notLike = UUID()
    iLike = UUID()
    notILike = UUID()
    in_ = graphene.List(graphene.NonNull(UUID), name="in")
    notIn = graphene.List(graphene.NonNull(UUID))


class FieldFilter(graphene.InputObjectType):
    and_ = graphene.List(graphene.NonNull(lambda: FieldFilter), name="and")
    or_ = graphene.List(graphene.NonNull(lambda: FieldFilter), name="or")
    id = graphene.InputField(lambda: UUIDFilterComparison)
    isActive = graphene.InputField(lambda: BooleanFieldComparison)
    isCustom = graphene.InputField(lambda: BooleanFieldComparison)
    isSystem = graphene.InputField(lambda: BooleanFieldComparison)
    isUIEditable = graphene.InputField(lambda: BooleanFieldComparison)
    isUIReadOnly = graphene.InputField(lambda: BooleanFieldComparison)
    objectMetadataId = graphene.InputField(lambda: UUIDFilterComparison)


class IndexFilter(graphene.InputObjectType):
    and_ = graphene.List(graphene.NonNull(lambda: IndexFilter), name="and")
    or_ = graphene.List(graphene.NonNull(lambda: IndexFilter), name="or")
    id = graphene.InputField(lambda: UUIDFilterComparison)
    isCustom = graphene.InputField(lambda: BooleanFieldComparison)


class ObjectFilter(graphene.InputObjectType):
    and_ = graphene.List(graphene.NonNull(lambda: ObjectFilter), name="and")
    or_ = graphene.List(graphene.NonNull(lambda: ObjectFilter), name="or")
    id = graphene.InputField(lambda: UUIDFilterComparison)
    isRemote = graphene.InputField(lambda: BooleanFieldComparison)
    isActive = graphene.InputField(lambda: BooleanFieldComparison)
    isCustom = graphene.InputField(lambda: BooleanFieldComparison)
    isSystem = graphene.InputField(lambda: BooleanFieldComparison)
    isUIEditable = graphene.InputField(lambda: BooleanFieldComparison)
    isUICreatable = graphene.InputField(lambda: BooleanFieldComparison)
    isUIReadOnly = graphene.InputField(lambda: BooleanFieldComparison)
    isSearchable = graphene.InputField(lambda: BooleanFieldComparison)


class CreateObjectInput(graphene.InputObjectType):
    nameSingular = graphene.String(required=True)
    namePlural = graphene.String(required=True)
    labelSingular = graphene.String(required=True)
    labelPlural = graphene.String(required=True)
    description = graphene.String()
    icon = graphene.String()
    shortcut = graphene.String()
    color = graphene.String()
    skipNameField = graphene.Boolean()
    isRemote = graphene.Boolean()
    primaryKeyColumnType = graphene.String()
    primaryKeyFieldMetadataSettings = JSON()
    isLabelSyncedWithName = graphene.Boolean()


class CreateOneObjectInput(graphene.InputObjectType):
    object = graphene.InputField(lambda: CreateObjectInput, required=True)


class UpdateObjectPayload(graphene.InputObjectType):
    labelSingular = graphene.String()
    labelPlural = graphene.String()
    nameSingular = graphene.String()
    namePlural = graphene.String()
    description = graphene.String()
    icon = graphene.String()
    shortcut = graphene.String()
    color = graphene.String()
    isActive = graphene.Boolean()
    labelIdentifierFieldMetadataId = UUID()
    imageIdentifierFieldMetadataId = UUID()
    isLabelSyncedWithName = graphene.Boolean()
    isSearchable = graphene.Boolean()


class UpdateOneObjectInput(graphene.InputObjectType):
    update = graphene.InputField(lambda: UpdateObjectPayload, required=True)
    id = UUID(required=True)


class DeleteOneObjectInput(graphene.InputObjectType):
    id = UUID(required=True)


class CreateFieldInput(graphene.InputObjectType):
    type = FieldMetadataType(required=True)
    name = graphene.String(required=True)
    label = graphene.String(required=True)
    description = graphene.String()
    icon = graphene.String()
    isActive = graphene.Boolean()
    isSystem = graphene.Boolean()
    isUIEditable = graphene.Boolean()
    isUIReadOnly = graphene.Boolean()
    isNullable = graphene.Boolean()
    isUnique = graphene.Boolean()
    defaultValue = JSON()
    options = JSON()
    settings = JSON()
    objectMetadataId = UUID(required=True)
    isLabelSyncedWithName = graphene.Boolean()
    isRemoteCreation = graphene.Boolean()
    relationCreationPayload = JSON()
    morphRelationsCreationPayload = graphene.List(graphene.NonNull(JSON))


class CreateOneFieldMetadataInput(graphene.InputObjectType):
    field = graphene.InputField(lambda: CreateFieldInput, required=True)


class UpdateFieldInput(graphene.InputObjectType):
    universalIdentifier = graphene.String()
    name = graphene.String()
    label = graphene.String()
    description = graphene.String()
    icon = graphene.String()
    isActive = graphene.Boolean()
    isSystem = graphene.Boolean()
    isUIEditable = graphene.Boolean()
    isUIReadOnly = graphene.Boolean()
    isNullable = graphene.Boolean()
    isUnique = graphene.Boolean()
    defaultValue = JSON()
    options = JSON()
    settings = JSON()
    objectMetadataId = UUID()
    isLabelSyncedWithName = graphene.Boolean()
    morphRelationsUpdatePayload = graphene.List(graphene.NonNull(JSON))


class UpdateOneFieldMetadataInput(graphene.InputObjectType):
    id = UUID(required=True)
    update = graphene.InputField(lambda: UpdateFieldInput, required=True)


class DeleteOneFieldInput(graphene.InputObjectType):
    id = UUID(required=True)


class CreateIndexFieldInput(graphene.InputObjectType):
    fieldMetadataId = UUID(required=True)
    subFieldName = graphene.String()


class CreateIndexInput(graphene.InputObjectType):
    objectMetadataId = UUID(required=True)
    fields = graphene.List(graphene.NonNull(lambda: CreateIndexFieldInput), required=True)
    indexType = IndexType(required=True, default_value="BTREE")


class CreateOneIndexInput(graphene.InputObjectType):
    index = graphene.InputField(lambda: CreateIndexInput, required=True)


class DeleteOneIndexInput(graphene.InputObjectType):
    id = UUID(required=True)
