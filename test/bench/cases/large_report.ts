/** `large_report IMAGES FINDINGS journal|none`: a run whose processor finds a lot, into the report that users get. */
import { stat } from "node:fs/promises";
import { defineProcessor, defineSource, SEVERITIES, scan, type Target } from "#core/mod.ts";
import { groupedJson } from "#plugins/mod.ts";
import { makeVulnerability } from "#support/outcomes.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { printCost } from "../built.ts";

const [images = 0, findings = 0] = process.argv.slice(2, 4).map(Number);
const journal = process.argv[4] === "journal";

function* targets(): Generator<Target> {
  for (let index = 1; index <= images; index += 1) {
    const image = `registry.example.com/team/app-${index}:1.0`;
    yield { id: `image:${image}`, kind: "image", image, minSeverity: "UNKNOWN", origin: { from: "list", line: index } };
  }
}

/** As long as those of a real image are. */
function find(index: number) {
  return makeVulnerability({
    severity: SEVERITIES[index % SEVERITIES.length] ?? "HIGH",
    id: `CVE-2024-${index}`,
    package: {
      name: `library-${index}`,
      version: "2.36-9",
      class: "os",
      type: "debian",
      purl: `pkg:deb/debian/library-${index}@2.36-9?arch=amd64&distro=debian-12`,
    },
    raw: { Target: "nginx:1.27 (debian 12.5)", Class: "os-pkgs", Type: "debian" },
    title: `A flaw in library-${index} lets an attacker read what is not theirs`,
    description: `The parser of library-${index} does not check the length of a field. `.repeat(6),
    primaryUrl: `https://avd.example.com/nvd/cve-2024-${index}`,
  });
}

await inTempFolder(async (outputDir) => {
  const source = defineSource({ name: "many", setup: () => ({ targets }) });
  const scanner = defineProcessor({
    name: "scanner",
    setup: () => ({ process: () => ({ findings: Array.from({ length: findings }, (_, index) => find(index)) }) }),
  });
  const config = { sources: [source()], processors: [scanner()], sinks: [groupedJson()], jobs: 4 };
  await printCost(async () => {
    let report = "";
    await scan(config, { outputDir, journal }).forEach((event) => {
      if (event.type === "artifact") report = event.path;
    });
    return (await stat(report)).size;
  });
});
