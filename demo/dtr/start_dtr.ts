import { type LoopbackServer, type ServeOptions, serve } from "../registry/mod.ts";
import type { DtrContents } from "./contents.ts";
import { createLogins, type Login } from "./login.ts";
import { type DtrParts, respond, type ScanOrder } from "./respond.ts";
import { finishScan } from "./scan_course.ts";
import { type ManifestState, toState } from "./state.ts";
import type { Place } from "./to_json.ts";

/** What a simulated DTR holds, and which of the ways it goes that real ones may go. */
export interface StartDtrOptions extends Partial<Pick<DtrParts, "paging" | "course" | "refusal" | "scanningEnabled">> {
  readonly contents: DtrContents;
  /** @default {{ user: "demo", token: "demo-token" }} */
  readonly login?: Login;
  /** In PEM: speak TLS. */
  readonly tls?: ServeOptions["tls"];
  readonly port?: ServeOptions["port"];
  /** A path under which all is found, as behind a proxy: `/dtr`. */
  readonly prefix?: string;
}

/** A simulated DTR that runs inside this process. */
export interface SimulatedDtr extends LoopbackServer {
  /** What a client is given: `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly login: Login;
  /** The scans that were begun so far, oldest first. */
  readonly scans: readonly ScanOrder[];
  /** The manifests of a tag as they stand; they may be changed. */
  find(place: Place): readonly ManifestState[] | undefined;
  /** Removes a tag, as somebody else may do between two requests. */
  remove(place: Place): void;
  /** Takes all scans that are under way to their ends. */
  finishScans(): void;
  /** Lets all bearer tokens that were issued so far expire. */
  expireBearers(): void;
}

/**
 * Starts a simulated DTR on loopback: lists in pages, tags with their scans, starting scans, which go on with each look
 * at the tag, Basic and bearer logins. It keeps its state in memory. Faults come by {@linkcode LoopbackServer.setIntercept}:
 * those with a status stand for the answer and nothing is done; all others come after the request was carried out.
 */
export async function startDtr(options: StartDtrOptions): Promise<SimulatedDtr> {
  const { contents, login = { user: "demo", token: "demo-token" }, tls, port, prefix = "" } = options;
  const { paging = {}, course = {}, refusal = "enveloped", scanningEnabled = true } = options;
  const state = toState(contents);
  const logins = createLogins(login);
  const scans: ScanOrder[] = [];
  const onScan = (order: ScanOrder) => void scans.push(order);
  const parts = { state, logins, paging, course, refusal, scanningEnabled, ca: tls?.cert, onScan };
  const server = await serve({
    respond({ path, ...request }, authorization) {
      // Elsewhere is what a path outside of the API is.
      const inside = path.startsWith(prefix) ? path.slice(prefix.length) : "/elsewhere";
      return respond({ ...request, path: inside }, authorization, parts);
    },
    tls,
    port,
  });
  const allManifests = () =>
    [...state.values()].flatMap((repositories) =>
      [...repositories.values()].flatMap(({ tags }) => [...tags.values()].flat()),
    );
  return {
    ...server,
    url: `${tls === undefined ? "http" : "https"}://${server.host}${prefix}`,
    login,
    scans,
    find: ({ namespace, repository, tag }) => state.get(namespace)?.get(repository)?.tags.get(tag),
    remove: ({ namespace, repository, tag }) => void state.get(namespace)?.get(repository)?.tags.delete(tag),
    finishScans() {
      for (const manifest of allManifests()) finishScan(manifest, course);
    },
    expireBearers: logins.expireBearers,
  };
}
