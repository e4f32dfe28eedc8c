"""What POST /metadata answers to documents, variables, credentials and bodies, whatever they ask for."""

import pytest
from django.test import override_settings

from tests.client import Api, GraphQL

FORBIDDEN = {
    "errors": [
        {
            "message": "Forbidden resource",
            "extensions": {"code": "FORBIDDEN", "userFriendlyMessage": "An error occurred."},
        }
    ],
    "data": None,
}
LIST = "{ objects(paging:{first:1},filter:{}){ edges{node{id}} } }"
CREATE = "mutation($input:CreateOneFieldMetadataInput!){ createOneField(input:$input){ id } }"


@pytest.fixture
def nobody(apple) -> GraphQL:
    return GraphQL(Api(None), "/metadata")


def failed(message: str, line: int = 1, column: int = 3, code: str = "GRAPHQL_VALIDATION_FAILED") -> dict:
    extensions = {"code": code, "userFriendlyMessage": "An error occurred."}
    return {"message": message, "locations": [{"line": line, "column": column}], "extensions": extensions}


@pytest.mark.parametrize(
    ("document", "message", "column"),
    [
        ("{ nope }", 'Cannot query field "nope" on type "Query".', 3),
        ("{ objets{ id } }", 'Cannot query field "objets" on type "Query". Did you mean "objects" or "object"?', 3),
        (
            "{ objects(paging:{first:1},filter:{}){ edges{ node{ isCustm } } } }",
            'Cannot query field "isCustm" on type "Object". Did you mean "isCustom" or "isSystem"?',
            53,
        ),
        (
            "{ objects(filter:{bogus:{is:true}}){ edges{ cursor } } }",
            'Field "bogus" is not defined by type "ObjectFilter".',
            19,
        ),
        (
            "{ objects(bogus:1){ edges{ cursor } } }",
            'Unknown argument "bogus" on field "Query.objects".',
            11,
        ),
        ("{ field{ id } }", 'Field "field" argument "id" of type "UUID!" is required, but it was not provided.', 3),
        (
            "{ objects }",
            'Field "objects" of type "ObjectConnection!" must have a selection of subfields. '
            'Did you mean "objects { ... }"?',
            3,
        ),
    ],
)
def test_documents_that_do_not_validate(ask, document, message, column):
    response = ask.api.post("/metadata", json={"query": document})
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/json")
    assert response.json() == {"errors": [failed(message, column=column)]}


@pytest.mark.parametrize(
    ("document", "message", "column"),
    [
        ("{ objects", "Syntax Error: Expected Name, found <EOF>.", 10),
        ("{ objects } }", 'Syntax Error: Unexpected "}".', 13),
        ("nope", 'Syntax Error: Unexpected Name "nope".', 1),
    ],
)
def test_documents_that_cannot_be_parsed(ask, document, message, column):
    assert ask(document) == {"errors": [failed(message, column=column, code="GRAPHQL_PARSE_FAILED")]}


@pytest.mark.parametrize(
    "document", ["{" + "a{" * 5000, "{a" * 4000 + "}" * 4000, "{ " + "a " * 20_000 + "}", "[" * 9000]
)
def test_documents_that_would_stall_a_server(ask, document):
    (error,) = ask(document)["errors"]
    assert error["extensions"]["code"] == "GRAPHQL_PARSE_FAILED"


def test_answers_have_a_largest_size(ask, monkeypatch):
    monkeypatch.setattr("metadata.graphql.projection.LARGEST", 100)
    answer = ask("{ objects(paging:{first:50}){ edges{ node{ fieldsList{ id } } } } }")
    assert answer == {
        "errors": [
            {
                "message": "Query too complex - Maximum allowed objects in one answer: 100",
                "extensions": {
                    "code": "BAD_USER_INPUT",
                    "userFriendlyMessage": "Query too complex - Maximum allowed objects in one answer: 100",
                },
            }
        ],
        "data": None,
    }


@pytest.mark.parametrize(
    ("field", "messages"),
    [
        ({"type": "NOPE", "name": "x", "label": "x"}, ['Value "NOPE" does not exist in "FieldMetadataType" enum.']),
        ({"type": "TEXT", "name": "x"}, ['Field "label" of required type "String!" was not provided.']),
        (
            {"type": "TEXT", "name": "x", "label": "x", "zz": 1},
            ['Field "zz" is not defined by type "CreateFieldInput".'],
        ),
        (
            {"type": "TXT", "name": 1, "isActive": "yes"},
            [
                'Value "TXT" does not exist in "FieldMetadataType" enum. Did you mean the enum value "TEXT"?',
                "String cannot represent a non string value: 1",
                'Field "label" of required type "String!" was not provided.',
                'Boolean cannot represent a non boolean value: "yes"',
            ],
        ),
        ({"type": "TEXT", "name": None, "label": "x"}, ['Expected non-nullable type "String!" not to be null.']),
        ({"type": "TEXT", "name": True, "label": "x"}, ["String cannot represent a non string value: true"]),
    ],
)
def test_variables_that_do_not_fit(apple, ask, field, messages):
    given = {"objectMetadataId": str(apple.object("company").id)} | field
    response = ask.api.post("/metadata", json={"query": CREATE, "variables": {"input": {"field": given}}})
    extensions = {"http": {"status": 400}, "code": "BAD_USER_INPUT", "userFriendlyMessage": "An error occurred."}
    assert response.status_code == 400
    assert response.json() == {"errors": [{"message": message, "extensions": extensions} for message in messages]}


@pytest.mark.parametrize(
    ("document", "variables", "message"),
    [
        (CREATE, {}, 'Variable "$input" of required type "CreateOneFieldMetadataInput!" was not provided.'),
        (
            CREATE,
            {"input": None},
            'Variable "$input" of non-null type "CreateOneFieldMetadataInput!" must not be null.',
        ),
        ("query($id:UUID!){ object(id:$id){ id } }", {"id": 7}, "UUID cannot represent a non string value: 7"),
        (
            "query($p:CursorPaging!){ objects(paging:$p){ edges{cursor} } }",
            {"p": {"first": "x"}},
            'Int cannot represent non-integer value: "x"',
        ),
    ],
)
def test_variables_that_are_missing_or_wrong(ask, document, variables, message):
    response = ask.api.post("/metadata", json={"query": document, "variables": variables})
    assert (response.status_code, [error["message"] for error in response.json()["errors"]]) == (400, [message])


def test_a_variable_with_a_bad_uuid_is_a_refusal_of_its_field(ask):
    answer = ask("query($id:UUID!){ object(id:$id){ id } }", {"id": "abc"})
    assert (answer["data"], answer["errors"][0]["message"]) == (None, "Invalid UUID")


def test_operations_by_name(ask):
    document = "query A { a: __typename } query B { b: __typename }"
    post = ask.api.post
    assert post("/metadata", json={"query": document, "operationName": "B"}).json() == {"data": {"b": "Query"}}
    for name in (None, "C"):
        response = post("/metadata", json={"query": document, "operationName": name})
        message = "Could not determine what operation to execute."
        assert (response.status_code, response.json()) == (400, {"errors": [{"message": message}]})


def test_a_subscription_is_refused(ask):
    answer = ask("subscription { nope }")
    assert answer["errors"][0]["message"] == "Schema is not configured to execute subscription operation."


def test_get(ask):
    assert ask.api.get("/metadata?query={__typename}").json() == {"data": {"__typename": "Query"}}
    response = ask.api.get('/metadata?query=mutation{deleteOneObject(input:{id:"x"}){id}}')
    assert (response.status_code, response.headers["Allow"]) == (405, "POST")
    browser = ask.api.get("/metadata", headers={"Accept": "text/html"})
    assert (browser.status_code, browser.content) == (406, b"")


def test_strict_answers(ask):
    accept = {"Accept": "application/graphql-response+json"}
    response = ask.api.post("/metadata", json={"query": "{ nope }"}, headers=accept)
    assert (response.status_code, response.headers["Content-Type"]) == (400, accept["Accept"])
    response = ask.api.post("/metadata", json={"query": "{ __typename }"}, headers=accept)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/json")


@pytest.mark.parametrize(
    ("body", "status", "answer"),
    [
        (b"{}", 400, {"errors": [{"message": "Must provide query string."}]}),
        (b'[{"query":"{ __typename }"}]', 400, {"errors": [{"message": "Batching is not supported."}]}),
    ],
)
def test_bodies(ask, body, status, answer):
    response = ask.api.post("/metadata", data=body)
    assert (response.status_code, response.json()) == (status, answer)


def test_malformed_json_comes_before_the_credential(nobody):
    response = nobody.api.post("/metadata", data=b'{"q')
    assert (response.status_code, sorted(response.json())) == (400, ["error", "message", "statusCode"])


@pytest.mark.parametrize(
    "document",
    [
        LIST,
        "{ currentWorkspace{ id } }",
        "{ currentUser{ id } }",
        "{ getRoles{ id } }",
        "{ minimalMetadata{ collectionHashes{ hash } } }",
        "{ objectRecordCounts{ totalCount } }",
        'mutation{ deleteOneObject(input:{id:"00000000-0000-4000-8000-000000000000"}){ id } }',
        'mutation{ createOneRole(createRoleInput:{label:"x"}){ id } }',
        'mutation{ updateWorkspace(data:{displayName:"x"}){ id } }',
    ],
)
def test_nothing_is_served_without_a_credential(nobody, document):
    assert nobody(document) == FORBIDDEN


def test_typename_is_served_to_anybody(nobody):
    assert nobody("{ __typename }") == {"data": {"__typename": "Query"}}


def test_a_token_without_its_word_is_none(apple):
    for header in (apple.api.token, f"Basic {apple.api.token}"):
        response = Api(None).post("/metadata", json={"query": LIST}, headers={"Authorization": header})
        assert response.json() == FORBIDDEN


def test_a_bad_token_is_refused_whatever_is_asked(apple):
    told = {"subCode": "UNAUTHENTICATED", "code": "UNAUTHENTICATED", "userFriendlyMessage": "Token invalid."}
    for document in (LIST, "{ __typename }", "{ nope }"):
        response = Api("garbage").post("/metadata", json={"query": document})
        assert response.status_code == 200
        assert response.json() == {"errors": [{"message": "Token invalid.", "extensions": told}]}


def test_introspection(ask, nobody):
    document = '{ __schema { queryType { name } } __type(name:"Object") { name } }'
    assert ask(document) == {"data": {"__schema": {"queryType": {"name": "Query"}}, "__type": {"name": "Object"}}}
    closed = 'GraphQL introspection has been disabled, but the requested query contained the field "%s".'
    places = [("__schema", 3), ("queryType", 14), ("__type", 35)]
    assert nobody(document) == {"errors": [failed(closed % name, column=column) for name, column in places]}
    with override_settings(DEBUG=True):
        assert nobody(document) == ask(document)
