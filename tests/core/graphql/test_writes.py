"""Writing records: create, upsert, update, remove, restore, merge, and several mutations in one document."""

import pytest

pytestmark = pytest.mark.django_db

MISSING = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def acme(graphql):
    return graphql.data('mutation { createCompany(data: {name: "Acme"}) { id } }')["createCompany"]["id"]


def test_create(graphql):
    query = """mutation Make($input: PersonCreateInput!) {
      createPerson(data: $input) {
        __typename name { firstName lastName } jobTitle createdBy { source name context } company { name } deletedAt
      }
    }"""
    made = graphql.data(query, {"input": {"name": {"firstName": "Ann"}, "companyId": None, "searchVector": "x"}})
    assert made["createPerson"] == {
        "__typename": "Person",
        "name": {"firstName": "Ann", "lastName": ""},
        "jobTitle": "",
        "createdBy": {"source": "API", "name": "tests", "context": {}},
        "company": None,
        "deletedAt": None,
    }


def test_create_with_relations(graphql, acme):
    query = "mutation($d: PersonCreateInput!) { createPerson(data: $d) { company { name } } }"
    connected = {"company": {"connect": {"where": {"id": acme}}}}
    nested = {"company": {"create": {"name": "Born"}}}
    assert graphql.data(query, {"d": connected})["createPerson"] == {"company": {"name": "Acme"}}
    assert graphql.data(query, {"d": nested})["createPerson"] == {"company": {"name": "Born"}}


def test_a_connection_to_nothing(graphql):
    answer = graphql(
        'mutation { createPerson(data: {company: {connect: {where: {domainName: {primaryLinkUrl: "x.example"}}}}}) '
        "{ id } }"
    )
    assert answer["data"] == {"createPerson": None}
    assert answer["errors"] == [
        {
            "message": "Expected 1 record to connect to company, but found 0 for domainNamePrimaryLinkUrl = x.example",
            "path": ["createPerson"],
            "extensions": {
                "userFriendlyMessage": "Can't connect to company. No unique record found with condition: "
                "domainNamePrimaryLinkUrl = x.example",
                "code": "BAD_USER_INPUT",
            },
        }
    ]


LINKED = "This operation references a record that does not exist or cannot be modified due to existing relationships."


@pytest.mark.parametrize(
    ("data", "message", "friendly"),
    [
        (f'companyId: "{MISSING}"', 'Referenced record not found for field "companyId"', LINKED),
        (
            f'company: {{connect: {{where: {{id: "{MISSING}"}}}}}}',
            f"Expected 1 record to connect to company, but found 0 for id = {MISSING}",
            f"Can't connect to company. No unique record found with condition: id = {MISSING}",
        ),
    ],
)
def test_a_link_to_nothing_by_id(graphql, acme, data, message, friendly):
    person = graphql.data("mutation { createPerson(data: {}) { id } }")["createPerson"]["id"]
    calls = (
        f"createPerson(data: {{{data}}})",
        f'updatePerson(id: "{person}", data: {{{data}}})',
        f'createPerson(data: {{id: "{person}", {data}}}, upsert: true)',
    )
    for call in calls:
        error = graphql(f"mutation {{ {call} {{ id }} }}")["errors"][0]
        assert (error["message"], error["extensions"]) == (
            message,
            {"userFriendlyMessage": friendly, "code": "BAD_USER_INPUT"},
        )


def test_null_in_a_required_field(graphql):
    for data in ("{position: null}", "{createdAt: null}"):
        error = graphql(f"mutation {{ createPerson(data: {data}) {{ id }} }}")["errors"][0]
        assert error["message"] == f'Field "{data[1:-1].split(":")[0]}" is required'
        assert error["extensions"]["subCode"] == "INVALID_ARGS_DATA"


def test_update_of_a_record_in_the_bin(graphql, acme):
    update = f'mutation {{ updateCompany(id: "{acme}", data: {{name: "x"}}) {{ name }} }}'
    graphql.data(f'mutation {{ deleteCompany(id: "{acme}") {{ id }} }}')
    error = graphql(update)["errors"][0]
    assert (error["message"], error["extensions"]["subCode"]) == ("Record not found", "RECORD_NOT_FOUND")
    assert graphql.data(f'mutation {{ restoreCompany(id: "{acme}") {{ name }} }}')["restoreCompany"]["name"] == "Acme"
    assert graphql.data(update) == {"updateCompany": {"name": "x"}}


def test_create_many_keeps_the_order(graphql):
    query = "mutation($d: [CompanyCreateInput!]!) { createCompanies(data: $d) { name } }"
    rows = [{"name": name} for name in ("b", "a", "c")]
    assert graphql.data(query, {"d": rows})["createCompanies"] == rows
    assert graphql.data(query, {"d": []})["createCompanies"] == []
    assert graphql.data(query, {"d": {"name": "one"}})["createCompanies"] == [{"name": "one"}]


def test_too_many_records(graphql):
    query = "mutation($d: [CompanyCreateInput!]!) { createCompanies(data: $d) { id } }"
    error = graphql(query, {"d": [{"name": "x"}] * 61})["errors"][0]
    assert error["message"] == "Maximum number of records to upsert is 60."
    assert error["extensions"]["subCode"] == "TOO_MANY_RECORDS_TO_UPDATE"
    assert graphql.data("{ companies { totalCount } }") == {"companies": {"totalCount": 0}}


def test_a_duplicate_names_the_other_record(graphql):
    query = 'mutation { createPerson(data: {emails: {primaryEmail: "a@b.example"}}) { id } }'
    first = graphql.data(query)["createPerson"]["id"]
    assert graphql(query)["errors"] == [
        {
            "message": "A duplicate entry was detected",
            "path": ["createPerson"],
            "extensions": {
                "subCode": "DUPLICATE_ENTRY",
                "userFriendlyMessage": "This Emails value is already in use. Please check your data and try again.",
                "code": "BAD_USER_INPUT",
                "conflictingRecordId": first,
                "conflictingObjectNameSingular": "person",
            },
        }
    ]


def test_a_duplicate_of_a_record_in_the_bin_says_so(graphql):
    query = 'mutation { createPerson(data: {emails: {primaryEmail: "a@b.example"}}) { id } }'
    first = graphql.data(query)["createPerson"]["id"]
    graphql.data(f'mutation {{ deletePerson(id: "{first}") {{ id }} }}')
    extensions = graphql(query)["errors"][0]["extensions"]
    assert (extensions["conflictingRecordId"], extensions["conflictingRecordIsDeleted"]) == (first, True)


def test_upsert(graphql):
    query = "mutation($d: PersonCreateInput!) { createPerson(data: $d, upsert: true) { id jobTitle city } }"
    first = graphql.data(query, {"d": {"emails": {"primaryEmail": "a@b.example"}, "city": "Bern"}})["createPerson"]
    second = graphql.data(query, {"d": {"emails": {"primaryEmail": "a@b.example"}, "jobTitle": "ups"}})["createPerson"]
    assert second == {"id": first["id"], "jobTitle": "ups", "city": "Bern"}


def test_update(graphql, acme):
    query = """mutation($id: UUID!, $d: CompanyUpdateInput!) {
      updateCompany(id: $id, data: $d) { name address { addressCity addressCountry } }
    }"""
    graphql.data(query, {"id": acme, "d": {"address": {"addressCity": "Bern", "addressCountry": "CH"}}})
    changed = graphql.data(query, {"id": acme, "d": {"address": {"addressCity": "Basel"}}})["updateCompany"]
    assert changed == {"name": "Acme", "address": {"addressCity": "Basel", "addressCountry": "CH"}}
    unchanged = graphql.data(query, {"id": acme, "d": {"address": None}})["updateCompany"]
    assert unchanged == changed


@pytest.mark.parametrize("type_", ["ID", "String", "UUID"])
def test_ids_may_be_variables_of_other_text_types(graphql, acme, type_):
    query = f'mutation($id: {type_}!) {{ updateCompany(id: $id, data: {{name: "New"}}) {{ name }} }}'
    assert graphql.data(query, {"id": acme}) == {"updateCompany": {"name": "New"}}
    error = graphql(query, {"id": "abc"})["errors"][0]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"


def test_update_of_a_record_that_does_not_exist(graphql):
    answer = graphql(f'mutation {{ updateCompany(id: "{MISSING}", data: {{name: "x"}}) {{ id }} }}')
    assert answer["data"] == {"updateCompany": None}
    assert answer["errors"][0]["message"] == "Record not found"


def test_update_by_filter(graphql):
    graphql.data('mutation { createCompanies(data: [{name: "a"}, {name: "b"}]) { id } }')
    query = 'mutation { updateCompanies(filter: {name: {eq: "a"}}, data: {employees: 3}) { name employees } }'
    assert graphql.data(query) == {"updateCompanies": [{"name": "a", "employees": 3}]}


@pytest.mark.parametrize(
    "call",
    [
        'updateCompanies(filter: {}, data: {name: "x"})',
        "deleteCompanies(filter: {})",
        "destroyCompanies(filter: {and: [], or: [{}]})",
        "restoreCompanies(filter: {not: {}})",
    ],
)
def test_an_empty_filter_never_means_all(graphql, acme, call):
    answer = graphql(f"mutation {{ {call} {{ id }} }}")
    assert answer["errors"][0]["message"] == "A non-empty filter is required"
    assert answer["errors"][0]["extensions"]["subCode"] == "INVALID_QUERY_INPUT"
    assert graphql.data("{ companies { edges { node { name } } } }")["companies"]["edges"][0]["node"]["name"] == "Acme"


def test_delete_restore_destroy(graphql, acme):
    def call(verb):
        return graphql(f'mutation {{ {verb}Company(id: "{acme}") {{ id deletedAt }} }}')

    def total():
        return graphql.data("{ companies { totalCount } }")["companies"]["totalCount"]

    assert call("delete")["data"]["deleteCompany"]["deletedAt"] is not None
    assert total() == 0
    assert call("restore")["data"]["restoreCompany"] == {"id": acme, "deletedAt": None}
    assert total() == 1
    assert call("destroy")["data"]["destroyCompany"]["id"] == acme
    assert call("destroy")["errors"][0]["extensions"]["code"] == "NOT_FOUND"


def test_removal_by_filter(graphql, acme):
    for verb in ("delete", "restore", "destroy"):
        query = f'mutation {{ {verb}Companies(filter: {{name: {{eq: "Acme"}}}}) {{ id }} }}'
        assert graphql.data(query) == {f"{verb}Companies": [{"id": acme}]}
    assert graphql.data('mutation { deleteCompanies(filter: {name: {eq: "Acme"}}) { id } }') == {"deleteCompanies": []}


def test_merge(graphql):
    people = graphql.data(
        'mutation { createPeople(data: [{name: {firstName: "G1"}, city: "Bern"}, '
        '{name: {firstName: "G2"}, jobTitle: "x"}]) { id } }'
    )["createPeople"]
    ids = [person["id"] for person in people]
    query = """mutation($i: [UUID!]!, $dry: Boolean) {
      mergePeople(ids: $i, conflictPriorityIndex: 0, dryRun: $dry) { id city jobTitle }
    }"""
    dry = graphql.data(query, {"i": ids, "dry": True})["mergePeople"]
    assert dry["id"] not in ids
    assert graphql.data("{ people { totalCount } }") == {"people": {"totalCount": 2}}
    assert graphql.data(query, {"i": ids})["mergePeople"] == {"id": ids[0], "city": "Bern", "jobTitle": "x"}
    assert graphql.data("{ people { totalCount } }") == {"people": {"totalCount": 1}}


def test_mutations_run_in_order_and_fail_alone(graphql):
    query = """mutation {
      first: createCompany(data: {name: "a"}) { name }
      broken: createPerson(data: {phones: {primaryPhoneNumber: "abc"}}) { id }
      last: updateCompanies(filter: {name: {eq: "a"}}, data: {name: "b"}) { name }
      __typename
    }"""
    answer = graphql(query)
    assert answer["data"] == {"first": {"name": "a"}, "broken": None, "last": [{"name": "b"}], "__typename": "Mutation"}
    assert [(error["message"], error["path"]) for error in answer["errors"]] == [
        ("Provided phone number is invalid abc", ["broken"])
    ]
    assert answer["errors"][0]["extensions"]["userFriendlyMessage"] == "Provided phone number is invalid abc"


def test_the_same_document_again_is_another_record(graphql):
    """The query that is kept with the document is not changed by running it."""
    query = (
        'mutation { createCompany(data: {name: "A", address: {addressCity: "B"}, position: "first"}) { id position } }'
    )
    first, second = (graphql.data(query)["createCompany"] for _ in range(2))
    assert first["id"] != second["id"]
    assert second["position"] == first["position"] - 1
    rename = 'mutation { updateCompanies(filter: {name: {eq: "A"}}, data: {name: "C"}) { name } }'
    assert [len(graphql.data(rename)["updateCompanies"]) for _ in range(2)] == [2, 0]
