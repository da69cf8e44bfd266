import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmod, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { test } from "uvu";
import { testContext } from "../../../../../core/testing/mod.ts";
import type { Credential, Environment } from "../../../../../plugins/clients/registry/credentials/credential.ts";
import { createCredentials } from "../../../../../plugins/clients/registry/credentials/find_credentials.ts";
import { catchScanError } from "../../../../support/scan_error.ts";
import { inTempFolder } from "../../../../support/temp_folder.ts";

interface Bench {
  readonly folder: string;
  readonly secrets: readonly string[];
  find(domain: string, env?: Environment, path?: string): Promise<readonly Credential[]>;
  /** Writes Docker's config.json. */
  store(config: unknown): Promise<void>;
  /** Writes a credential helper, a shell script. */
  helper(name: string, ...lines: readonly string[]): Promise<void>;
}

/** Runs a test with a home of its own. */
async function withHome(work: (bench: Bench) => Promise<void>): Promise<void> {
  await inTempFolder(async (folder) => {
    const context = testContext();
    await mkdir(join(folder, ".docker"));
    await mkdir(join(folder, "bin"));
    const base = { HOME: folder, PATH: `${folder}/bin:${process.env.PATH}` };
    const { exec, addSecret } = context.ctx;
    try {
      await work({
        folder,
        secrets: context.secrets,
        find: (domain, env = {}, path = "") =>
          createCredentials({ exec, addSecret, env: { ...base, ...env } })(domain, path),
        store: (config) => writeFile(join(folder, ".docker/config.json"), JSON.stringify(config)),
        async helper(name, ...lines) {
          const path = join(folder, "bin", `docker-credential-${name}`);
          await writeFile(path, ["#!/bin/sh", ...lines, ""].join("\n"));
          await chmod(path, 0o755);
        },
      });
    } finally {
      await context.close();
    }
  });
}

const base64 = (text: string) => Buffer.from(text).toString("base64");
const ANONYMOUS = { kind: "anonymous" };

test("without any login a registry is asked as nobody", async () => {
  await withHome(async ({ find }) => assert.deepEqual(await find("ghcr.io"), [ANONYMOUS]));
});

test("TRIVY_USERNAME and TRIVY_PASSWORD are lists, tried before the login that is stored", async () => {
  await withHome(async ({ find, store, secrets }) => {
    await store({ auths: { "ghcr.io": { auth: base64("stored:with:colon") } } });
    assert.deepEqual(await find("ghcr.io", { TRIVY_USERNAME: "a,b", TRIVY_PASSWORD: "one1,two2" }), [
      { kind: "basic", username: "a", password: "one1" },
      { kind: "basic", username: "b", password: "two2" },
      { kind: "basic", username: "stored", password: "with:colon" },
    ]);
    assert.deepEqual(secrets, ["one1", "two2", "with:colon"]);
  });
});

test("TRIVY_REGISTRY_TOKEN is the only login then", async () => {
  await withHome(async ({ find, store }) => {
    await store({ auths: { "ghcr.io": { auth: base64("a:b") } } });
    const env = { TRIVY_REGISTRY_TOKEN: "tok", TRIVY_USERNAME: "a", TRIVY_PASSWORD: "b" };
    assert.deepEqual(await find("ghcr.io", env), [{ kind: "bearer", token: "tok" }]);
  });
});

test("as many passwords as user names are needed, and neither is told", async () => {
  await withHome(async ({ find }) => {
    const env = { TRIVY_USERNAME: "a,b", TRIVY_PASSWORD: "secret" };
    const error = await catchScanError(() => find("ghcr.io", env));
    assert.equal(error.code, "REGISTRY_LOGIN");
    assert.match(error.message, /"ghcr\.io".*TRIVY_USERNAME has 2 entries and TRIVY_PASSWORD 1/);
    assert.doesNotMatch(error.message, /secret/);
  });
});

test("stored logins are found by host, Docker Hub's under its old address", async () => {
  await withHome(async ({ find, store }) => {
    await store({
      auths: {
        "https://index.docker.io/v1/": { auth: base64("hub:1234") },
        "https://old.example.com:5000/v2/": { username: "u", password: "pppp" },
        "id.example.com": { auth: base64("00000000-0000-0000-0000-000000000000:"), identitytoken: "refresh" },
        "empty.example.com": {},
      },
    });
    assert.deepEqual(await find("docker.io"), [{ kind: "basic", username: "hub", password: "1234" }]);
    assert.deepEqual(await find("old.example.com:5000"), [{ kind: "basic", username: "u", password: "pppp" }]);
    assert.deepEqual(await find("id.example.com"), [{ kind: "identity", token: "refresh" }]);
    assert.deepEqual(await find("empty.example.com"), [ANONYMOUS]);
    assert.deepEqual(await find("example.com:5000"), [ANONYMOUS]);
  });
});

test("DOCKER_CONFIG says where they are stored; without Docker, Podman's file counts", async () => {
  await withHome(async ({ find, folder }) => {
    await mkdir(join(folder, "elsewhere"));
    const config = JSON.stringify({ auths: { "ghcr.io": { auth: base64("a:b") } } });
    await writeFile(join(folder, "elsewhere/config.json"), config);
    const expected = [{ kind: "basic", username: "a", password: "b" }];
    assert.deepEqual(await find("ghcr.io", { DOCKER_CONFIG: join(folder, "elsewhere") }), expected);
    await mkdir(join(folder, "run/containers"), { recursive: true });
    await writeFile(join(folder, "run/containers/auth.json"), config);
    assert.deepEqual(await find("ghcr.io", { XDG_RUNTIME_DIR: join(folder, "run") }), expected);
  });
});

test("a file that cannot be used is named, and nothing of its content", async () => {
  await withHome(async ({ find, folder, store }) => {
    const path = join(folder, ".docker/config.json");
    await writeFile(path, '{"auths": hunter2');
    const broken = await catchScanError(() => find("ghcr.io"));
    assert.equal(
      broken.message,
      `Cannot log in to "ghcr.io": the login for the registry cannot be read (${path} is not JSON)`,
    );
    await store({ auths: { "ghcr.io": { auth: ["hunter2"] } } });
    const odd = await catchScanError(() => find("ghcr.io"));
    assert.match(odd.message, /is not as expected at auths/);
    await store({ auths: { "ghcr.io": { auth: base64("hunter2") } } });
    const bare = await catchScanError(() => find("ghcr.io"));
    assert.match(bare.message, /has no colon/);
    for (const { message } of [broken, odd, bare]) assert.doesNotMatch(message, /hunter2|aHVudGVy/);
    // Logins that were given are used all the same.
    const given = await find("ghcr.io", { TRIVY_USERNAME: "a", TRIVY_PASSWORD: "b" });
    assert.deepEqual(given, [{ kind: "basic", username: "a", password: "b" }, ANONYMOUS]);
  });
});

test("a credential helper is asked on stdin; the one for a registry before the general one", async () => {
  await withHome(async ({ find, store, helper, secrets }) => {
    await store({ credHelpers: { "ecr.example.com": "ecr" }, credsStore: "general" });
    const answer = (user: string) =>
      `read -r server; echo "{\\"Username\\":\\"${user}\\",\\"Secret\\":\\"for-$server\\"}"`;
    await helper("ecr", '[ "$1" = get ] || exit 9', answer("AWS"));
    await helper("general", answer("<token>"));
    assert.deepEqual(await find("ecr.example.com"), [
      { kind: "basic", username: "AWS", password: "for-ecr.example.com" },
    ]);
    assert.deepEqual(await find("docker.io"), [{ kind: "identity", token: "for-https://index.docker.io/v1/" }]);
    assert.deepEqual(secrets, ["for-ecr.example.com", "for-https://index.docker.io/v1/"]);
  });
});

test("a helper without a login means none; one that fails is named, and nothing that it printed", async () => {
  await withHome(async ({ find, store, helper }) => {
    await store({ credsStore: "x" });
    const missing = await catchScanError(() => find("ghcr.io"));
    assert.match(missing.message, /docker-credential-x: there is no such program on PATH/);
    await helper("x", "echo credentials not found in native keychain; exit 1");
    assert.deepEqual(await find("ghcr.io"), [ANONYMOUS]);
    await helper("x", "echo hunter2; echo hunter2 >&2; exit 3");
    const failed = await catchScanError(() => find("ghcr.io"));
    assert.equal(failed.code, "REGISTRY_LOGIN");
    assert.match(failed.message, /docker-credential-x: it ended with 3/);
    await helper("x", "echo hunter2");
    const odd = await catchScanError(() => find("ghcr.io"));
    assert.match(odd.message, /something else than a login/);
    for (const { message } of [failed, odd]) assert.doesNotMatch(message, /hunter2/);
    await store({ credsStore: "../../bin/evil" });
    assert.match((await catchScanError(() => find("ghcr.io"))).message, /no such program/);
  });
});

const A = { kind: "basic", username: "a", password: "pass-a" };
const B = { kind: "basic", username: "b", password: "pass-b" };
const ENTRY_A = { auth: base64("a:pass-a") };
const ENTRY_B = { auth: base64("b:pass-b") };

test("null, empty entries, blank files, what follows the first value and names in any case are read as Docker reads them", async () => {
  await withHome(async ({ find, folder, store }) => {
    const path = join(folder, ".docker/config.json");
    const empty = [null, {}, { auths: null, credsStore: null, credHelpers: null }, { auths: { "ghcr.io": null } }];
    for (const config of [...empty, { auths: { "ghcr.io": {}, "a.com": { auth: null, username: null } } }]) {
      await store(config);
      assert.deepEqual(await find("ghcr.io"), [ANONYMOUS], JSON.stringify(config));
    }
    for (const blank of ["", " \n\t"]) {
      await writeFile(path, blank);
      assert.deepEqual(await find("ghcr.io"), [ANONYMOUS]);
    }
    await writeFile(path, `${JSON.stringify({ Auths: { "ghcr.io": { Auth: ENTRY_A.auth } } })}}`);
    assert.deepEqual(await find("ghcr.io"), [A]);
    await rm(path);
    await mkdir(path);
    assert.deepEqual(await find("ghcr.io"), [ANONYMOUS], "Docker has made a folder of it");
  });
});

test("of keys with a path, the longest that holds the repository counts", async () => {
  await withHome(async ({ find, store }) => {
    const password = (text: string) => ({ auth: base64(`u:${text}`) });
    await store({
      auths: {
        "reg.example.com": password("host"),
        "reg.example.com/team": password("team"),
        "reg.example.com/team/app": password("app"),
        "reg.example.com/empty": {},
        "only.example.com/team": password("only"),
        "docker.io/mine": password("mine"),
        "index.docker.io/v1/": password("hub"),
      },
    });
    const of = async (domain: string, path?: string) =>
      (await find(domain, {}, path)).map((found) => (found.kind === "basic" ? found.password : found.kind));
    assert.deepEqual(await of("reg.example.com", "team/app"), ["app"]);
    assert.deepEqual(await of("reg.example.com", "team/app/sub"), ["app"]);
    assert.deepEqual(await of("reg.example.com", "team/other"), ["team"]);
    assert.deepEqual(await of("reg.example.com", "teamwork/app"), ["host"]);
    assert.deepEqual(await of("reg.example.com", "empty/app"), ["host"]);
    assert.deepEqual(await of("reg.example.com"), ["host"]);
    assert.deepEqual(await of("only.example.com", "other/app"), ["anonymous"]);
    assert.deepEqual(await of("docker.io", "mine/app"), ["mine"]);
    assert.deepEqual(await of("docker.io", "library/nginx"), ["hub"]);
  });
});

test("a broken entry is named where its registry is wanted, and harms no other", async () => {
  await withHome(async ({ find, folder, store }) => {
    const path = join(folder, ".docker/config.json");
    const broken = [
      [{ auth: 7 }, ".auth: it is not a text"],
      [{ auth: "a:b" }, ".auth: it is not Base64"],
      [{ auth: base64("nobody") }, ".auth: it has no colon between user and password"],
      [{ auth: base64(":hunter2") }, ".auth: it has no user before the colon"],
      [["hunter2"], ": it is not an object"],
      [{ username: "a", password: { x: "hunter2" } }, ".password: it is not a text"],
    ] as const;
    for (const [entry, words] of broken) {
      await store({ auths: { "bad.example.com": entry, "ghcr.io": ENTRY_A }, credHelpers: { "odd.example.com": 5 } });
      assert.deepEqual(await find("ghcr.io"), [A]);
      const { code, message } = await catchScanError(() => find("bad.example.com"));
      assert.equal(code, "REGISTRY_LOGIN");
      assert.ok(message.includes(`(${path} is not as expected at auths."bad.example.com"${words})`), message);
      assert.doesNotMatch(message, /hunter2/);
      const odd = await catchScanError(() => find("odd.example.com"));
      assert.match(odd.message, /at credHelpers\."odd\.example\.com": it is not a text/);
    }
  });
});

test("a byte order mark, UTF-16 and a pipe are named with the file", async () => {
  await withHome(async ({ find, folder }) => {
    const path = join(folder, ".docker/config.json");
    const json = JSON.stringify({ auths: { "ghcr.io": ENTRY_A } });
    await writeFile(path, `\uFEFF${json}`);
    assert.match((await catchScanError(() => find("ghcr.io"))).message, /config\.json begins with a byte order mark/);
    await writeFile(path, Buffer.from(`\uFEFF${json}`, "utf16le"));
    assert.match((await catchScanError(() => find("ghcr.io"))).message, /config\.json is UTF-16/);
    await rm(path);
    execFileSync("mkfifo", [path]);
    assert.match((await catchScanError(() => find("ghcr.io"))).message, /config\.json: it is a named pipe/);
  });
});

test("what stands in `auth` is decoded as Docker does: colons, NULs at the ends, line breaks; else the plain fields count", async () => {
  await withHome(async ({ find, store }) => {
    const auth = base64("robot$ci:se:cret\0\0");
    await store({
      auths: {
        "a.example.com": { auth: `${auth.slice(0, 8)}\n${auth.slice(8)}`, username: "not", password: "this" },
        "b.example.com": { auth: "", username: "b", password: "pass-b" },
        "c.example.com": { registrytoken: "direct" },
        "d.example.com": { auth: base64("d:pass-d"), identitytoken: "refresh" },
      },
    });
    assert.deepEqual(await find("a.example.com"), [{ kind: "basic", username: "robot$ci", password: "se:cret" }]);
    assert.deepEqual(await find("b.example.com"), [B]);
    assert.deepEqual(await find("c.example.com"), [{ kind: "bearer", token: "direct" }]);
    const both = { kind: "identity", token: "refresh", username: "d", password: "pass-d" };
    assert.deepEqual(await find("d.example.com"), [both]);
  });
});

test("logins are looked for in DOCKER_AUTH_CONFIG, Docker's file, REGISTRY_AUTH_FILE and Podman's two, until one is found", async () => {
  await withHome(async ({ find, folder, store, secrets }) => {
    const write = async (path: string, name: string) => {
      await mkdir(join(folder, path, ".."), { recursive: true });
      await writeFile(join(folder, path), JSON.stringify({ auths: { "ghcr.io": { auth: base64(`${name}:pass`) } } }));
    };
    const content = JSON.stringify({ auths: { "ghcr.io": ENTRY_A, "other.example.com": ENTRY_B } });
    const env = {
      DOCKER_AUTH_CONFIG: content,
      REGISTRY_AUTH_FILE: join(folder, "named.json"),
      XDG_RUNTIME_DIR: join(folder, "run"),
    };
    const name = async (given: Environment) => {
      const [found] = await find("ghcr.io", given);
      return found?.kind === "basic" ? found.username : found?.kind;
    };
    await store({ auths: { "elsewhere.example.com": ENTRY_B } });
    assert.equal(await name({ ...env, DOCKER_AUTH_CONFIG: "" }), "anonymous");
    await write(".config/containers/auth.json", "config");
    assert.equal(await name({ ...env, DOCKER_AUTH_CONFIG: "" }), "config");
    await write("run/containers/auth.json", "runtime");
    assert.equal(await name({ ...env, DOCKER_AUTH_CONFIG: "" }), "runtime");
    await write("named.json", "named");
    assert.equal(await name({ ...env, DOCKER_AUTH_CONFIG: "" }), "named");
    await write(".docker/config.json", "docker");
    assert.equal(await name({ ...env, DOCKER_AUTH_CONFIG: "" }), "docker");
    assert.equal(await name(env), "a");
    for (const secret of [content, ENTRY_A.auth, "pass-a", ENTRY_B.auth, "pass-b"]) assert.ok(secrets.includes(secret));
    const error = await catchScanError(() => find("ghcr.io", { DOCKER_AUTH_CONFIG: "{hunter2" }));
    assert.match(error.message, /\(DOCKER_AUTH_CONFIG is not JSON\)/);
  });
});

test("credHelpers come before credsStore, also one that says none; a helper without a login is no login", async () => {
  await withHome(async ({ find, store, helper, folder }) => {
    const answer = (user: string, secret: string) => `echo '{"Username":"${user}","Secret":"${secret}"}'`;
    await helper("own", answer("a", "pass-a"));
    await helper("all", answer("b", "pass-b"));
    await helper("none", answer("", ""));
    await store({
      auths: { "file.example.com": ENTRY_A, "all.example.com": ENTRY_A },
      credHelpers: {
        "own.example.com": "own",
        "file.example.com": "",
        "none.example.com": "none",
        "reg.example.com/team": "own",
        "gone.example.com": "gone",
      },
      credsStore: "all",
    });
    assert.deepEqual(await find("own.example.com"), [A]);
    assert.deepEqual(await find("file.example.com"), [A]);
    assert.deepEqual(await find("all.example.com"), [B], "a store keeps all logins");
    assert.deepEqual(await find("none.example.com"), [ANONYMOUS]);
    assert.deepEqual(await find("reg.example.com", {}, "team/app"), [A]);
    assert.deepEqual(await find("reg.example.com", {}, "other/app"), [B]);
    const { message } = await catchScanError(() => find("gone.example.com"));
    assert.match(message, /docker-credential-gone: there is no such program on PATH/);
    assert.ok(
      message.includes(`it is named in ${folder}/.docker/config.json at credHelpers."gone.example.com"`),
      message,
    );
  });
});

test.run();
