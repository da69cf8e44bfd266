import type { Summary } from "#core/events/event.ts";
import type {
  DoneOutcome,
  FailedOutcome,
  Finding,
  LicenseFinding,
  MisconfigurationFinding,
  Package,
  SecretFinding,
  Severity,
  SkippedOutcome,
  Target,
} from "#core/model/mod.ts";

export { fakeFinding as makeVulnerability } from "#core/testing/mod.ts";

/** Makes a target: by default the image `nginx:1.27`. */
export function makeTarget(fields: Partial<Target> = {}): Target {
  const origin = { from: "input_images.txt", line: 1 };
  return { id: "image:nginx:1.27", kind: "image", image: "nginx:1.27", minSeverity: "HIGH", origin, ...fields };
}

function makeBase(target: Partial<Target>) {
  return {
    target: makeTarget(target),
    data: {},
    pipeline: "remote",
    startedAt: "2024-01-02T03:04:05.006Z",
    finishedAt: "2024-01-02T03:04:07.250Z",
    durationMs: 2244,
  };
}

/** Makes the outcome of a target that was scanned. */
export function makeDone(findings: readonly Finding[], target: Partial<Target> = {}): DoneOutcome {
  return { ...makeBase(target), data: { findings }, status: "done" };
}

/** Makes the outcome of a target that could not be scanned. */
export function makeFailed(target: Partial<Target> = {}): FailedOutcome {
  const error = {
    code: "IMAGE_NOT_FOUND",
    message: 'There is no image "nginx:1.27"',
    hint: "Check the name",
    stage: "process",
    retryable: false,
    fatal: false,
    usage: false,
  };
  return { ...makeBase(target), status: "failed", error };
}

/** Makes the outcome of a target that needed no scan. */
export function makeSkipped(target: Partial<Target> = {}): SkippedOutcome {
  return { ...makeBase(target), status: "skipped", reason: "up to date" };
}

/** Makes a package: by default Debian's `libc6`. */
export function makePackage(fields: Partial<Package> = {}): Package {
  return { name: "libc6", version: "2.36-9", class: "os", type: "debian", ...fields };
}

/** Makes a secret. */
export function makeSecret(severity: Severity): SecretFinding {
  return {
    kind: "secret",
    severity,
    id: "aws-access-key-id",
    category: "AWS",
    title: "AWS Access Key ID",
    location: { path: "/app/.env", startLine: 3, endLine: 4 },
    match: "AWS_KEY=********",
  };
}

/** Makes a misconfiguration. */
export function makeMisconfiguration(fields: Partial<MisconfigurationFinding> = {}): MisconfigurationFinding {
  return {
    kind: "misconfiguration",
    severity: "HIGH",
    fileType: "dockerfile",
    id: "DS002",
    title: "Image user should not be 'root'",
    message: "Last USER command in Dockerfile should not be 'root'",
    resolution: "Name another user",
    location: { path: "srv/Dockerfile", startLine: 2, endLine: 2 },
    ...fields,
  };
}

/** Makes a licence. */
export function makeLicense(fields: Partial<LicenseFinding> = {}): LicenseFinding {
  return {
    kind: "license",
    severity: "HIGH",
    id: "GPL-2.0-only",
    category: "restricted",
    package: { name: "busybox" },
    location: {},
    confidence: 1,
    raw: { Target: "OS Packages", Class: "license", Type: "" },
    ...fields,
  };
}

/** Makes the summary of a run that made these files. */
export function makeSummary(artifacts: readonly string[] = []): Summary {
  return {
    label: "remote",
    startedAt: "2024-01-02T03:04:05.006Z",
    durationMs: 2244,
    emitted: 0,
    done: 0,
    scanned: 0,
    failed: 0,
    skipped: 0,
    cached: 0,
    rematched: 0,
    replayed: 0,
    severities: { UNKNOWN: 0, LOW: 0, MEDIUM: 0, HIGH: 0, CRITICAL: 0 },
    accepted: { UNKNOWN: 0, LOW: 0, MEDIUM: 0, HIGH: 0, CRITICAL: 0 },
    components: {},
    secrets: 0,
    secretTargets: 0,
    byImage: { images: 0, severities: { UNKNOWN: 0, LOW: 0, MEDIUM: 0, HIGH: 0, CRITICAL: 0 }, secrets: 0 },
    withCaveats: 0,
    caveats: {},
    failures: [],
    artifacts,
    extraArtifacts: [],
    interrupted: false,
  };
}
