"""The workspace as both GraphQL endpoints show it."""

from typing import Any

import graphene
from django.conf import settings

from metadata.models import Workspace as Row
from metadata.services.preferences import preferences_of

from .scalars import UUID, DateTime


class FeatureFlagKey(graphene.Enum):
    IS_UNIQUE_INDEXES_ENABLED = "IS_UNIQUE_INDEXES_ENABLED"
    IS_JSON_FILTER_ENABLED = "IS_JSON_FILTER_ENABLED"
    IS_MARKETPLACE_SETTING_TAB_VISIBLE = "IS_MARKETPLACE_SETTING_TAB_VISIBLE"
    IS_EMAIL_GROUP_ENABLED = "IS_EMAIL_GROUP_ENABLED"
    IS_JUNCTION_RELATIONS_ENABLED = "IS_JUNCTION_RELATIONS_ENABLED"
    IS_REST_METADATA_API_NEW_FORMAT_DIRECT = "IS_REST_METADATA_API_NEW_FORMAT_DIRECT"
    IS_LOGIC_FUNCTION_PREBUILT_MODE_ENABLED = "IS_LOGIC_FUNCTION_PREBUILT_MODE_ENABLED"
    IS_SETTINGS_DISCOVERY_HERO_ENABLED = "IS_SETTINGS_DISCOVERY_HERO_ENABLED"
    IS_MESSAGING_CALENDAR_WEBHOOK_ENABLED = "IS_MESSAGING_CALENDAR_WEBHOOK_ENABLED"


class WorkspaceActivationStatus(graphene.Enum):
    ONGOING_CREATION = "ONGOING_CREATION"
    PENDING_CREATION = "PENDING_CREATION"
    ACTIVE = "ACTIVE"
    INACTIVE = "INACTIVE"
    SUSPENDED = "SUSPENDED"


class WorkspaceDiscoverability(graphene.Enum):
    PUBLIC = "PUBLIC"
    MEMBERS_AND_INVITEES = "MEMBERS_AND_INVITEES"
    HIDDEN = "HIDDEN"


class FeatureFlag(graphene.ObjectType):
    key = FeatureFlagKey(required=True)
    value = graphene.Boolean(required=True)


class WorkspaceUrls(graphene.ObjectType):
    customUrl = graphene.String()
    subdomainUrl = graphene.String(required=True)


class WorkspaceFields:
    """What both endpoints show of a workspace."""

    id = UUID(required=True)
    displayName = graphene.String()
    logo = graphene.String()
    logoFileId = UUID()
    inviteHash = graphene.String()
    deletedAt = DateTime()
    createdAt = DateTime(required=True)
    updatedAt = DateTime(required=True)
    allowImpersonation = graphene.Boolean(required=True)
    isPublicInviteLinkEnabled = graphene.Boolean(required=True)
    workspaceDiscoverability = WorkspaceDiscoverability(required=True)
    trashRetentionDays = graphene.Float(required=True)
    eventLogRetentionDays = graphene.Float(required=True)
    activationStatus = WorkspaceActivationStatus(required=True)
    metadataVersion = graphene.Float(required=True)
    databaseSchema = graphene.String()
    subdomain = graphene.String(required=True)
    customDomain = graphene.String()
    isGoogleAuthEnabled = graphene.Boolean(required=True)
    isGoogleAuthBypassEnabled = graphene.Boolean(required=True)
    isTwoFactorAuthenticationEnforced = graphene.Boolean(required=True)
    isPasswordAuthEnabled = graphene.Boolean(required=True)
    isPasswordAuthBypassEnabled = graphene.Boolean(required=True)
    isMicrosoftAuthEnabled = graphene.Boolean(required=True)
    isMicrosoftAuthBypassEnabled = graphene.Boolean(required=True)
    isCustomDomainEnabled = graphene.Boolean(required=True)
    isInternalMessagesImportEnabled = graphene.Boolean(required=True)
    editableProfileFields = graphene.List(graphene.NonNull(graphene.String))
    fastModel = graphene.String(required=True)
    smartModel = graphene.String(required=True)
    aiAdditionalInstructions = graphene.String()
    enabledAiModelIds = graphene.List(graphene.NonNull(graphene.String))
    useRecommendedModels = graphene.Boolean(required=True)
    routerModel = graphene.String(required=True)
    featureFlags = graphene.List(graphene.NonNull(FeatureFlag))
    hasValidSignedEnterpriseKey = graphene.Boolean(required=True)
    hasValidEnterpriseValidityToken = graphene.Boolean(required=True)
    workspaceUrls = graphene.Field(WorkspaceUrls, required=True)
    workspaceCustomApplicationId = graphene.String(required=True)


class Workspace(WorkspaceFields, graphene.ObjectType):
    """The workspace on /graphql, where the names of other types belong to records."""


FLAGS = ("IS_UNIQUE_INDEXES_ENABLED", "IS_JSON_FILTER_ENABLED", "IS_JUNCTION_RELATIONS_ENABLED")
"""What every workspace can do here."""
DIRECT = "IS_REST_METADATA_API_NEW_FORMAT_DIRECT"


def workspace_node(row: Row, origin: str = "") -> dict[str, Any]:
    """A workspace in the notation of the API. `origin`: under which URL the caller reached the server."""
    flags = (*FLAGS, *((DIRECT,) if row.rest_metadata_format == "direct" else ()))
    return {
        **preferences_of(row),
        "id": row.id,
        "displayName": row.display_name,
        "logo": row.logo,
        "createdAt": row.created_at,
        "updatedAt": row.updated_at,
        "allowImpersonation": row.allow_impersonation,
        "isPublicInviteLinkEnabled": row.is_public_invite_link_enabled,
        "trashRetentionDays": row.trash_retention_days,
        "activationStatus": row.activation_status,
        "metadataVersion": row.metadata_version,
        "databaseSchema": row.pg_schema,
        "subdomain": row.subdomain,
        "customDomain": row.custom_domain or None,
        "isCustomDomainEnabled": bool(row.custom_domain),
        "routerModel": "",
        "featureFlags": [{"key": flag, "value": True} for flag in flags],
        "hasValidSignedEnterpriseKey": False,
        "hasValidEnterpriseValidityToken": False,
        "workspaceUrls": {
            "subdomainUrl": origin or f"http://{settings.HOST}:{settings.PORT}",
            "customUrl": f"https://{row.custom_domain}" if row.custom_domain else None,
        },
        "workspaceCustomApplicationId": row.custom_application_id,
        "defaultRoleId": row.default_role_id,
    }
