import assert from "node:assert/strict";
import { test } from "uvu";
import { watchRegistries } from "#core/cli/watch_registries.ts";
import type { Outcome, Target } from "#core/mod.ts";
import { makeDone, makeFailed } from "#support/outcomes.ts";

/** What is warned of when targets end like this. */
function warn(outcomes: readonly Outcome[]): readonly string[] {
  const warnings: string[] = [];
  const log = { debug() {}, info() {}, error() {}, warn: (message: string) => void warnings.push(message) };
  const watch = watchRegistries();
  for (const outcome of outcomes) watch({ type: "target.finished", pipeline: "remote", outcome }, log);
  return warnings;
}

function fail(count: number, target: Partial<Target>): readonly Outcome[] {
  return Array.from({ length: count }, () => makeFailed(target));
}

const image = "registry.example.com:5000/team/app:1";
const warning = (registry: string) =>
  `The first 20 targets of ${registry} all failed, the last one with IMAGE_NOT_FOUND`;

test("a registry is warned of once when its first twenty targets have failed, and not before", () => {
  assert.deepEqual(warn(fail(19, { image })), []);
  assert.deepEqual(warn(fail(60, { image })), [warning("registry.example.com:5000")]);
});

test("each registry counts for itself; references without one are Docker Hub's", () => {
  const [hub, team] = [fail(20, { image: "nginx:1.27" }), fail(19, { image: "team/app:1" })];
  const both = [...fail(19, { image }), ...hub, ...team, ...fail(1, { image })];
  assert.deepEqual(warn(both), [warning("docker.io"), warning("registry.example.com:5000")]);
});

test("a registry that has answered once is not warned of", () => {
  assert.deepEqual(warn([makeDone([], { image }), ...fail(60, { image })]), []);
  assert.deepEqual(warn([...fail(19, { image }), makeDone([], { image }), ...fail(60, { image })]), []);
});

test("lines that are no reference, builds and replayed outcomes count for no registry", () => {
  const [failed] = fail(1, { image });
  const { error } = makeFailed();
  const replayed = Array.from({ length: 30 }, (): Outcome => ({ ...makeFailed({ image }), replayed: true }));
  assert.equal(failed?.status, "failed");
  assert.deepEqual(warn(fail(30, { image, settled: { status: "failed", error } })), []);
  assert.deepEqual(warn(fail(30, { image, dockerfile: "app/Dockerfile" })), []);
  assert.deepEqual(warn(replayed), []);
});

test.run();
