import assert from "node:assert/strict";
import { Ajv } from "ajv";
import { test } from "uvu";
import { runCli } from "#support/cli.ts";

const cwd = import.meta.dirname;

test("scan list prints each plugin with what it does, and its options with types and defaults", async () => {
  const { code, stdout, stderr } = await runCli(["list"], { cwd });
  assert.deepEqual([code, stderr], [0, ""]);
  for (const kind of ["source", "processor", "sink"]) assert.match(stdout, new RegExp(`^\\w+ \\(${kind}\\): \\w`, "m"));
  assert.match(
    stdout,
    /^image_list \(source\): images from a text file\n {2}file +text, default "input_images.txt"\n +The list file;/m,
  );
  assert.match(stdout, /^stdout_filename \(sink\): .*\n {2}no options$/m);
});

test("scan list prints the plugins that are named, and tells of a mistyped one which was meant", async () => {
  const one = await runCli(["list", "trivy"], { cwd });
  assert.match(one.stdout, /^trivy \(processor\): /);
  assert.doesNotMatch(one.stdout, /image_list/);
  const mistyped = await runCli(["list", "trivvy"], { cwd });
  assert.equal(mistyped.code, 2);
  assert.match(mistyped.stderr, /There is no plugin "trivvy" \(there are .*\); did you mean "trivy"\?/);
});

test("scan list --json gives the same as data", async () => {
  const { stdout } = await runCli(["list", "--json", "image_list"], { cwd });
  const [{ options, ...plugin }] = JSON.parse(stdout);
  assert.deepEqual(plugin, {
    kind: "source",
    name: "image_list",
    description: "images from a text file",
    needs: [],
    provides: ["image"],
  });
  assert.deepEqual(options[0], {
    name: "file",
    type: "text",
    default: "input_images.txt",
    isRequired: false,
    description: "The list file; a relative path starts at the config's folder",
  });
});

test("scan list --schema gives a JSON Schema that tells a right config from a wrong one", async () => {
  const { stdout } = await runCli(["list", "--schema"], { cwd });
  const isValid = new Ajv({ formats: { uri: true } }).compile(JSON.parse(stdout));
  assert.equal(isValid({ sources: ["image_list"], processors: [{ trivy: { timeout: "5m" } }] }), true);
  assert.equal(isValid({ sources: ["image_list"], processors: [{ trivy: { timeuot: "5m" } }] }), false);
});

test.run();
