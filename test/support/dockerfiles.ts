import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { dirname, join } from "node:path";
import { debianLayer } from "#demo/rootfs/debian.ts";

/** A Dockerfile that copies the folder `rootfs` beside it. */
const GOOD = "FROM scratch\nCOPY rootfs /\n";

/** Writes a Dockerfile and, beside it, the sample files of a Debian with known vulnerabilities. */
export async function writeDockerfile(cwd: string, path: string, text = GOOD): Promise<void> {
  const folder = dirname(join(cwd, path));
  for (const [name, content] of Object.entries(debianLayer())) {
    await mkdir(dirname(join(folder, "rootfs", name)), { recursive: true });
    await writeFile(join(folder, "rootfs", name), content);
  }
  await writeFile(join(cwd, path), text);
}

/** Writes the list of Dockerfiles of a run. */
export async function writeDockerfileList(cwd: string, ...lines: readonly string[]): Promise<void> {
  await writeFile(join(cwd, "input_images_files.txt"), `severity=1\n${lines.join("\n")}\n`);
}

/** A download that begins and does not end before it is told to: a build that waits for it stands still. */
export interface EndlessDownload {
  readonly url: string;
  /** Resolves when somebody downloads. */
  readonly begun: Promise<void>;
  close(): Promise<void>;
}

/** Starts a server whose one file never comes to its end. */
export async function startEndlessDownload(): Promise<EndlessDownload> {
  let begin = () => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const server = createServer((request, response) => {
    response.writeHead(200, { "content-length": "1000" });
    response.write("the beginning");
    if (request.method === "GET") begin();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    url: `http://127.0.0.1:${address.port}/endless`,
    begun,
    close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  };
}
