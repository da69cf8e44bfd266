import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { catchScanError } from "#support/scan_error.ts";
import { ANONYMOUS, base64, withHome } from "./support/with_home.ts";

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

test("a credential helper gets what it needs of the environment, and no secret of others", async () => {
  await withHome(async ({ find, store, helper, folder }) => {
    await store({ credsStore: "x" });
    await helper("x", `env > ${folder}/seen`, 'echo "{\\"Username\\":\\"me\\",\\"Secret\\":\\"pass-word\\"}"');
    const others = {
      DTR_TOKEN: "secret1",
      SLACK_WEBHOOK_URL: "https://hooks.slack.com/services/secret2",
      SLACK_BOT_TOKEN: "xoxb-secret3",
    };
    const env = { AWS_PROFILE: "ours", HTTPS_PROXY: "http://proxy:3128", ...others };
    assert.deepEqual(await find("ghcr.io", env), [{ kind: "basic", username: "me", password: "pass-word" }]);
    const seen = await readFile(join(folder, "seen"), "utf8");
    for (const name of ["HOME", "PATH", "AWS_PROFILE", "HTTPS_PROXY"]) assert.match(seen, new RegExp(`^${name}=`, "m"));
    assert.doesNotMatch(seen, /DTR_|SLACK_|secret/);
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

test.run();
