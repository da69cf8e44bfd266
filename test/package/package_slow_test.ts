/** The package as users install it. One process and one pack for all of these: a pack takes a run of the compiler. */
import { test } from "uvu";
import { addConsumerTests } from "./consumer.ts";
import { addContentsTests } from "./contents.ts";
import { addInstalledTests } from "./installed.ts";
import { addNewPluginTests } from "./new_plugin.ts";
import { addSchemaTests } from "./schema.ts";
import { addStartUpTests } from "./start_up.ts";
import { type Packed, pack } from "./support/pack.ts";

let packed: Packed;
test.before(async () => {
  packed = await pack();
});
test.after(() => packed?.remove());

for (const addTests of [
  addContentsTests,
  addSchemaTests,
  addStartUpTests,
  addInstalledTests,
  addConsumerTests,
  addNewPluginTests,
])
  addTests(test, () => packed);
test.run();
