// What a program does with Apollo Client, urql and genql over both GraphQL APIs. Run: node graphql.js ADDRESS KEY
import { ApolloClient, CombinedGraphQLErrors, HttpLink, InMemoryCache, gql } from "@apollo/client";
import { relayStylePagination } from "@apollo/client/utilities";
import { Client, cacheExchange, fetchExchange } from "@urql/core";
import { createClient as coreClient } from "./core";
import { createClient as metadataClient } from "./metadata";

declare const process: { argv: string[]; exit(code: number): void };
const [, , address, key] = process.argv;
const headers = { Authorization: `Bearer ${key}` };
const [core, metadata] = [`${address}/graphql`, `${address}/metadata`];
const NOWHERE = "00000000-0000-4000-8000-000000000000";

function same(shown: unknown, expected: unknown): void {
  if (JSON.stringify(shown) !== JSON.stringify(expected)) throw new Error(`${JSON.stringify(shown)} is not ${JSON.stringify(expected)}`);
}

async function main() {
// -- genql: types and queries generated from the introspection of the workspace
const records = coreClient({ url: core, headers });
const names = ["A", "B", "C", "D", "E"];
const data = names.map((name, place) => ({ name, crew: place, stage: place % 2 ? ("BUILT" as const) : null, position: place }));
const made = (await records.mutation({ createRockets: { __args: { data }, id: true, name: true, price: { amountMicros: true } } })).createRockets!;
same(made.map((one) => [one.name, one.price?.amountMicros]), names.map((name) => [name, null]));
const filter = { crew: { gte: 1 }, stage: { is: "NULL" as const }, id: { in: made.map((one) => one.id) } };
const found = (await records.query({ rockets: { __args: { filter, orderBy: [{ position: "AscNullsFirst" as const }] }, totalCount: true, sumCrew: true, edges: { node: { __scalar: true } } } })).rockets!;
same([found.totalCount, found.sumCrew, found.edges.map((edge) => edge.node.name)], [2, 6, ["C", "E"]]);
const again = { id: made[0].id, crew: 9, price: { amountMicros: 5, currencyCode: "EUR" } };
const upserted = (await records.mutation({ createRocket: { __args: { data: again, upsert: true }, name: true, crew: true } })).createRocket;
same(upserted, { name: "A", crew: 9 });

const model = metadataClient({ url: metadata, headers });
const objects = await model.query({ objects: { __args: { filter: { isCustom: { is: true } } }, edges: { node: { nameSingular: true, fieldsList: { __scalar: true } } } } });
const [rocket] = objects.objects.edges.map((edge) => edge.node);
same([rocket.nameSingular, rocket.fieldsList.find((one) => one.name === "crew")?.type], ["rocket", "NUMBER"]);
const object = { nameSingular: "pier", namePlural: "piers", labelSingular: "Pier", labelPlural: "Piers" };
const pier = (await model.mutation({ createOneObject: { __args: { input: { object } }, id: true, isCustom: true } })).createOneObject;
same(pier.isCustom, true);

// -- Apollo Client: a list page by page in its cache, a change that the cache sees, errors by their codes
const ROCKETS = gql`query Rockets($first: Int, $after: String, $filter: RocketFilterInput, $orderBy: [RocketOrderByInput]) {
  rockets(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
    totalCount edges { cursor node { id name crew } } pageInfo { hasNextPage endCursor }
  }
}`;
type Page = { rockets: { totalCount: number; edges: { node: { id: string; name: string; crew: number } }[]; pageInfo: { hasNextPage: boolean; endCursor: string } } };
const cache = new InMemoryCache({ typePolicies: { Query: { fields: { rockets: relayStylePagination(["filter", "orderBy"]) } } } });
const apollo = new ApolloClient({ cache, link: new HttpLink({ uri: core, headers }) });
const ids = made.map((one) => one.id);
const variables = { first: 2, filter: { id: { in: ids } }, orderBy: [{ crew: "DescNullsLast" }] };
const listed = () => cache.readQuery<Page>({ query: ROCKETS, variables })!.rockets;
const list = apollo.watchQuery<Page>({ query: ROCKETS, variables });
const subscription = list.subscribe(() => undefined);
for (let page = (await apollo.query<Page>({ query: ROCKETS, variables })).data!; page.rockets.pageInfo.hasNextPage; ) {
  page = (await list.fetchMore({ variables: { after: page.rockets.pageInfo.endCursor } })).data!;
}
same([listed().totalCount, listed().edges.map((edge) => edge.node.name)], [5, ["A", "E", "D", "C", "B"]]);
await apollo.mutate({
  mutation: gql`mutation Change($id: ID!, $data: RocketUpdateInput!) { updateRocket(id: $id, data: $data) { id name crew } }`,
  variables: { id: made[0].id, data: { name: "Ariane" } },
});
same(listed().edges[0].node, { __typename: "Rocket", id: made[0].id, name: "Ariane", crew: 9 });
subscription.unsubscribe();
const missing = { query: gql`query One($id: UUID!) { rocket(filter: { id: { eq: $id } }) { id } }`, variables: { id: NOWHERE } };
const refused = await apollo.query(missing).catch((error: unknown) => error);
if (!CombinedGraphQLErrors.is(refused)) throw refused;
same(refused.errors[0].extensions?.code, "NOT_FOUND");
const stranger = new ApolloClient({ cache: new InMemoryCache(), link: new HttpLink({ uri: core, headers: { Authorization: "Bearer x" } }) });
const unknown = await stranger.query({ query: ROCKETS }).catch((error: unknown) => error);
same(CombinedGraphQLErrors.is(unknown) && unknown.errors[0].extensions?.code, "UNAUTHENTICATED");

// -- urql, which asks by GET and by POST
for (const preferGetMethod of [true, false] as const) {
  const urql = new Client({ url: core, exchanges: [cacheExchange, fetchExchange], fetchOptions: { headers }, preferGetMethod });
  const answer = await urql.query("query($name: String) { rockets(filter: { name: { eq: $name } }) { edges { node { crew } } } }", { name: "Ariane" });
  same([answer.error, answer.data.rockets.edges[0].node], [undefined, { crew: 9, __typename: "Rocket" }]);
  const gone = await urql.mutation("mutation($id: UUID!) { deleteRocket(id: $id) { deletedAt } }", { id: NOWHERE });
  same([gone.data, gone.error?.graphQLErrors[0].extensions.code], [{ deleteRocket: null }, "NOT_FOUND"]);
}

await model.mutation({ deleteOneObject: { __args: { input: { id: pier.id } }, id: true } });
const gone = (await records.mutation({ destroyRockets: { __args: { filter: { id: { in: ids } } }, id: true } })).destroyRockets!;
same(gone.length, names.length);
}

main().then(
  () => console.log("done"),
  (error: unknown) => { console.error(error); process.exit(1); },
);
