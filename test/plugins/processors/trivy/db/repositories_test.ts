import assert from "node:assert/strict";
import { test } from "uvu";
import { VULNERABILITY_DB } from "../../../../../plugins/processors/trivy/db/kinds.ts";
import { toRepositories } from "../../../../../plugins/processors/trivy/db/repositories.ts";

test("toRepositories() takes the option, else the variable, else what Trivy uses by itself", () => {
  const env = { TRIVY_DB_REPOSITORY: "a/b:2, c/d:2," };
  assert.deepEqual(toRepositories(VULNERABILITY_DB, { option: ["x/y:2"], env }), ["x/y:2"]);
  assert.deepEqual(toRepositories(VULNERABILITY_DB, { option: "x/y:2", env }), ["x/y:2"]);
  assert.deepEqual(toRepositories(VULNERABILITY_DB, { option: undefined, env }), ["a/b:2", "c/d:2"]);
  assert.deepEqual(
    toRepositories(VULNERABILITY_DB, { option: undefined, env: {} }),
    VULNERABILITY_DB.defaultRepositories,
  );
  assert.deepEqual(
    toRepositories(VULNERABILITY_DB, { option: undefined, env: { TRIVY_DB_REPOSITORY: " " } }).length,
    2,
  );
});

test.run();
