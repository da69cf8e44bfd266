/** Finds an old Trivy that npm has installed; `undefined` where it is not there or not for this platform. */
export function oldTrivy(version: "0.40.0" | "0.44.1"): string | undefined;
