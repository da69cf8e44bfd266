import type { Summary } from "#core/events/event.ts";
import type {
  DoneOutcome,
  FailedOutcome,
  Finding,
  LicenseFinding,
  MisconfigurationFinding,
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

/** Makes a secret. */
export function makeSecret(severity: Severity): SecretFinding {
  return {
    type: "secret",
    severity,
    componentType: "Secret",
    target: "/app/.env",
    typeDetail: "",
    classDetail: "secret",
    ruleId: "aws-access-key-id",
    category: "AWS",
    title: "AWS Access Key ID",
    startLine: 3,
    endLine: 4,
    match: "AWS_KEY=********",
  };
}

/** Makes a misconfiguration. */
export function makeMisconfiguration(fields: Partial<MisconfigurationFinding> = {}): MisconfigurationFinding {
  return {
    type: "misconfiguration",
    severity: "HIGH",
    componentType: "Dockerfile-misconfiguration",
    target: "srv/Dockerfile",
    typeDetail: "dockerfile",
    classDetail: "config",
    id: "DS002",
    title: "Image user should not be 'root'",
    message: "Last USER command in Dockerfile should not be 'root'",
    resolution: "Name another user",
    startLine: 2,
    endLine: 2,
    ...fields,
  };
}

/** Makes a licence. */
export function makeLicense(fields: Partial<LicenseFinding> = {}): LicenseFinding {
  return {
    type: "license",
    severity: "HIGH",
    componentType: "License",
    target: "OS Packages",
    typeDetail: "",
    classDetail: "license",
    license: "GPL-2.0-only",
    category: "restricted",
    library: "busybox",
    path: "",
    confidence: 1,
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
    replayed: 0,
    severities: { UNKNOWN: 0, LOW: 0, MEDIUM: 0, HIGH: 0, CRITICAL: 0 },
    components: {},
    secrets: 0,
    secretTargets: 0,
    byImage: { images: 0, severities: { UNKNOWN: 0, LOW: 0, MEDIUM: 0, HIGH: 0, CRITICAL: 0 }, secrets: 0 },
    withCaveats: 0,
    caveats: {},
    failures: [],
    artifacts,
    interrupted: false,
  };
}
