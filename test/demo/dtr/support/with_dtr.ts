import { type SimulatedDtr, type StartDtrOptions, startDtr } from "#demo/dtr/mod.ts";

/** Asks the simulated DTR as its user. */
export type Get = (path: string, init?: RequestInit) => Promise<Response>;

/** Runs work with a simulated DTR of its own. */
export async function withDtr(
  options: StartDtrOptions,
  work: (dtr: SimulatedDtr, get: Get) => Promise<void>,
): Promise<void> {
  const dtr = await startDtr(options);
  const { user, token } = dtr.login;
  const authorization = `Basic ${Buffer.from(`${user}:${token}`).toString("base64")}`;
  try {
    await work(dtr, (path, init) => fetch(`${dtr.url}${path}`, { ...init, headers: { authorization } }));
  } finally {
    await dtr.close();
  }
}
