import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "uvu";
import { buildFileName, buildLastScanName, FILE_NAME } from "#plugins/sinks/files/file_name.ts";
import { makeTarget } from "#support/outcomes.ts";

function nameOf(image: string, more: Parameters<typeof makeTarget>[0] = {}, pipeline = "remote"): string {
  return buildFileName({ pipeline, target: makeTarget({ id: `image:${image}`, image, ...more }) });
}

test("buildFileName() gives a name that people recognise and that is the same in each run", () => {
  assert.equal(nameOf("nginx:1.27"), "nginx_1.27_e3634b07e41dd196.json");
  assert.match(nameOf("registry.example.com:5000/team/app:2.0"), /^registry\.example\.com_5000_team_app_2\.0_\w{16}\./);
  assert.match(nameOf("nginx:1.27", { platform: "linux/arm64" }), /^nginx_1\.27_linux_arm64_\w{16}\.json$/);
  const dockerfile = { kind: "dockerfile", dockerfile: "../services/api/Dockerfile" } as const;
  assert.match(nameOf("", dockerfile), /^services_api_dockerfile_\w{16}\.json$/);
});

test("buildFileName() tells apart what a file system may not", () => {
  const names = [
    nameOf("team/app:1"),
    nameOf("team_app:1"),
    nameOf("team/app:1.0"),
    nameOf("team/app:RC"),
    nameOf("team/app:rc"),
    nameOf("team/app:1", { platform: "linux/amd64" }),
    nameOf("team/app:1", {}, "nightly"),
  ];
  assert.equal(new Set(names.map((name) => name.toLowerCase())).size, names.length);
});

test("buildFileName() keeps to what every file system takes, whatever the target is called", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 400 }), (image) => {
      const name = nameOf(image);
      assert.match(name, FILE_NAME);
      assert.ok(Buffer.byteLength(buildLastScanName(name)) <= 143, name);
      assert.ok(!name.startsWith("."), name);
    }),
  );
  const digest = `registry.example.com/team/app@sha256:${"0f".repeat(32)}`;
  assert.match(nameOf(digest), /team_app_sha256_(0f){32}_\w{16}\.json$/);
});

test.run();
