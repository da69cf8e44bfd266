export { coreError } from "./codes.ts";
export { defineErrors, type ErrorExtras, type ErrorSpec, type ErrorTable } from "./define_errors.ts";
export { type FilePosition, findRoot, isScanError, ScanError, type ScanErrorFields } from "./scan_error.ts";
export { type FailurePlace, toErrorText, toFailure, toReason, toScanError } from "./to_failure.ts";
