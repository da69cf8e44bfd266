import assert from "node:assert/strict";
import { test } from "uvu";
import { dtrNamespaces } from "#plugins/sources/dtr_namespaces/mod.ts";

test("dtrNamespaces() says which option is wrong", async () => {
  const schema = dtrNamespaces().definition.options;
  const issuesOf = async (options: unknown) => {
    const result = await schema?.["~standard"].validate(options);
    return result?.issues?.map(({ message }) => message).join("; ") ?? "";
  };
  assert.match(await issuesOf({ namespaces: ["a/b"] }), /not a namespace/);
  assert.match(await issuesOf({ namespaces: [] }), /./);
  assert.match(await issuesOf({ requestTimeout: "soon" }), /duration/);
  assert.match(await issuesOf({ token: "secret" }), /token/);
});

test.run();
