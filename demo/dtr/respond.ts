import { type Answer, bytesAnswer, jsonAnswer, type RegistryRequest } from "../registry/mod.ts";
import { TO_LOGIN } from "./faults.ts";
import type { Logins } from "./login.ts";
import { type RefusalCode, refuse } from "./refuse.ts";
import { advanceScan, beginScan, type ScanCourse } from "./scan_course.ts";
import { type DtrState, isVisible, type ManifestState, type RepositoryState } from "./state.ts";
import { type Place, toListTagJson, toRepositoryJson, toTagJson } from "./to_json.ts";
import { type Paging, toPage } from "./to_page.ts";

/** What is asked for: one manifest of a tag. */
export interface ScanOrder extends Place {
  readonly os: string;
  readonly architecture: string;
}

/** A simulated DTR at work. */
export interface DtrParts {
  readonly state: DtrState;
  readonly logins: Logins;
  readonly paging: Paging;
  readonly course: ScanCourse;
  /** The form of the answer to a login that is not known. */
  readonly refusal: "enveloped" | "bare";
  readonly scanningEnabled: boolean;
  /** In PEM, for `/ca`. */
  readonly ca: string | undefined;
  /** Called for each scan that begins. */
  onScan(order: ScanOrder): void;
}

/** The answer to a request, as a sound DTR gives it. */
export function respond(request: RegistryRequest, authorization: string | undefined, parts: DtrParts): Answer {
  const [first, version, ...path] = request.path.replace(/^\/|\/$/g, "").split("/");
  if (first !== "api" || version !== "v0") return respondOutside(request.path, authorization, parts);
  if (!parts.logins.isKnown(authorization)) return refuse("NOT_AUTHENTICATED", parts.refusal);
  const names = path.map(decodeURIComponent);
  const [area, kind, ...rest] = names;
  const isPost = request.method === "POST";
  if (area === "imagescan" && kind === "scan" && rest.length === 5 && isPost) return respondToScan(rest, parts);
  if (isPost) return refuse("NOT_ALLOWED");
  if (area === "repositories" && kind !== undefined) return respondToLists([kind, ...rest], request.query, parts);
  if (area === "meta" && kind === "features") return jsonAnswer(toFeatures(parts));
  if (area === "imagescan" && kind === "status") {
    return parts.scanningEnabled ? jsonAnswer({ state: 1, db_version: 812 }) : refuse("SCANNING_NOT_ENABLED");
  }
  return { ...bytesAnswer("text/plain", Buffer.from("404 page not found\n")), status: 404 };
}

function respondOutside(path: string, authorization: string | undefined, { logins, refusal, ca }: DtrParts): Answer {
  if (path === "/_ping") return jsonAnswer({ Error: "", Healthy: true });
  if (path === "/ca" && ca !== undefined) return bytesAnswer("application/x-pem-file", Buffer.from(ca));
  if (path === "/auth/token") {
    const token = logins.issueBearer(authorization);
    return token === undefined ? refuse("NOT_AUTHENTICATED", refusal) : jsonAnswer({ token });
  }
  if (path === "/login") return bytesAnswer("text/html", Buffer.from("<html><body>Log in</body></html>"));
  return { ...TO_LOGIN, body: Buffer.from("") };
}

function toFeatures({ scanningEnabled }: DtrParts): unknown {
  const others = {
    promotionLicensed: true,
    mirroringLicensed: true,
    metadataStoreOptedIn: false,
    onlineGCEnabled: true,
  };
  return { scanningEnabled, scanningLicensed: true, ...others, db_version: 812, ucpHost: "ucp.example.com" };
}

/** Answers what lies under `repositories/NAMESPACE`. */
function respondToLists(names: readonly string[], query: URLSearchParams, { state, paging, course }: DtrParts): Answer {
  const [namespace = "", repository, tags, reference, ...more] = names;
  const repositories = state.get(namespace);
  if (repositories === undefined) return refuse("NO_SUCH_ACCOUNT");
  if (repository === undefined) {
    const items = new Map([...repositories].filter(([, one]) => isVisible(one)));
    const toBody = (page: readonly (readonly [string, RepositoryState])[]) => ({
      repositories: page.map(([name]) => toRepositoryJson({ namespace, name })),
    });
    return toPage({ items, query, paging, toBody });
  }
  const found = repositories.get(repository);
  if (found === undefined || !isVisible(found) || tags !== "tags" || more.length > 0)
    return refuse("NO_SUCH_REPOSITORY");
  if (reference === undefined) {
    const toBody = (page: readonly (readonly [string, readonly ManifestState[]])[]) =>
      page.map(([name, manifests]) => toListTagJson(name, manifests));
    return toPage({ items: found.tags, query, paging, toBody });
  }
  const manifests = found.tags.get(reference);
  if (manifests === undefined) return refuse("NO_SUCH_REF");
  for (const manifest of manifests) advanceScan(manifest, course);
  return jsonAnswer(manifests.map((manifest) => toTagJson({ namespace, repository, tag: reference }, manifest)));
}

function respondToScan(names: readonly string[], { state, course, scanningEnabled, onScan }: DtrParts): Answer {
  const [namespace = "", repository = "", tag = "", os = "", architecture = ""] = names;
  const found = state.get(namespace)?.get(repository);
  const manifest = found?.tags.get(tag)?.find((one) => one.os === os && one.architecture === architecture);
  const problem = ((): RefusalCode | undefined => {
    if (!scanningEnabled) return "SCANNING_NOT_ENABLED";
    if (found?.access === "read") return "NOT_AUTHORIZED";
    return found?.access === "none" || manifest === undefined ? "NO_SUCH_TAG" : undefined;
  })();
  if (problem !== undefined || manifest === undefined) return refuse(problem ?? "NO_SUCH_TAG");
  beginScan(manifest, course);
  onScan({ namespace, repository, tag, os, architecture });
  return bytesAnswer("application/json", Buffer.from(""));
}
