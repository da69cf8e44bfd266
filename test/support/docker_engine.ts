import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, open, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findEngine } from "./needs.ts";

/** A real Docker engine with an empty storage. */
export interface DockerEngine {
  /** For DOCKER_HOST: `unix:///...`. */
  readonly host: string;
  /** Runs the docker command against it and gives its stdout; throws what it says when it fails. */
  docker(...args: readonly string[]): Promise<string>;
  /** All images, intermediate ones included, and all containers, one a line. */
  leftovers(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Starts `dockerd` without a network of its own, so that several run side by side and none touches the machine's. */
export async function startDockerEngine(): Promise<DockerEngine> {
  const folder = await mkdtemp(join(tmpdir(), "hullscan-docker-"));
  const host = `unix://${folder}/docker.sock`;
  const folders = ["--data-root", `${folder}/data`, "--exec-root", `${folder}/exec`, "--pidfile", `${folder}/pid`];
  const network = ["--bridge", "none", "--iptables=false", "--ip6tables=false"];
  const log = await open(join(folder, "log"), "w");
  const child = spawn(findEngine("dockerd") ?? "dockerd", ["-H", host, ...folders, ...network], {
    stdio: ["ignore", log.fd, log.fd],
  });
  await log.close();
  const docker = (...args: readonly string[]) => run("docker", args, { ...process.env, DOCKER_HOST: host });
  await waitUntilUp(child, () => docker("version"), join(folder, "log"));
  return {
    host,
    docker,
    async leftovers() {
      const images = await docker("images", "-a", "--format", "{{.ID}} {{.Repository}}");
      const containers = await docker("ps", "-a", "--format", "{{.ID}} {{.Image}}");
      return `${images}${containers}`.split("\n").filter((line) => line !== "");
    },
    async close() {
      const closed = new Promise((resolve) => child.once("close", resolve));
      child.kill();
      await closed;
      await unmountAll(folder);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function waitUntilUp(child: ChildProcess, ask: () => Promise<unknown>, log: string): Promise<void> {
  while (child.exitCode === null) {
    const isUp = await ask().then(
      () => true,
      () => false,
    );
    if (isUp) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`dockerd ended with ${child.exitCode}:\n${await readFile(log, "utf8")}`);
}

/** What the engine has mounted and left mounted. */
async function unmountAll(folder: string): Promise<void> {
  const mounts = (await readFile("/proc/self/mounts", "utf8")).split("\n").map((line) => line.split(" ")[1] ?? "");
  for (const mount of mounts.filter((path) => path.startsWith(`${folder}/`)).reverse()) {
    await run("umount", ["-l", mount], process.env).catch(() => undefined);
  }
}

async function run(file: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const child = spawn(file, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (code !== 0) throw new Error(`${file} ended with ${code}: ${stderr}`);
  return stdout;
}
