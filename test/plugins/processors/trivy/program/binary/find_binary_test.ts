import assert from "node:assert/strict";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { test } from "uvu";
import { findBinary } from "#plugins/processors/trivy/program/binary/find_binary.ts";
import { catchScanError } from "#support/scan_error.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { fakeTrivy } from "../../support/fake_trivy.ts";

const nothingEmbedded = async () => undefined;

test("the option comes before TRIVY_BINARY, and that before PATH, and that before the embedded one", () =>
  inTempFolder(async (cwd) => {
    const paths: string[] = [];
    for (const folder of ["option", "variable", "path", "embedded"]) {
      paths.push(await fakeTrivy({ folder: join(cwd, folder) }));
    }
    const [option, variable, onPath, embedded = ""] = paths;
    const env = { PATH: join(cwd, "path"), TRIVY_BINARY: join(cwd, "variable", "trivy") };
    const findEmbedded = async () => ({ path: embedded, version: "0.68.2" });

    assert.equal((await findBinary({ binary: "option/trivy", cwd, envCwd: cwd, env, findEmbedded })).path, option);
    assert.equal((await findBinary({ cwd, envCwd: cwd, env, findEmbedded })).path, variable);
    const relative = { TRIVY_BINARY: "./variable/trivy" };
    assert.equal((await findBinary({ cwd: "/", envCwd: cwd, env: relative, findEmbedded })).path, variable);
    assert.equal((await findBinary({ cwd, envCwd: cwd, env: { PATH: env.PATH }, findEmbedded })).path, onPath);
    assert.equal((await findBinary({ cwd, envCwd: cwd, env: {}, findEmbedded })).path, embedded);
  }));

test("a bare name is looked up on PATH, past what cannot be executed and past relative entries", () =>
  inTempFolder(async (cwd) => {
    await mkdir(join(cwd, "a", "trivy-next"), { recursive: true });
    await mkdir(join(cwd, "b"));
    await writeFile(join(cwd, "b", "trivy-next"), "not a program");
    await chmod(join(cwd, "b", "trivy-next"), 0o644);
    const expected = await fakeTrivy({ folder: join(cwd, "c"), name: "trivy-next" });
    const PATH = ["", ".", "c", join(cwd, "a"), join(cwd, "b"), join(cwd, "c")].join(delimiter);
    const found = await findBinary({
      binary: "trivy-next",
      cwd,
      envCwd: cwd,
      env: { PATH },
      findEmbedded: nothingEmbedded,
    });
    assert.equal(found.path, expected);
  }));

test("an option or a variable that names no program is an error that says which", () =>
  inTempFolder(async (cwd) => {
    const PATH = join(cwd, "path");
    await fakeTrivy({ folder: PATH });
    const byOption = await catchScanError(() => findBinary({ binary: "./none", cwd, envCwd: cwd, env: { PATH } }));
    assert.equal(byOption.code, "TRIVY_NOT_FOUND");
    assert.equal(byOption.usage, true);
    assert.match(byOption.message, /"\.\/none", named by the option binary/);
    const byVariable = await catchScanError(() => findBinary({ cwd, envCwd: cwd, env: { PATH, TRIVY_BINARY: cwd } }));
    assert.equal(byVariable.code, "TRIVY_NOT_FOUND");
    assert.match(byVariable.message, /named by TRIVY_BINARY/);
  }));

test("without any Trivy the error says how to get one", () =>
  inTempFolder(async (cwd) => {
    const error = await catchScanError(() =>
      findBinary({ cwd, envCwd: cwd, env: { PATH: cwd }, findEmbedded: nothingEmbedded }),
    );
    assert.equal(error.code, "TRIVY_NOT_FOUND");
    assert.match(error.hint ?? "", /Install Trivy/);
  }));

test.run();
