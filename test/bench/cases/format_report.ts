/** `format_report FORMAT IMAGES FINDINGS PACKAGES`: outcomes that are there already, into a report of that format. */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { emptySummary, type ListedPackage } from "#core/kit.ts";
import { type Outcome, SEVERITIES } from "#core/mod.ts";
import { FORMATS, type FormatName } from "#plugins/lib/formats/formats.ts";
import { writeReport } from "#plugins/lib/formats/write_report.ts";
import { makeDone, makeVulnerability } from "#support/outcomes.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { printCost } from "../built.ts";

const [name = "", ...counts] = process.argv.slice(2);
const [images = 0, findings = 0, packages = 0] = counts.map(Number);
const { fileName, load, options } = FORMATS[name as FormatName];

function makePackage(index: number): ListedPackage {
  return {
    name: `library-${index}`,
    version: "2.36-9",
    class: "os",
    type: "debian",
    purl: `pkg:deb/debian/library-${index}@2.36-9?arch=amd64&distro=debian-12`,
  };
}

/** As long as those of a real image are. */
function makeFinding(index: number) {
  const { licenses: _, ...found } = makePackage(index % Math.max(1, packages));
  return makeVulnerability({
    severity: SEVERITIES[index % SEVERITIES.length] ?? "HIGH",
    id: `CVE-2024-${index}`,
    fingerprint: index.toString(16).padStart(32, "0"),
    scanner: "trivy",
    package: found,
    fix: { state: "fixed", versions: ["2.36-9+deb12u3"] },
    title: `A flaw in ${found.name} lets an attacker read what is not theirs`,
    description: `The parser of ${found.name} does not check the length of a field. `.repeat(6),
    primaryUrl: `https://avd.example.com/nvd/cve-2024-${index}`,
    references: [1, 2, 3].map((page) => `https://example.com/advisories/${index}/${page}`),
    cwes: ["CWE-125"],
    cvss: [{ source: "nvd", version: 3, vector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", score: 9.8 }],
  });
}

/** Each image has objects of its own, as after a scan. */
async function* outcomes(): AsyncGenerator<Outcome> {
  for (let image = 0; image < images; image += 1) {
    const reference = `registry.example.com/team/app-${image}:1.0`;
    const outcome = makeDone(
      Array.from({ length: findings }, (_, index) => makeFinding(index)),
      { id: `image:${reference}`, image: reference },
    );
    const all = Array.from({ length: packages }, (_, index) => makePackage(index));
    yield { ...outcome, data: { ...outcome.data, packages: all } };
  }
}

await inTempFolder(async (folder) => {
  await printCost(async () => {
    const report = await writeReport(await load(), outcomes(), {
      run: { id: "bench", label: "bench", startedAt: new Date() },
      options: z.object(options).parse({}),
      path: join(folder, fileName),
      summary: () => ({ ...emptySummary(), emitted: images, done: images, scanned: images }),
      warn() {},
    });
    const sizes = (await report.commit()).map(async (path) => (await stat(path)).size);
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  });
});
