import type { ConnectionSettings } from "../../../../core/kit.ts";
import type { Exec, Http } from "../../../../core/mod.ts";
import { formatReference } from "../oci/mod.ts";
import { createAuthorizer } from "./auth/create_authorizer.ts";
import type { Environment } from "./credentials/credential.ts";
import { createCredentials } from "./credentials/find_credentials.ts";
import { createEndpoints } from "./endpoint.ts";
import { explain } from "./explain.ts";
import { fetchManifest, headManifest } from "./fetch_manifest.ts";
import { type FetchByDigest, fetchTold, inspectManifest } from "./inspect_image.ts";
import { listPlatforms } from "./list_platforms.ts";
import { listTags } from "./list_tags.ts";
import { ping } from "./ping.ts";
import type { Registry, RepositoryName } from "./registry.ts";
import type { SendToRegistry } from "./send.ts";

/** What a registry client is made with. */
export interface CreateRegistryOptions {
  readonly http: Http;
  /** Starts credential helpers. */
  readonly exec: Exec;
  /** Told each secret that is read, so that it is masked. */
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
          const tellAgain = async () => (await headManifest(sendTo(reference, doing), { reference, doing }))?.digest;
          const manifest = told === undefined ? fetchNamed() : fetchTold(fetchNamed, { ...context, told, tellAgain });
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
