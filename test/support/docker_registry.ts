import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A real registry (distribution) on loopback. */
export interface DockerRegistry {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  /** Copies an image from another loopback registry into this one with skopeo. */
  copy(from: string, to: string): Promise<void>;
  close(): Promise<void>;
}

/** Who may use a registry that wants a login. */
export const LOGIN = { username: "robot", password: "correct-horse" } as const;
/** The same, as htpasswd has it: bcrypt. */
const HTPASSWD = "robot:$2y$05$abcdefghijklmnopqrstuuZ0Fx87Pb/Aqb0E90lfvCwzXnaFKUHpS\n";

/** Starts Debian's `docker-registry` with an empty storage; with `wantsLogin` for {@linkcode LOGIN} only. */
export async function startDockerRegistry({ wantsLogin = false } = {}): Promise<DockerRegistry> {
  const folder = await mkdtemp(join(tmpdir(), "hullscan-registry-"));
  const host = `127.0.0.1:${await findFreePort()}`;
  const config = `version: 0.1
storage: { filesystem: { rootdirectory: ${folder}/data } }
http: { addr: "${host}" }
log: { level: error }
${wantsLogin ? `auth: { htpasswd: { realm: "staff, only", path: ${folder}/htpasswd } }` : ""}
`;
  await writeFile(join(folder, "htpasswd"), HTPASSWD);
  await writeFile(join(folder, "config.yml"), config);
  const child = spawn("docker-registry", ["serve", join(folder, "config.yml")], { stdio: "ignore" });
  await waitUntilUp(host, child);
  return {
    host,
    async copy(from, to) {
      const insecure = ["--src-tls-verify=false", "--dest-tls-verify=false"];
      const login = wantsLogin ? ["--dest-creds", `${LOGIN.username}:${LOGIN.password}`] : [];
      await run("skopeo", ["copy", "--quiet", ...insecure, ...login, `docker://${from}`, `docker://${host}/${to}`]);
    },
    async close() {
      const closed = new Promise((resolve) => child.once("close", resolve));
      child.kill();
      await closed;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

async function waitUntilUp(host: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const response = await fetch(`http://${host}/v2/`).catch(() => undefined);
    if (response !== undefined) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`docker-registry ended with ${child.exitCode}`);
}

async function run(file: string, args: readonly string[]): Promise<void> {
  const child = spawn(file, args, { stdio: ["ignore", "ignore", "pipe"] });
  let stderr = "";
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (code !== 0) throw new Error(`${file} ended with ${code}: ${stderr}`);
}
