import type { ConnectionSettings, Exec, Http } from "../../../../core/kit.ts";
import { type CanonicalReference, formatReference, type RepositoryName } from "../oci/mod.ts";
import { createAuthorizer, type SendToRegistry } from "./authorizer.ts";
import type { Environment } from "./credentials/credential.ts";
import { createCredentials } from "./credentials/find_credentials.ts";
import { createEndpoints } from "./endpoint.ts";
import { explain, statusError } from "./failures.ts";
import { fetchManifest, headManifest } from "./fetch_manifest.ts";
import {
  type FetchByDigest,
  fetchTold,
  type InspectedImage,
  type InspectOptions,
  inspectManifest,
} from "./inspect_image.ts";
import { listPlatforms, type PlatformManifest } from "./list_platforms.ts";
import { listTags } from "./list_tags.ts";
import type { Descriptor } from "./manifest.ts";

/** How long a registry may take to answer at its base address. */
const PING_MS = 10_000;
/** It is there: it wants a login, it refuses everybody, or it has had enough for now. */
const ALSO_THERE = new Set([401, 403, 429]);

/**
 * A client for OCI registries, all of which it can talk to at the same time.
 *
 * Calls end with the run that the client was made for. Every call throws a ScanError: IMAGE_NOT_FOUND, REGISTRY_AUTH,
 * REGISTRY_LOGIN, REGISTRY_RATE_LIMITED, REGISTRY_UNREACHABLE, REGISTRY_BAD_ANSWER, ABORTED.
 *
 * @see {@link https://github.com/opencontainers/distribution-spec/blob/main/spec.md}
 */
export interface Registry {
  /**
   * Finds what a reference stands for now. It asks with HEAD, which registries do not count as a pull, and with GET
   * those that do not say the digest that way.
   */
  fetchDescriptor(reference: CanonicalReference): Promise<Descriptor>;
  /**
   * The images of an index, in its order, and what of it cannot be used; undefined where the reference is not one of an
   * index. It costs a request, and one more for each entry that does not say what it is.
   *
   * @throws {ScanError} NOT_AN_IMAGE Where there is no image in the index; IMAGE_INDEX where that is far too long
   */
  fetchPlatforms(reference: CanonicalReference): Promise<readonly PlatformManifest[] | undefined>;
  /**
   * Looks at the manifest of an image before it is scanned, and finds it in its index: one or two requests.
   *
   * @throws {ScanError} NOT_AN_IMAGE, PLATFORM_NOT_FOUND, IMAGE_SCHEMA_1, IMAGE_ENCRYPTED, IMAGE_DIGESTS,
   * IMAGE_INDEX What there is cannot be scanned
   * @throws {ScanError} REGISTRY_FALSE_DIGEST
   */
  inspectImage(reference: CanonicalReference, options?: InspectOptions): Promise<InspectedImage>;
  /**
   * Asks whether a registry answers as one does, without a login. `docker.io` is a domain.
   *
   * @throws {ScanError} REGISTRY_UNKNOWN, REGISTRY_CERTIFICATE, REGISTRY_UNREACHABLE, REGISTRY_BAD_ANSWER, ABORTED
   */
  ping(domain: string): Promise<void>;
  /** The tags of a repository, in the registry's order, page by page. */
  listTags(repository: RepositoryName): AsyncIterable<string>;
  /**
   * Finds out whether the login of a repository can be read; asks no registry.
   *
   * @throws {ScanError} REGISTRY_LOGIN, ABORTED
   */
  findLogin(repository: RepositoryName): Promise<void>;
}

/** What a registry client is made with. */
export interface CreateRegistryOptions {
  readonly http: Http;
  /** Starts credential helpers. */
  readonly exec: Exec;
  /** Called with each secret that is read, so that it is masked. */
  readonly addSecret: (secret: string) => void;
  /** Where logins are found. @default {process.env} */
  readonly env?: Environment;
  /** Certificates in PEM: only what they vouch for is accepted. @default What Node trusts */
  readonly ca?: string | undefined;
  /** Accept any certificate, and plain HTTP. @default {false} */
  readonly insecure?: boolean;
  /** How long a look-up may take with all its requests and their repetitions, in milliseconds. @default {30_000} */
  readonly timeoutMs?: number;
}

/**
 * Makes a client for OCI registries. Logins come from the environment as Trivy reads it and from `docker login`. They
 * go to the registry that they are for and to the token service that it names, by HTTPS unless that is on this machine
 * or `insecure` is set, and do not follow a redirect to another host.
 */
export function createRegistry(options: CreateRegistryOptions): Registry {
  const { exec, addSecret, env = process.env, ca, insecure = false, timeoutMs = 30_000 } = options;
  const connection: ConnectionSettings = { ca, insecure };
  const http: Http = (url, init) => options.http(url, { timeoutMs, connection, ...init });
  const findBase = createEndpoints({ http, insecure });
  const findCredentials = createCredentials({ exec, env, addSecret });
  const sendAuthorized = createAuthorizer({ http, insecure, findCredentials, addSecret });

  function sendTo({ domain, path }: RepositoryName, doing: string): SendToRegistry {
    return async (rest, { method = "GET", accept }) => {
      const url = new URL(rest, new URL(`v2/${path}/`, await findBase(domain)));
      const init = { method, headers: { accept } };
      return sendAuthorized({ domain, repository: path, url, init, doing });
    };
  }

  function fetchOf({ domain, path }: RepositoryName, doing: string): FetchByDigest {
    return (digest) => fetchManifest(sendTo({ domain, path }, doing), { reference: { domain, path, digest }, doing });
  }

  const limit = ({ domain }: RepositoryName) => ({ timeoutMs, url: `https://${domain}/v2/` });

  return {
    async fetchDescriptor(reference) {
      const doing = `find the digest of "${formatReference(reference)}"`;
      return explain(
        doing,
        async () => {
          const send = sendTo(reference, doing);
          return (await headManifest(send, { reference, doing })) ?? (await fetchManifest(send, { reference, doing }));
        },
        limit(reference),
      );
    },
    async fetchPlatforms(reference) {
      const doing = `find the platforms of "${formatReference(reference)}"`;
      return explain(
        doing,
        async () => {
          const manifest = await fetchManifest(sendTo(reference, doing), { reference, doing });
          return manifest.isIndex ? listPlatforms(manifest, { doing, fetch: fetchOf(reference, doing) }) : undefined;
        },
        limit(reference),
      );
    },
    async inspectImage(reference, { platform, told } = {}) {
      const doing = `scan "${formatReference(reference)}"`;
      return explain(
        doing,
        async () => {
          const fetchNamed = () => fetchManifest(sendTo(reference, doing), { reference, doing });
          const context = { doing, platform, fetch: fetchOf(reference, doing) };
          const fetchDigestAgain = async () =>
            (await headManifest(sendTo(reference, doing), { reference, doing }))?.digest;
          const manifest =
            told === undefined ? fetchNamed() : fetchTold(fetchNamed, { ...context, told, fetchDigestAgain });
          return inspectManifest(await manifest, context);
        },
        limit(reference),
      );
    },
    ping(domain) {
      const doing = `reach the registry "${domain}"`;
      return explain(doing, async () => ping(http, { base: await findBase(domain), doing }));
    },
    async findLogin({ domain, path }) {
      await findCredentials(domain, path);
    },
    listTags(repository) {
      const doing = `list the tags of "${formatReference(repository)}"`;
      return listTags(sendTo(repository, doing), { doing });
    },
  };
}

/**
 * Asks whether a registry answers at its base address.
 *
 * @throws {ScanError} HTTP_FAILED, REGISTRY_UNREACHABLE, REGISTRY_BAD_ANSWER, ABORTED
 */
async function ping(http: Http, { base, doing }: { readonly base: URL; readonly doing: string }): Promise<void> {
  const response = await http(new URL("v2/", base), { timeoutMs: PING_MS, redirect: "manual" });
  if (response.ok || ALSO_THERE.has(response.status)) return void (await response.body?.cancel());
  // The token service is not meant: by naming somebody, a 404 is no missing image.
  throw await statusError(response, { doing, by: base.host });
}
