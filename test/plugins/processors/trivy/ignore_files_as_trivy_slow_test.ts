/** What our rules accept is what the real Trivy leaves out for the same files, finding by finding. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { test } from "uvu";
import { createAcceptor } from "#core/accept/mod.ts";
import type { Finding } from "#core/mod.ts";
import { fakeOutcome } from "#core/testing/mod.ts";
import { loadAcceptRules } from "#plugins/lib/ignore_files/load_accept_rules.ts";
import { parseReport } from "#plugins/processors/trivy/report/parse_report.ts";
import { toFindings } from "#plugins/processors/trivy/report/to_findings.ts";
import { everythingImage } from "./support/config_samples.ts";
import { testWithTrivy } from "./support/real_trivy.ts";

const [YESTERDAY, TODAY, TOMORROW] = [-1, 0, 1].map((days) =>
  new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10),
);

/** Each start of Trivy takes seconds: a file tries much at once, and each finding is tried by one entry. */
const LIST = `# known
CVE-2021-44906 because of this

  DS002
aws-access-key-id
MIT
AVD-KSV-0001
CVE-1999-1
cve-2021-23337
CVE-2024-43796 exp:${YESTERDAY}
CVE-2022-24999 exp:${TODAY}
CVE-2024-5535 exp:${TOMORROW}
`;

const YAML = `vulnerabilities:
  - { id: CVE-2021-23337, paths: ["no"] }
  - { id: CVE-2021-23337, paths: [app/*] }
  - { id: CVE-2021-23337, paths: ["app/{a,node_modules}/[k-m]odash/*.json"], statement: not reachable }
  - { id: CVE-2020-28500, paths: [app/*, /app/node_modules/lodash/package.json] }
  - { id: CVE-2021-44906, paths: ["Node.*"] }
  - { id: CVE-2022-24999, purls: ["pkg:npm/qs"] }
  - { id: CVE-2024-43796, purls: ["pkg:npm/express@4.17.2", "pkg:npm/%40x/express"] }
  - { id: CVE-2023-42366, purls: ["pkg:apk/alpine/busybox?distro=3.19.0"] }
  - { id: CVE-2024-5535, purls: ["pkg:apk/alpine/libcrypto3?distro=3.20"] }
  - { id: CVE-2023-52425, expired_at: ${TODAY} }
  - { id: CVE-2024-45491, expired_at: ${TOMORROW} }
  - { id: CVE-2024-0727, expired_at: 2020-01-01T12:00:00+01:00 }
  - { id: CVE-2024-0727, expired_at: 2999-1-1 12:00:00, paths: ["**"] }
  - { id: KSV001 }
misconfigurations: &checks
  - { id: DS002, paths: ["./srv/Dockerfile"] }
  - { id: DS005, paths: ["srv/D*"] }
  - &pod { id: AVD-KSV-0003 }
  - *pod
secrets:
  - { id: MIT }
  - { id: aws-access-key-id, paths: [/srv/app/settings.env] }
licenses: [{ id: MIT, paths: ["app/node_modules/l*/**"] }]
`;

const ALIASES = "secrets: &all\n  - &first { id: DS002 }\nmisconfigurations: [*first]\nvulnerabilities: *all\n";

const PRODUCT = "pkg:npm/lodash@4.17.15";
const NOT_REACHED = { status: "not_affected", justification: "vulnerable_code_not_in_execute_path" };

function openvex(...statements: readonly unknown[]) {
  const head = { "@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://example.com/1", author: "a", version: 1 };
  return { ...head, timestamp: "2024-01-01T00:00:00Z", statements };
}

function about(name: string, products: readonly unknown[], more: object = NOT_REACHED) {
  return { vulnerability: { name }, products, ...more };
}

const STARTED = { status: "under_investigation" };
const PARTS = [{ "@id": "IMAGE", subcomponents: [{ "@id": "pkg:npm/qs" }] }];
const later = (day: number, more: object) => ({ ...more, timestamp: `2024-02-0${day}T00:00:00Z` });

/** Documents; `IMAGE` is the package URL of the image. */
const VEX = {
  openvex: openvex(
    about("CVE-2020-28500", [{ "@id": "pkg:npm/lodash@1" }, { "@id": "pkg:npm/lodash@4.17.15?a=b" }]),
    about("CVE-2021-23337", [{ "@id": PRODUCT }], later(3, STARTED)),
    about("CVE-2021-23337", [{ "@id": PRODUCT }], later(2, NOT_REACHED)),
    about("CVE-2021-44906", [{ identifiers: { purl: "pkg:npm/minimist" } }], later(3, { status: "fixed" })),
    about("CVE-2021-44906", [{ "@id": "pkg:npm/minimist" }], later(2, STARTED)),
    about("CVE-2022-24999", PARTS),
    { ...about("", [{ "@id": "IMAGE" }]), vulnerability: { "@id": "CVE-2024-43796" } },
    about("CVE-2023-42366", [{ "@id": "pkg:oci/everything@sha256:0" }]),
    about("CVE-2024-5535", [{ "@id": "pkg:apk/alpine/libssl3" }], { status: "affected", action_statement: "wait" }),
    { ...about("GHSA-1", [{ "@id": "IMAGE" }]), vulnerability: { name: "GHSA-1", aliases: ["CVE-2024-0727"] } },
    about("CVE-2023-52425", [{ "@id": "IMAGE" }]),
    about("CVE-2023-52425", [{ "@id": "IMAGE" }], STARTED),
    about("CVE-2024-45491", [{ "@id": "IMAGE" }], STARTED),
    about("CVE-2024-45491", [{ "@id": "IMAGE" }]),
  ),
  csaf: {
    document: {
      ...{ category: "csaf_vex", csaf_version: "2.0", title: "t" },
      publisher: { category: "vendor", name: "n", namespace: "https://example.com" },
      tracking: {
        ...{ current_release_date: "2024-01-01T00:00:00Z", id: "1", initial_release_date: "2024-01-01T00:00:00Z" },
        ...{
          status: "final",
          version: "1",
          revision_history: [{ date: "2024-01-01T00:00:00Z", number: "1", summary: "s" }],
        },
      },
    },
    product_tree: {
      branches: [
        {
          ...{ category: "vendor", name: "v" },
          branches: [
            {
              ...{ category: "product_version", name: "p" },
              product: {
                ...{ name: "lodash", product_id: "LODASH" },
                product_identification_helper: { purl: "pkg:npm/lodash" },
              },
            },
          ],
        },
      ],
      full_product_names: [
        { name: "image", product_id: "IMG", product_identification_helper: { purl: "IMAGE" } },
        { name: "minimist", product_id: "MIN", product_identification_helper: { purl: "pkg:npm/minimist" } },
      ],
      relationships: [
        {
          ...{ category: "default_component_of", product_reference: "MIN", relates_to_product_reference: "IMG" },
          full_product_name: { name: "minimist in it", product_id: "IMG:MIN" },
        },
      ],
    },
    vulnerabilities: [
      { cve: "CVE-2021-23337", product_status: { known_not_affected: ["LODASH"] } },
      { cve: "CVE-2021-44906", product_status: { fixed: ["IMG:MIN"] } },
      { cve: "CVE-2022-24999", product_status: { known_affected: ["IMG"], known_not_affected: ["IMG:MIN"] } },
    ],
  },
};

testWithTrivy(
  "what rules of .trivyignore, .trivyignore.yaml and VEX accept is what Trivy leaves out",
  async (bench) => {
    const { folder, demo, binary } = bench;
    demo.registry.add("demo/everything", "1", await everythingImage());
    const image = `${demo.registry.host}/demo/everything:1`;
    const scanners = ["--scanners", "vuln,secret,misconfig,license", "--skip-check-update", "--skip-java-db-update"];
    const args = [
      "image",
      "--insecure",
      "--quiet",
      "--format",
      "json",
      "--cache-dir",
      join(folder, "cache"),
      ...scanners,
    ];
    const env = { TRIVY_DB_REPOSITORY: demo.dbRepository };
    const scan = async (...more: readonly string[]) => {
      const { stdout } = await execa(binary, [...args, ...more, image], { cwd: folder, env });
      return { text: stdout, findings: toFindings(parseReport(stdout)) };
    };
    const { text, findings } = await scan();
    const digest = /"RepoDigests": \[\s*"[^"]*@(sha256:\w+)"/.exec(text)?.[1] ?? "";
    const repository = encodeURIComponent(`${demo.registry.host}/demo/everything`);
    const imageUrl = `pkg:oci/everything@${encodeURIComponent(digest)}?repository_url=${repository}`;
    const facts = { reference: image, digest, platform: "linux/amd64", source: "registry" };

    /** Compares what is left, and returns how many findings are not. */
    async function compare(name: string, content: string): Promise<number> {
      const path = join(folder, name);
      await writeFile(path, content);
      const isVex = name.endsWith(".json");
      const left = await scan(isVex ? "--vex" : "--ignorefile", path);
      const rules = await loadAcceptRules(isVex ? { vex: name } : { ignoreFile: name }, { cwd: folder });
      const outcome = fakeOutcome({ target: { image }, data: { image: facts, findings } });
      const marked = createAcceptor({ rules }).mark(outcome).data.findings ?? [];
      const open = marked.filter(({ accepted }) => accepted === undefined).map(describe);
      const trivys = left.findings.map(describe);
      const differences = [
        ...open.filter((one) => !trivys.includes(one)).map((one) => `Trivy leaves out ${one}`),
        ...trivys.filter((one) => !open.includes(one)).map((one) => `Trivy shows ${one}`),
      ];
      assert.deepEqual(differences, [], name);
      return findings.length - open.length;
    }

    const files = Object.entries(VEX).map(([name, document]) => [`${name}.json`, JSON.stringify(document)] as const);
    const accepted: Record<string, number> = {};
    for (const [name, text] of [
      ["ignored", LIST],
      ["ignore.yaml", YAML],
      ["aliases.yaml", ALIASES],
      ...files,
    ] as const) {
      accepted[name] = await compare(name, text.replaceAll("IMAGE", imageUrl));
    }
    assert.deepEqual(accepted, {
      ...{ ignored: 12, "ignore.yaml": 11, "aliases.yaml": 2 },
      ...{ "openvex.json": 6, "csaf.json": 2 },
    });
  },
);

/** A finding, as far as it can be told from others. */
function describe({ kind, id, location, raw, ...finding }: Finding): string {
  const name = "package" in finding ? finding.package?.name : "";
  return [kind, id, name, raw?.Target, location.path, location.startLine].join(" ");
}

test.run();
