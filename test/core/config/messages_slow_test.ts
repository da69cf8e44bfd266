/** What a config's mistakes are answered with. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { dtr, local, remote } from "#configs/mod.ts";
import { resolveConfig } from "#core/kit.ts";
import { defineSource, isScanError, type ScanConfig } from "#core/mod.ts";
import { catalog } from "#plugins/catalog.ts";
import { runCli } from "#support/cli.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const plain = defineSource({ name: "plain", setup: () => ({ targets: () => [] }) });

async function problemsOf(config: unknown): Promise<readonly string[]> {
  try {
    await resolveConfig(config as ScanConfig, { path: "scan.config.ts", catalog });
    return [];
  } catch (error) {
    assert.ok(isScanError(error) && error.usage, String(error));
    return (error.problems ?? []).map(({ message, hint }) => (hint === undefined ? message : `${message} | ${hint}`));
  }
}

test("failOn takes what --fail-on takes: names in any case, and levels", async () => {
  for (const [failOn, severity] of [
    ["high", "HIGH"],
    ["Critical", "CRITICAL"],
    [5, "CRITICAL"],
    ["2", "LOW"],
  ] as const) {
    const resolved = await resolveConfig({ sources: [plain()], failOn } as ScanConfig);
    assert.deepEqual(resolved.failOn, { rules: [{ severity }] });
  }
  for (const failOn of [0, 6, true]) {
    assert.match((await problemsOf({ sources: [plain()], failOn })).join(), /^failOn: expected one of/);
  }
});

const AT = "processors[0] (trivy)";
const DURATION = "must be a duration such as 30s, 10m or 1h30m";

for (const [options, expected] of [
  [{ timeout: 20 }, `${AT}.timeout: expected a text such as "10m", not 20: write "20m"`],
  [{ timeout: "20" }, `${AT}.timeout: ${DURATION}, not "20": write "20m"`],
  [{ timeout: "soon" }, `${AT}.timeout: ${DURATION}, not "soon"`],
  [{ retries: 11 }, `${AT}.retries: expected a whole number 0 to 10, not 11`],
  [{ retries: "2" }, `${AT}.retries: expected a whole number 0 to 10, not "2": write 2`],
  [{ retries: 1.5 }, `${AT}.retries: expected a whole number 0 to 10, not 1.5`],
  [{ cacheMaxDays: 0 }, `${AT}.cacheMaxDays: expected a number`],
  [
    { scanners: [] },
    `${AT}.scanners: expected a list of "vuln", "secret", "misconfig" or "license" with at least one entry, not a list`,
  ],
  [
    { scanners: ["vulns"] },
    `${AT}.scanners[0]: expected "vuln", "secret", "misconfig" or "license", not "vulns" | Did you mean "vuln"?`,
  ],
  [
    { scanners: "vuln" },
    `${AT}.scanners: expected a list of "vuln", "secret", "misconfig" or "license" with at least one entry, not "vuln": write ["vuln"]`,
  ],
  [{ parallel: "servr" }, ' | Did you mean "server"?'],
  [{ offline: "yes" }, `${AT}.offline: expected true or false, not "yes"`],
  [{ offline: "true" }, `${AT}.offline: expected true or false, not "true": write true`],
  [{ cacheDir: "" }, `${AT}.cacheDir: expected a text such as ".trivy_cache", not ""`],
  [{ dbRepository: 5 }, `${AT}.dbRepository: expected text or list of text, not 5`],
  [{ skipFiles: ["a", 5] }, `${AT}.skipFiles[1]: expected a text`],
  [{ platform: "arm64" }, `${AT}.platform: must be os/arch, such as linux/arm64, not "arm64"`],
  [{ tiemout: "5m" }, `${AT}: the key "tiemout" is not known`],
] as const) {
  test(`an option that is wrong is answered in words: ${JSON.stringify(options)}`, async () => {
    const [problem = "", ...more] = await problemsOf({ sources: ["image_list"], processors: [{ trivy: options }] });
    assert.deepEqual(more, []);
    assert.ok(problem.includes(expected), problem);
    assert.doesNotMatch(problem, /Invalid|Too (small|big)|Unrecognized|received/);
  });
}

test("no schema of ours answers in the words of its library, whatever an option is given", async () => {
  const odd = [5, -1, 1e9, "", "x y", true, null, [], [5], {}, { a: 1 }];
  for (const kind of ["source", "processor", "sink"] as const) {
    for (const [name, load] of Object.entries(catalog[kind] ?? {})) {
      const { definition } = (await load())({} as never);
      const shape = definition.options !== undefined && "shape" in definition.options ? definition.options.shape : {};
      for (const option of Object.keys(shape as object)) {
        for (const value of odd) {
          const entry = [{ [name]: { [option]: value } }];
          const config = { sources: kind === "source" ? entry : [plain()], [`${kind}s`]: entry };
          for (const problem of await problemsOf(config)) {
            assert.doesNotMatch(problem, /Invalid|Too (small|big)|Unrecognized|received/, JSON.stringify(entry));
          }
        }
      }
    }
  }
});

test("a severity level by name: what to write", async () => {
  const [problem] = await problemsOf({ sources: [{ image_list: { severityLevel: "HIGH" } }] });
  assert.equal(problem, 'sources[0] (image_list).severityLevel: expected 1, 2, 3, 4 or 5, not "HIGH": write 4');
});

test("keys that a preset does not know are named with its own, all at once", async () => {
  const pipelines = { remote: remote({ fil: "a.txt", job: 4 } as never), local: local({ biuld: {} } as never) };
  const problems = await problemsOf({ pipelines });
  assert.deepEqual(
    problems.map((problem) => problem.replace(/; expected one of [^|]*/, " ")),
    [
      'pipelines.remote: the key "fil" is not known | Did you mean "file"?',
      'pipelines.remote: the key "job" is not known | Did you mean "jobs"?',
      'pipelines.local: the key "biuld" is not known | Did you mean "build"?',
    ],
  );
  assert.deepEqual(await problemsOf({ pipelines: { remote: remote({ file: "a", jobs: 3, trivy: {} }) } }), []);
});

test("what a preset is given in place of options is no default in silence", async () => {
  for (const [pipeline, expected] of [
    [() => remote(null as never), "pipelines.a: expected an object of options, not null"],
    [() => remote(5 as never), "pipelines.a: expected an object of options, not 5"],
    [() => local("list.txt" as never), 'pipelines.a: expected an object of options, not "list.txt"'],
    [() => dtr(["x"] as never), "pipelines.a: expected an object of options, not a list"],
    [
      () => remote({ trivy: false } as never),
      "pipelines.a.processors[1] (trivy): expected an object of options, not false",
    ],
    [
      () => remote({ digest: null } as never),
      "pipelines.a.processors[0] (digest): expected an object of options, not null",
    ],
    [() => dtr({ jobs: null } as never), "pipelines.a.jobs: expected a whole number from 1 to 1024, not null"],
  ] as const) {
    assert.deepEqual(await problemsOf({ pipelines: { a: pipeline() } }), [expected]);
  }
  const [first, second] = await problemsOf({ pipelines: { a: remote({ imageSources: "" } as never) } });
  assert.match(`${first}\n${second}`, /\(digest\)\.imageSources: .*not ""\n.*\(trivy\)\.imageSources: .*not ""$/);
});

test("no value is suggested that would be refused, and one that is near is named", async () => {
  for (const [processor, expected] of [
    [{ trivy: { imageSources: "docker" } }, /not "docker": write \["docker"\]$/],
    [{ trivy: { imageSources: "dokcer" } }, /not "dokcer" \| Did you mean "docker"\?$/],
    [{ trivy: { imageSources: "x" } }, /not "x"$/],
    [{ trivy: { retries: "99" } }, /not "99"$/],
    [{ trivy: { retries: "9" } }, /not "9": write 9$/],
    [{ dtr_rescan: { busyStatuses: "5" } }, /not "5": write \[5\]$/],
    [{ dtr_rescan: { busyStatuses: "busy" } }, /not "busy"$/],
  ] as const) {
    const [problem = ""] = await problemsOf({ sources: ["dtr_namespaces"], processors: [processor] });
    assert.match(problem, expected);
  }
});

test("a name in place of a list is told with the list; what does not follow from it alone is not told", async () => {
  assert.deepEqual(await problemsOf({ sources: "image_list", processors: ["trivy"] }), [
    'sources: expected a list of sources, not "image_list": write ["image_list"]',
  ]);
});

test("a gate that names nothing is no gate", async () => {
  const parts = { sources: [plain()] };
  assert.deepEqual(await problemsOf({ ...parts, failOn: {} }), [
    "failOn: expected a condition in it: one of severity, kinds, cvss, epss, caveats, rules, fixable, newOnly, kev",
  ]);
  assert.deepEqual(await problemsOf({ ...parts, failOn: { caveats: false } }), []);
});

test("a look-up that stands after the scanner is of no use: the config is refused", async () => {
  assert.deepEqual(await problemsOf({ sources: ["image_list"], processors: ["trivy", "digest"] }), [
    'processors: "digest" has no effect after "trivy", which needs its result: put it before',
  ]);
  assert.deepEqual(await problemsOf({ sources: ["image_list"], processors: ["digest", "trivy"] }), []);
});

test("a mistake in a flag blames the flag, once for all pipelines", async () => {
  await inTempFolder(async (cwd) => {
    const { code, stderr } = await runCli(["--mode", "both", "--trivy-timeout", "10"], { cwd });
    assert.equal(code, 2);
    assert.match(stderr, /^scan: The command line has a problem\n/);
    assert.equal(stderr.match(/--trivy-timeout: must be a duration .*, not "10": write "10m"/g)?.length, 1, stderr);
    assert.doesNotMatch(stderr, /config/);
  });
});

test("a name that an import lacks: what was meant", async () => {
  for (const [line, meant] of [
    ['import { imageLst } from "hullscan/plugins";', "imageList"],
    ['import { remot } from "hullscan/configs";', "remote"],
    ['import { defineConfg } from "hullscan";', "defineConfig"],
  ] as const) {
    await inTempFolder(async (cwd) => {
      await writeFile(join(cwd, "scan.config.mjs"), `${line}\nexport default {};\n`);
      const { code, stderr } = await runCli(["check", "--offline"], { cwd });
      assert.equal(code, 2);
      assert.match(stderr, new RegExp(`did you mean "${meant}"\\?`));
    });
  }
});

test.run();
