import assert from "node:assert/strict";
import { test } from "uvu";
import { VULNERABILITY_DB } from "#plugins/processors/trivy/databases/kinds.ts";
import { listRepositories } from "#plugins/processors/trivy/databases/repositories.ts";

test("listRepositories() takes the option, else the variable, else what Trivy uses by itself", () => {
  const env = { TRIVY_DB_REPOSITORY: "a/b:2, c/d:2," };
  assert.deepEqual(listRepositories(VULNERABILITY_DB, { option: ["x/y:2"], env }), ["x/y"]);
  assert.deepEqual(listRepositories(VULNERABILITY_DB, { option: "x/y:2", env }), ["x/y"]);
  assert.deepEqual(listRepositories(VULNERABILITY_DB, { option: undefined, env }), ["a/b", "c/d"]);
  assert.deepEqual(
    listRepositories(VULNERABILITY_DB, { option: undefined, env: {} }),
    VULNERABILITY_DB.defaultRepositories,
  );
});

test("listRepositories() takes off the schema's tag, which old releases would put behind it twice, and nothing else", () => {
  const repositories = ["127.0.0.1:2/db:2", "registry:2", "a/b:22", "a/b:latest"];
  const kept = ["127.0.0.1:2/db", ...repositories.slice(1)];
  assert.deepEqual(listRepositories(VULNERABILITY_DB, { option: repositories, env: {} }), kept);
});

test.run();
