/** Configs that throw what is no error, loop, grow or wait: each is an error in words, at once. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmod, chown, mkdir, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stopCoverage } from "node:v8";
import { test } from "uvu";
import { loadConfig } from "#core/config/load.ts";
import { resolveConfig } from "#core/kit.ts";
import { defineSource, type ScanError } from "#core/mod.ts";
import { testWith } from "#support/needs.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { loadFailure } from "./support/load_failure.ts";

async function load(cwd: string, files: Readonly<Record<string, string>>, file?: string) {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(cwd, name, ".."), { recursive: true });
    await writeFile(join(cwd, name), content);
  }
  return loadConfig({ cwd, env: {}, fallback: {}, file });
}

test("anything can be thrown in a config: it is said in one line", async () => {
  const cases = [
    ["scan.config.mjs", "throw null;", /scan\.config\.mjs: null$/],
    ["scan.config.ts", "throw undefined;", /scan\.config\.ts: undefined$/],
    ["scan.config.mjs", 'throw "no token";', /scan\.config\.mjs: no token$/],
    ["scan.config.mjs", 'throw Symbol("odd");', /scan\.config\.mjs: Symbol\(odd\)$/],
    ["scan.config.mjs", "throw Object.create(null);", /scan\.config\.mjs: an error that cannot be read$/],
    ["scan.config.mjs", 'throw Object.freeze(new Error("frozen"));', /scan\.config\.mjs: frozen$/],
    [
      "scan.config.mjs",
      "throw Object.defineProperty(new Error(), 'message', { get() { throw 1; } });",
      /cannot be read$/,
    ],
    ["scan.config.mjs", "throw new Proxy(new Error(), { getPrototypeOf() { throw 1; } });", /cannot be read$/],
    ["scan.config.mjs", "export default () => { throw null; };", /its function threw: null$/],
    ["scan.config.mjs", "export default async () => { throw ''; };", /its function threw: an error without a message$/],
    ["scan.config.mjs", "export default Promise.reject(new Error('late'));", /reading it threw: late$/],
    ["scan.config.mjs", "export default { get sources() { throw new Error('no'); } };", /reading it threw: no$/],
    [
      "scan.config.mjs",
      "export default { pipelines: { get a() { throw new Error('no'); } } };",
      /reading it threw: no$/,
    ],
    [
      "scan.config.mjs",
      "const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); export default proxy;",
      /a proxy that has been revoked$/,
    ],
  ] as const;
  for (const [name, content, expected] of cases) {
    await inTempFolder(async (cwd) => {
      const error = await loadFailure(load(cwd, { [name]: content }));
      assert.equal(error.code, "CONFIG_LOAD");
      assert.match(error.message, expected, content);
    });
  }
});

test("a config may be a promise, and frozen", async () => {
  await inTempFolder(async (cwd) => {
    const content = "export default Promise.resolve(Object.freeze({ jobs: 3 }));";
    assert.deepEqual((await load(cwd, { "scan.config.mjs": content })).config, { jobs: 3 });
  });
});

test("YAML that contains itself, grows without end or is nested too deeply is refused in words", async () => {
  const laughs = Array.from({ length: 9 }, (_, level) => `l${level + 1}: &l${level + 1} [${`*l${level}, `.repeat(9)}]`);
  const cases = [
    ["sources: &a [*a]\n", /sources\.0 contains itself$/],
    ["&a\nsources: [image_list]\nsinks: [*a]\n", /sinks\.0 contains itself$/],
    [`l0: &l0 [lol]\n${laughs.join("\n")}\n`, /Excessive alias count/],
    [`sources: ${"[".repeat(20_000)}${"]".repeat(20_000)}\n`, /nested too deeply$/],
    [`sources: ${"[".repeat(501)}${"]".repeat(501)}\n`, /nested too deeply$/],
    [`sources:\n${"- ".repeat(20_000)}x\n`, /nested too deeply$/],
  ] as const;
  for (const [content, expected] of cases) {
    await inTempFolder(async (cwd) => {
      assert.match((await loadFailure(load(cwd, { "scan.config.yaml": content }))).message, expected);
    });
  }
});

test("$import reads no other file: it is a key like any other that nobody knows", async () => {
  const files = { "other.yaml": "outputDir: theirs\n", "other.json": '{ "outputDir": "theirs" }' };
  const cases = {
    "scan.config.yaml": "$import: other.yaml\njobs: 1\n",
    "scan.config.yml": "$import: [other.yaml, /etc/hostname]\njobs: 1\n",
    "scan.config.json": '{ "$import": "other.json", "jobs": 1 }',
    "package.json": '{ "name": "x", "scan": { "$import": "other.json", "jobs": 1 } }',
    "scan.config.mjs": "export default { jobs: 1, $import: 'other.json' }; export const $import = 'other.json';",
  };
  for (const [name, content] of Object.entries(cases)) {
    await inTempFolder(async (cwd) => {
      const { config, path } = await load(cwd, { ...files, [name]: content });
      assert.equal(path, name);
      assert.deepEqual(Object.keys(config).sort(), ["$import", "jobs"], name);
      await assert.rejects(resolveConfig(config, { cwd }), (error: ScanError) => {
        return error.problems?.some(({ message }) => message.includes('the key "$import" is not known')) ?? false;
      });
    });
  }
});

test("a config that is a pipe or a device is refused at once, and one that may not be read is not passed over", async () => {
  for (const name of ["scan.config.yaml", "scan.config.ts", "package.json", ".config/config.json"]) {
    await inTempFolder(async (cwd) => {
      await mkdir(join(cwd, name, ".."), { recursive: true });
      execFileSync("mkfifo", [join(cwd, name)]);
      const before = process.cwd();
      process.chdir(cwd);
      try {
        const { message } = await loadFailure(load(cwd, {}));
        assert.equal(message, `Cannot load the config ${name}: it is a named pipe, not a regular file`);
      } finally {
        process.chdir(before);
      }
    });
  }
  await inTempFolder(async (cwd) => {
    await symlink("/dev/zero", join(cwd, "endless.yaml"));
    assert.match((await loadFailure(load(cwd, {}, "endless.yaml"))).message, /it is a device, not a regular file$/);
    await writeFile(join(cwd, "large.yaml"), "");
    await truncate(join(cwd, "large.yaml"), 2 ** 34);
    assert.match((await loadFailure(load(cwd, {}, "large.yaml"))).message, /it is larger than 16 MiB$/);
    await mkdir(join(cwd, "scan.config.json"));
    assert.match((await loadFailure(load(cwd, {}))).message, /scan\.config\.json: it is a folder$/);
  });
});

testWith(
  test,
  ["root"],
  "in a folder where everybody may write, another user's config is not run unless it is named",
  async () => {
    for (const name of ["scan.config.mjs", "package.json", ".config/config.js"]) {
      await inTempFolder(async (cwd) => {
        await mkdir(join(cwd, name, ".."), { recursive: true });
        await writeFile(
          join(cwd, name),
          name.endsWith("json") ? '{ "scan": { "jobs": 1 } }' : "export default { jobs: 1 };",
        );
        await chown(join(cwd, name), 12_345, 12_345);
        const before = process.cwd();
        process.chdir(cwd);
        try {
          await load(cwd, {}).catch((error: unknown) => {
            assert.ok(name.startsWith(".config"), `it is only a matter of such folders: ${error}`);
          });
          await chmod(cwd, 0o1777);
          const { message } = await loadFailure(load(cwd, {}));
          assert.ok(
            message.includes(`${name}: it belongs to another user (uid 12345), in a folder where everybody`),
            message,
          );
          if (!name.startsWith(".config")) assert.deepEqual((await load(cwd, {}, name)).config, { jobs: 1 });
        } finally {
          process.chdir(before);
        }
      });
    }
  },
);

test("a package.json that is named has the key", async () => {
  await inTempFolder(async (cwd) => {
    const { message } = await loadFailure(load(cwd, { "package.json": '{ "name": "x" }' }, "package.json"));
    assert.match(message, /package\.json: it has no key "scan"$/);
    assert.match((await loadFailure(load(cwd, { "scan.config.json": "null" }))).message, /it holds null; expected/);
  });
});

const none = defineSource({ name: "none", setup: () => ({ targets: () => [] }) });

test("there are 1,024 jobs at most, whoever sets them", async () => {
  const pipelines = (jobs: number) => ({ a: { sources: [none()], jobs } });
  assert.equal((await resolveConfig({ pipelines: pipelines(1024) })).pipelines[0]?.jobs, 1024);
  for (const jobs of [1025, 1_000_000, 2 ** 53, Number.POSITIVE_INFINITY, Number.NaN, 0, -1]) {
    const expected = [`pipelines.a.jobs: expected a whole number from 1 to 1024, not ${jobs}`];
    await assert.rejects(resolveConfig({ pipelines: pipelines(jobs) }), ({ problems = [] }: ScanError) => {
      assert.deepEqual(
        problems.map(({ message }) => message),
        expected,
      );
      return true;
    });
    await assert.rejects(resolveConfig({ pipelines: pipelines(1) }, { jobs: { a: jobs } }), { code: "CONFIG_INVALID" });
  }
});

test("lists of plugins that contain themselves, or are nested without end, are refused in words", async () => {
  const ring: unknown[] = [none()];
  ring.push([ring, ring]);
  const deep = JSON.parse(`${"[".repeat(5000)}${"]".repeat(5000)}`);
  for (const [sources, at, reason] of [
    [ring, "sources[1][0]", "the list contains itself"],
    [deep, `sources${"[0]".repeat(32)}`, "the lists are nested too deeply"],
  ] as const) {
    await assert.rejects(resolveConfig({ sources } as never), ({ code, problems = [] }: ScanError) => {
      assert.equal(code, "CONFIG_INVALID");
      assert.equal(problems[0]?.message, `${at}: ${reason}`);
      return true;
    });
  }
});

// A module that tsx has taken for CommonJS has a data: URL as its name, with which the report of coverage ends in an error.
test.after(() => stopCoverage());

test.run();
