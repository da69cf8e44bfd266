export { type AppendFile, openAppendFile } from "./append_file.ts";
export {
  type AtomicFile,
  type AtomicFileOptions,
  type CommitOptions,
  openAtomicFile,
  writeAtomic,
} from "./atomic_file.ts";
export { type CreateExecOptions, createExec, type ExecService } from "./create_exec.ts";
export { type CreateHttpOptions, createHttp, type HttpService } from "./create_http.ts";
export { endProcesses, type RunningProcess } from "./end_processes.ts";
export type { Exec, ExecOptions, ExecResult } from "./exec.ts";
export { errorCode, fileWriteError, toFileReason } from "./file_error.ts";
export type { ConnectionSettings, Http, HttpInit } from "./http.ts";
export { type LockOptions, withLock } from "./lock.ts";
export { makeFolder } from "./make_folder.ts";
export { formatMegabytes, type MemoryLimits, memoryLimits } from "./memory_limits.ts";
export {
  checkReplaceable,
  findDistrust,
  isOwn,
  type LoadFileOptions,
  loadFile,
  loadText,
  type OpenFileOptions,
  openFile,
} from "./open_file.ts";
export { formatOwner, isAlive, loadOwner, type Owner, parseOwner } from "./owner.ts";
export { printable } from "./printable.ts";
export { readLimited } from "./read_limited.ts";
export { createRedactor, type Redactor } from "./redact.ts";
export { removeAbandonedFiles } from "./remove_abandoned_files.ts";
export { isRecord } from "./values.ts";
