import { cpus, release, totalmem, type } from "node:os";
import process from "node:process";

/** On what something was measured, in one line; `programs` names what took part besides Node. */
export function describeMachine(...programs: readonly string[]): string {
  const [core] = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`;
  const system = `${type()} ${release()}`;
  return [`${cpus().length} x ${core?.model.trim()}`, memory, system, `Node ${process.version}`, ...programs].join(
    ", ",
  );
}
