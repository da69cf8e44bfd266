import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { errorCode } from "../../../../../core/kit.ts";
import type { Classified } from "./classify.ts";

const DEFAULT_SOCKET = "/var/run/docker.sock";

/**
 * Looks for the reason why Trivy does not find an image of this machine, where it says nothing: whether this user may
 * use Docker's socket.
 */
export async function diagnoseDocker(
  env: Readonly<Record<string, string | undefined>>,
): Promise<Classified | undefined> {
  const socket = env.DOCKER_HOST ? /^unix:\/\/(.+)$/.exec(env.DOCKER_HOST)?.[1] : DEFAULT_SOCKET;
  if (socket === undefined) return undefined;
  try {
    await access(socket, constants.R_OK | constants.W_OK);
    return undefined;
  } catch (error) {
    const reason = `this user may not use "${socket}"`;
    return errorCode(error) === "EACCES" ? { code: "DOCKER_PERMISSION", reason } : undefined;
  }
}
