import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import type { Environment } from "#plugins/lib/clients/registry/credentials/credential.ts";
import { catchScanError } from "#support/scan_error.ts";
import { ANONYMOUS, base64, withHome } from "./support/with_home.ts";

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
