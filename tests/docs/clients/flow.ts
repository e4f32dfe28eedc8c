// What a program does with the types of openapi-typescript and with openapi-fetch. Run: node flow.js ADDRESS KEY
import createClient from "openapi-fetch";
import type { paths as CorePaths } from "./core";
import type { paths as MetadataPaths } from "./metadata";

declare const process: { argv: string[] };
const [, , address, key] = process.argv;
const headers = { Authorization: `Bearer ${key}` };
const core = createClient<CorePaths>({ baseUrl: `${address}/rest`, headers });
const metadata = createClient<MetadataPaths>({ baseUrl: `${address}/rest/metadata`, headers });

function given<T>({ data, error }: { data?: T; error?: unknown }): NonNullable<T> {
  if (data === undefined || data === null) throw new Error(JSON.stringify(error));
  return data;
}

function same(shown: unknown, expected: unknown): void {
  if (JSON.stringify(shown) !== JSON.stringify(expected)) throw new Error(`${JSON.stringify(shown)} is not ${JSON.stringify(expected)}`);
}

// -- records of an object that the workspace has made for itself
const body = { name: "Saturn", stage: "BUILT" as const, crew: 3, price: { amountMicros: 5_000_000, currencyCode: "EUR" } };
const made = given(await core.POST("/rockets", { body })).data.createRocket;
const path = { id: made.id };
const filter = "crew[gt]:2,name[like]:Sat%";

const read = given(await core.GET("/rockets/{id}", { params: { path, query: { depth: 1 } } })).data.rocket;
same([read.name, read.stage, read.price?.amountMicros], ["Saturn", "BUILT", 5_000_000]);

const listed = given(await core.GET("/rockets", { params: { query: { filter, order_by: "name[AscNullsFirst]", limit: 5 } } }));
same([listed.totalCount, listed.data.rockets.map((one) => one.id), listed.pageInfo.hasNextPage], [1, [made.id], false]);

const changed = given(await core.PATCH("/rockets/{id}", { params: { path }, body: { crew: 4, stage: null } })).data.updateRocket;
same([changed.name, changed.crew, changed.stage], ["Saturn", 4, null]);

const binned = given(await core.DELETE("/rockets/{id}", { params: { path, query: { soft_delete: true } } })).data.deleteRocket;
same(binned.id, made.id);
same((await core.GET("/rockets/{id}", { params: { path } })).response.status, 404);

const restored = given(await core.PATCH("/restore/rockets/{id}", { params: { path } })).data.restoreRocket;
same(restored.deletedAt, null);

const several = given(await core.POST("/batch/rockets", { body: [{ name: "A" }, { name: "B", stage: "PLANNED" }] })).data.createRockets;
same(several.map((one) => one.name), ["A", "B"]);
const groups = given(await core.GET("/rockets/groupBy", { params: { query: { group_by: '[{"stage":true}]', aggregate: '["countNotEmptyId"]' } } }));
same(groups.map((one) => [one.groupByDimensionValues, one.countNotEmptyId]), [[["PLANNED"], "1"], [[null], "2"]]);
const refused = await core.POST("/rockets", { body: { crew: "many" as unknown as number } });
same([refused.response.status, refused.error?.statusCode], [400, 400]);

const gone = given(await core.DELETE("/batch/rockets", { body: [made.id, ...several.map((one) => one.id)] })).data.deleteRockets;
same(gone.length, 3);
same(given(await core.GET("/rockets")).totalCount, 0);

// -- the data model
const names = { nameSingular: "dock", namePlural: "docks", labelSingular: "Dock", labelPlural: "Docks" };
const dock = given(await metadata.POST("/objects", { body: names }));
const field = given(await metadata.POST("/fields", { body: { objectMetadataId: dock.id, type: "NUMBER", name: "depth", label: "Depth" } }));
same([field.name, field.type, field.isNullable], ["depth", "NUMBER", true]);
const renamed = given(await metadata.PATCH("/fields/{id}", { params: { path: { id: field.id } }, body: { label: "Deep" } }));
same(renamed.label, "Deep");
same(given(await metadata.GET("/objects/{id}", { params: { path: { id: dock.id } } })).labelPlural, "Docks");
given(await metadata.DELETE("/objects/{id}", { params: { path: { id: dock.id } } }));
const objects = given(await metadata.GET("/objects", { params: { query: { limit: 100 } } })).data ?? [];
same(objects.filter((one) => ["rocket", "dock"].includes(one.nameSingular ?? "")).map((one) => one.nameSingular), ["rocket"]);
console.log("done");
