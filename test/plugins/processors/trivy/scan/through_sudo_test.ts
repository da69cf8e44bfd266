import assert from "node:assert/strict";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { test } from "uvu";
import type { Exec } from "#core/services/mod.ts";
import { testContext } from "#core/testing/mod.ts";
import { SoundDatabases } from "#plugins/processors/trivy/databases/sound_databases.ts";
import { memoryIsolation } from "#plugins/processors/trivy/isolation/isolation.ts";
import { createScanner } from "#plugins/processors/trivy/scan/scanner.ts";
import { openThroughSudo } from "#plugins/processors/trivy/scan/through_sudo.ts";
import { isRunning } from "#support/processes.ts";
import { catchScanError } from "#support/scan_error.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { fakeProgram } from "../support/fake_program.ts";

/** Without root it is refused Docker's socket, in the words of Trivy's documentation; with it, it does what it should. */
const TRIVY = `
const root = path.dirname(__dirname);
fs.appendFileSync(path.join(root, "calls"), JSON.stringify({ env: process.env, pid: process.pid }) + "\\n");
if (!process.env.ROOT) {
  process.stderr.write([
    '2026-03-01T10:00:00Z\\tFATAL\\tFatal error\\trun error: image scan error: scan error: unable to initialize a scan service: unable to find the specified image "x" in ["docker" "remote"]: 2 errors occurred:',
    "\\t* docker error: unable to inspect the image (x): permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock",
    "\\t* remote error: Get \\"https://index.docker.io/v2/\\": dial tcp: lookup index.docker.io: no such host", ""].join("\\n"));
  process.exit(1);
}
fs.writeFileSync(path.join(process.env.TMPDIR, "left"), "x");
if (args.at(-1).startsWith("hangs")) setInterval(() => {}, 1000);
else console.log(JSON.stringify({ SchemaVersion: 2, ArtifactName: "x", Results: [] }));
`;

/**
 * Stands in for sudo, which a test machine may not have: keeps the variables that it is told to and no others, runs the
 * program where signals to its own process group do not reach it, and does not end before it.
 */
const SUDO = `#!/bin/sh
[ "$2" = true ] && exit 0
echo "$*" >> "$(dirname "$0")/../sudo"
names=$(echo "\${2#--preserve-env=}" | tr , ' ')
shift 3
for name in $names; do eval "value=\\$$name"; set -- "$name=$value" "$@"; done
setsid env -i PATH="$PATH" ROOT=1 "$@" &
child=$!
trap : TERM
while :; do wait $child; code=$?; kill -0 $child 2>/dev/null || exit $code; done
`;

/** What hangs starts late, as on a busy machine: its own limit of time ends after that of root's process. */
function startLate(exec: Exec): Exec {
  return async (file, args, options) => {
    if (args?.at(-1)?.startsWith("hangs")) await delay(800);
    return exec(file, args, options);
  };
}

interface Bench {
  readonly folder: string;
  readonly logs: readonly string[];
  scan(image: string, options?: { isBuilt?: boolean; timeout?: string }): Promise<unknown>;
  calls(): Promise<{ env: Record<string, string>; pid: number }[]>;
}

function onBench(name: string, sudo: string | undefined, work: (bench: Bench) => Promise<void>): void {
  test(name, () =>
    inTempFolder(async (folder) => {
      const { ctx, logs, close } = testContext({ cwd: folder });
      try {
        const bin = join(folder, "bin");
        const env = {
          PATH: sudo === undefined ? bin : `${bin}:${process.env.PATH}`,
          HOME: folder,
          TRIVY_PASSWORD: "correct-horse",
          HTTPS_PROXY: "http://proxy:3128",
          DTR_TOKEN: "other-secret",
        };
        const program = await fakeProgram(TRIVY, { folder, exec: startLate(ctx.exec), log: ctx.log, env });
        if (sudo !== undefined) await writeFile(join(bin, "sudo"), sudo, { mode: 0o755 });
        const tempDir = join(folder, "tmp");
        await mkdir(tempDir);
        const refuse = () => assert.fail("not asked for here");
        const options = {
          program,
          isolation: memoryIsolation(join(folder, "cache")),
          settings: { args: [], variables: {} },
          killAfterMs: 0,
          tempDir,
          soundDatabases: new SoundDatabases(join(folder, "cache")),
          diagnose: async () => undefined,
          prepareJavaDb: refuse,
          repair: refuse,
          throughSudo: () => openThroughSudo(program, { log: ctx.log, signal: ctx.signal }),
          retries: 0,
          log: ctx.log,
        };
        const scanners = new Map<string, ReturnType<typeof createScanner>>();
        await work({
          folder,
          logs,
          scan(image, { isBuilt = true, timeout = "10m" } = {}) {
            const scanner = scanners.get(timeout) ?? createScanner({ ...options, timeout });
            scanners.set(timeout, scanner);
            return scanner({ image, severities: ["HIGH"], isBuilt }, ctx.signal);
          },
          calls: async () =>
            (await readFile(join(folder, "calls"), "utf8"))
              .trim()
              .split("\n")
              .map((line) => JSON.parse(line)),
        });
        assert.deepEqual(await readdir(tempDir), []);
      } finally {
        await close();
      }
    }),
  );
}

onBench(
  "an image of a Docker that this user may not use is scanned through sudo, and the log says so once",
  SUDO,
  async (bench) => {
    await bench.scan("app:1");
    await bench.scan("app:2");
    const [refused, first, second, ...more] = await bench.calls();
    assert.equal(more.length, 0);
    assert.equal(refused?.env.ROOT, undefined);
    for (const call of [first, second]) {
      assert.equal(call?.env.ROOT, "1");
      assert.equal(call?.env.TRIVY_PASSWORD, "correct-horse");
      assert.equal(call?.env.HTTPS_PROXY, "http://proxy:3128");
      assert.equal(call?.env.DOCKER_CONFIG, join(bench.folder, ".docker"));
      assert.match(call?.env.TMPDIR ?? "", /\/tmp\/scan-\w+$/);
      assert.equal(call?.env.DTR_TOKEN, undefined);
    }
    assert.equal(bench.logs.filter((line) => line.includes("sudo")).length, 1);
    const commands = await readFile(join(bench.folder, "sudo"), "utf8");
    assert.ok(!/correct-horse|other-secret/.test(commands));
    assert.match(
      commands,
      new RegExp(`chown -R -h ${process.getuid?.()}:${process.getgid?.()} -- .*/tmp/scan-\\w+ .*/cache/fanal`),
    );
  },
);

onBench("a Trivy of root's that takes too long is ended through sudo", SUDO, async ({ scan, folder, calls }) => {
  const error = await catchScanError(() => scan("hangs:1", { timeout: "1s" }));
  assert.equal(error.code, "TIMEOUT");
  const hanging = (await calls()).at(-1);
  assert.equal(hanging?.env.ROOT, "1");
  assert.match(await readFile(join(folder, "sudo"), "utf8"), new RegExp(` sh TERM ${hanging?.pid}\n`));
  assert.equal(await isRunning(hanging?.pid ?? 0), false);
});

onBench(
  "sudo is not asked for an image that no name and no build puts on this machine",
  SUDO,
  async ({ scan, logs }) => {
    const error = await catchScanError(() => scan("app:1", { isBuilt: false }));
    assert.equal(error.code, "REGISTRY_UNKNOWN");
    assert.deepEqual(logs, []);
  },
);

onBench(
  "where sudo would ask for a password, the image fails with what to do",
  "#!/bin/sh\nexit 1\n",
  async ({ scan, calls }) => {
    const error = await catchScanError(() => scan("app:1"));
    assert.equal(error.code, "DOCKER_PERMISSION");
    assert.match(error.hint ?? "", /group docker/);
    assert.equal((await calls()).length, 1);
  },
);

onBench("where there is no sudo, the image fails, too", undefined, async ({ scan }) => {
  assert.equal((await catchScanError(() => scan("app:1"))).code, "DOCKER_PERMISSION");
});

test.run();
