import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "uvu";
import { groupFindings } from "#plugins/lib/formats/grouped/group_findings.ts";
import { TYPES, toPackageType } from "#plugins/lib/formats/package_type.ts";
import { makePackage, makeSecret, makeVulnerability } from "#support/outcomes.ts";

/** The groups of one vulnerability, by hullscan's names and by those of trivy-scanner. */
function namesOf(kind: { class: string; type: string }): readonly (string | undefined)[] {
  const found = makeVulnerability({
    package: makePackage(
      kind.class === "os-pkgs" ? { type: kind.type } : { class: "language", type: toPackageType(kind.type) },
    ),
    raw: { Class: kind.class, Type: kind.type },
  });
  return (["hullscan", "trivy-scanner"] as const).map((groups) => Object.keys(groupFindings([found], { groups }))[0]);
}

test("groupFindings() names language packages by Trivy's type where the names of trivy-scanner are wanted", () => {
  assert.deepEqual(namesOf({ class: "lang-pkgs", type: "jar" }), ["Java-package", "jar-package"]);
  assert.deepEqual(namesOf({ class: "lang-pkgs", type: "julia" }), ["Julia-package", "julia-package"]);
  assert.deepEqual(namesOf({ class: "os-pkgs", type: "debian" }), ["Debian-package", "Debian-package"]);
  assert.deepEqual(namesOf({ class: "lang-pkgs", type: "" }), ["Unknown-component", "Unknown-component"]);
  assert.deepEqual(Object.keys(groupFindings([makeSecret("HIGH")], { groups: "trivy-scanner" })), ["Secret"]);
});

test("docs/moving_over.md lists each group that has another name", async () => {
  const page = await readFile("docs/moving_over.md", "utf8");
  const rows = [...page.matchAll(/^\| (`[\w-]+-package`(?:, `[\w-]+-package`)*) +\| `(\w+-package)` +\|$/gm)];
  const told = rows.flatMap(([, olds = "", now]) => olds.split(", ").map((old) => [old.replaceAll("`", ""), now]));
  const types = Object.values(TYPES).flat();
  const expected = types.map((type) => [...namesOf({ class: "lang-pkgs", type })].reverse());
  assert.deepEqual(told.sort(), expected.sort());
});

test.run();
