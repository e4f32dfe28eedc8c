"""The enums of keys, roles and users."""

import graphene

from metadata.graphql.enums import operand_enum


class OnboardingStatus(graphene.Enum):
    PLAN_REQUIRED = "PLAN_REQUIRED"
    WORKSPACE_ACTIVATION = "WORKSPACE_ACTIVATION"
    PROFILE_CREATION = "PROFILE_CREATION"
    SYNC_EMAIL = "SYNC_EMAIL"
    APPS_INSTALLATION = "APPS_INSTALLATION"
    INVITE_TEAM = "INVITE_TEAM"
    BOOK_ONBOARDING = "BOOK_ONBOARDING"
    COMPLETED = "COMPLETED"


class IdentityProviderType(graphene.Enum):
    OIDC = "OIDC"
    SAML = "SAML"


class SSOIdentityProviderStatus(graphene.Enum):
    Active = "Active"
    Inactive = "Inactive"
    Error = "Error"


class PermissionFlagType(graphene.Enum):
    API_KEYS_AND_WEBHOOKS = "API_KEYS_AND_WEBHOOKS"
    WORKSPACE = "WORKSPACE"
    WORKSPACE_MEMBERS = "WORKSPACE_MEMBERS"
    ROLES = "ROLES"
    DATA_MODEL = "DATA_MODEL"
    SECURITY = "SECURITY"
    WORKFLOWS = "WORKFLOWS"
    IMPERSONATE = "IMPERSONATE"
    SSO_BYPASS = "SSO_BYPASS"
    APPLICATIONS = "APPLICATIONS"
    MARKETPLACE_APPS = "MARKETPLACE_APPS"
    LAYOUTS = "LAYOUTS"
    BILLING = "BILLING"
    AI_SETTINGS = "AI_SETTINGS"
    AI = "AI"
    VIEWS = "VIEWS"
    UPLOAD_FILE = "UPLOAD_FILE"
    DOWNLOAD_FILE = "DOWNLOAD_FILE"
    SEND_EMAIL_TOOL = "SEND_EMAIL_TOOL"
    CREATE_CALENDAR_EVENT_TOOL = "CREATE_CALENDAR_EVENT_TOOL"
    HTTP_REQUEST_TOOL = "HTTP_REQUEST_TOOL"
    CODE_INTERPRETER_TOOL = "CODE_INTERPRETER_TOOL"
    IMPORT_CSV = "IMPORT_CSV"
    EXPORT_CSV = "EXPORT_CSV"
    CONNECTED_ACCOUNTS = "CONNECTED_ACCOUNTS"
    PROFILE_INFORMATION = "PROFILE_INFORMATION"


class WorkspaceMemberDateFormatEnum(graphene.Enum):
    SYSTEM = "SYSTEM"
    MONTH_FIRST = "MONTH_FIRST"
    DAY_FIRST = "DAY_FIRST"
    YEAR_FIRST = "YEAR_FIRST"


class WorkspaceMemberNumberFormatEnum(graphene.Enum):
    SYSTEM = "SYSTEM"
    COMMAS_AND_DOT = "COMMAS_AND_DOT"
    SPACES_AND_COMMA = "SPACES_AND_COMMA"
    DOTS_AND_COMMA = "DOTS_AND_COMMA"
    APOSTROPHE_AND_DOT = "APOSTROPHE_AND_DOT"


class WorkspaceMemberTimeFormatEnum(graphene.Enum):
    SYSTEM = "SYSTEM"
    HOUR_12 = "HOUR_12"
    HOUR_24 = "HOUR_24"


class RowLevelPermissionPredicateGroupLogicalOperator(graphene.Enum):
    AND = "AND"
    OR = "OR"


RowLevelPermissionPredicateOperand = operand_enum("RowLevelPermissionPredicateOperand")
