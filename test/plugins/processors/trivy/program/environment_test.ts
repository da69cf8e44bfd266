import assert from "node:assert/strict";
import { test } from "uvu";
import { buildEnvironment } from "#plugins/processors/trivy/program/environment.ts";

const USER = {
  PATH: "/usr/bin",
  HOME: "/home/me",
  HTTPS_PROXY: "http://proxy:3128",
  DOCKER_CONFIG: "conf",
  DOCKER_HOST: "unix://docker.sock",
  SSL_CERT_DIR: "certs:/etc/certs",
  GOOGLE_APPLICATION_CREDENTIALS: "./key.json",
  TMPDIR: "/big",
  DTR_USER: "me",
  DTR_TOKEN: "secret",
  SLACK_WEBHOOK_URL: "https://hooks.slack.com/services/secret",
  SLACK_BOT_TOKEN: "xoxb-secret",
  slack_other: "secret",
  AWS_SECRET_ACCESS_KEY: "of the cloud",
  AZURE_CLIENT_SECRET: "of the cloud",
  TRIVY_USERNAME: "me",
  TRIVY_PASSWORD: "secret",
  TRIVY_REGISTRY_TOKEN: "secret",
  TRIVY_INSECURE: "true",
  TRIVY_CACERT: "ca.pem",
  TRIVY_SEVERITY: "LOW",
  TRIVY_EXIT_CODE: "5",
  TRIVY_FORMAT: "table",
  TRIVY_OUTPUT: "/tmp/x",
  TRIVY_IGNOREFILE: "all",
  TRIVY_RUN_AS_PLUGIN: "x",
  TRIVY_CONFIG: "x.yaml",
  trivy_debug: "true",
  NOT_SET: undefined,
};

test("a scan gets the user's environment, with credentials, and no setting that would change its result", () => {
  assert.deepEqual(
    buildEnvironment({
      from: USER,
      cwd: "/home/me/job",
      credentials: true,
      tmpDir: "/t",
      settings: { TRIVY_OFFLINE_SCAN: "true" },
    }),
    {
      PATH: "/usr/bin",
      HOME: "/home/me",
      HTTPS_PROXY: "http://proxy:3128",
      DOCKER_CONFIG: "/home/me/job/conf",
      DOCKER_HOST: "unix:///home/me/job/docker.sock",
      SSL_CERT_DIR: "/home/me/job/certs:/etc/certs",
      GOOGLE_APPLICATION_CREDENTIALS: "/home/me/job/key.json",
      AWS_SECRET_ACCESS_KEY: "of the cloud",
      AZURE_CLIENT_SECRET: "of the cloud",
      TMPDIR: "/t",
      TRIVY_USERNAME: "me",
      TRIVY_PASSWORD: "secret",
      TRIVY_REGISTRY_TOKEN: "secret",
      TRIVY_INSECURE: "true",
      TRIVY_CACERT: "/home/me/job/ca.pem",
      TRIVY_SKIP_VERSION_CHECK: "true",
      TRIVY_DISABLE_TELEMETRY: "true",
      TRIVY_LIST_ALL_PKGS: "false",
      TRIVY_OFFLINE_SCAN: "true",
    },
  );
});

test("a download of a database gets no credentials", () => {
  const env = buildEnvironment({ from: USER, cwd: "/home/me/job", credentials: false, tmpDir: "/t" });
  assert.deepEqual(
    Object.keys(env).filter((name) => /USERNAME|PASSWORD|TOKEN|DTR|SLACK/i.test(name)),
    [],
  );
  assert.equal(env.TRIVY_INSECURE, "true");
});

test("with a login handed over, that is the only one there is", () => {
  const from = { ...USER, DOCKER_AUTH_CONFIG: "{}", REGISTRY_AUTH_FILE: "auth.json" };
  const own = buildEnvironment({ from, cwd: "/home/me/job", credentials: true, tmpDir: "/t" });
  assert.equal(own.REGISTRY_AUTH_FILE, "/home/me/job/auth.json");
  const env = buildEnvironment({ from, cwd: "/home/me/job", credentials: true, loginDir: "/t/login", tmpDir: "/t" });
  assert.equal(env.DOCKER_CONFIG, "/t/login");
  assert.deepEqual([env.DOCKER_AUTH_CONFIG, env.REGISTRY_AUTH_FILE], [undefined, undefined]);
});

test.run();
