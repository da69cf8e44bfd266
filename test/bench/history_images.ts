import { makeVulnerability } from "#support/outcomes.ts";

/** Names of images, from line 1 of a list. */
export function* listImages(images: number): Generator<{ readonly image: string; readonly line: number }> {
  for (let line = 1; line <= images; line += 1) {
    yield { image: `registry.example.com/team-${line % 50}/app-${line}:1.0`, line };
  }
}

/** Images share most of their findings, and none has the same set as another: each has one that no other has. */
export function findIn(line: number, findings: number) {
  const shared = Array.from({ length: findings - 1 }, (_, index) => makeFinding(((line * 7) % 20) * 50 + index));
  return [makeFinding(0), ...shared.slice(1), makeVulnerability({ id: `only-${line}` })];
}

function makeFinding(index: number) {
  const name = `library-${index % 400}`;
  return makeVulnerability({
    id: `CVE-2024-${index}`,
    package: { name, version: "1.2.3-4", class: "os", type: "debian", purl: `pkg:deb/debian/${name}@1.2.3-4` },
    title: `A flaw in ${name} lets an attacker read what is not theirs`,
    description: `The parser of ${name} does not check the length of a field. `.repeat(6),
    primaryUrl: `https://avd.example.com/nvd/cve-2024-${index}`,
  });
}
