import { findReferenceMistake, parseReference } from "../../../../lib/clients/oci/mod.ts";
import type { RunFailureCode } from "../../errors.ts";
import { matchClass } from "./match_class.ts";
import { findEssentialLine, findSourceError, toPlainText, toReason } from "./stderr_text.ts";

/** How a run of Trivy ended, as far as its failure is told from it. */
export interface FailedRun {
  readonly stderr: string;
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  /** Flags that are needed and that this Trivy does not know. */
  readonly unknownFlags?: readonly string[];
  /** The image that was scanned; `""` where none was. */
  readonly image: string;
  /** Whether it is known to be in this machine's Docker: it was built here. */
  readonly isBuilt?: boolean | undefined;
}

/** The class of a failure, with the part of Trivy's output that says why. */
export interface Classified {
  readonly code: RunFailureCode;
  /** Absent where Trivy said nothing that helps. */
  readonly reason?: string | undefined;
}

/** Tells why Trivy failed from what it wrote to stderr and from how it ended. */
export function classify(run: FailedRun): Classified {
  if (run.unknownFlags !== undefined && run.unknownFlags.length > 0) {
    return { code: "TRIVY_TOO_OLD", reason: `it does not know ${run.unknownFlags.join(", ")}` };
  }
  const text = toPlainText(run.stderr);
  const remote = findSourceError(text, "remote");
  if (remote !== undefined) return classifyRemote(remote, { text, image: run.image, isBuilt: run.isBuilt });
  const match = matchClass(text, run.image);
  if (match !== undefined) return { code: match.code, reason: toReason(match.line) };
  const reason = findEssentialLine(text);
  if (isKilled(run))
    return { code: "HOST_LIMIT", reason: "it was killed, as the largest process is when memory runs out" };
  if (run.signal !== undefined) return { code: "TRIVY_CRASHED", reason: reason ?? `it was ended by ${run.signal}` };
  if (run.exitCode === 2) return { code: "TRIVY_CRASHED", reason: reason ?? "it ended with exit code 2" };
  return { code: "TRIVY_FAILED", reason };
}

/** Ended by KILL, which those who run Trivy send only after a timeout or an abort; as a shell tells it, too. */
function isKilled({ signal, exitCode }: FailedRun): boolean {
  return signal === "SIGKILL" || exitCode === 137;
}

/**
 * Trivy looks for an image in Docker, containerd and Podman before it asks the registry, and tells all four errors.
 * The registry's is the one that counts, but for an image that was built here, or may have been for want of a registry
 * in its name, and that Docker was not allowed to look up.
 */
function classifyRemote(
  remote: string,
  run: { text: string; image: string; isBuilt: boolean | undefined },
): Classified {
  const match = matchClass(remote, run.image);
  const code = match?.code ?? "TRIVY_FAILED";
  const docker = findSourceError(run.text, "docker");
  const denied = docker === undefined ? undefined : matchClass(docker, run.image);
  const isNotFound = code === "IMAGE_NOT_FOUND" || code === "REGISTRY_AUTH";
  const mayBeLocal = run.isBuilt || (isNotFound && !namesRegistry(run.image));
  if (denied?.code === "DOCKER_PERMISSION" && mayBeLocal) return { code: denied.code, reason: toReason(denied.line) };
  return { code, reason: toReason(match?.line ?? remote) };
}

function namesRegistry(image: string): boolean {
  return findReferenceMistake(image) === undefined && parseReference(image).domain !== undefined;
}
