export { type CreateExecOptions, createExec, type ExecService } from "./exec/create_exec.ts";
export type { Exec, ExecOptions, ExecResult } from "./exec/exec.ts";
export { type AppendFile, openAppendFile } from "./files/append_file.ts";
export {
  type AtomicFile,
  type AtomicFileOptions,
  type CommitOptions,
  openAtomicFile,
  writeAtomic,
} from "./files/atomic_file.ts";
export { errorCode, fileWriteError, toFileReason } from "./files/file_error.ts";
export { type LockOptions, withLock } from "./files/lock.ts";
export { makeFolder } from "./files/make_folder.ts";
export {
  checkReplaceable,
  findDistrust,
  isOwn,
  type LoadFileOptions,
  loadFile,
  loadText,
  type OpenFileOptions,
  openFile,
} from "./files/open_file.ts";
export { pathExists } from "./files/path_exists.ts";
export { removeAbandonedFiles } from "./files/remove_abandoned_files.ts";
export { showPath } from "./files/show_path.ts";
export { type CreateHttpOptions, createHttp, type HttpService } from "./http/create_http.ts";
export type { ConnectionSettings, Http, HttpInit } from "./http/http.ts";
export { readLimited } from "./http/read_limited.ts";
export { isNestedTooDeeply } from "./nesting.ts";
export { plural } from "./plural.ts";
export { printable } from "./printable.ts";
export { endProcesses, type RunningProcess } from "./processes/end_processes.ts";
export { formatMegabytes, type MemoryLimits, memoryLimits } from "./processes/memory_limits.ts";
export { formatOwner, isAlive, loadOwner, type Owner, parseOwner } from "./processes/owner.ts";
export { createRedactor, type Redactor } from "./secrets/redact.ts";
export { type InTurn, type SeriallyOptions, serially } from "./serially.ts";
export { isRecord } from "./values.ts";
