import type { Response } from "undici";

/** One request within a repository. */
export interface RepositoryRequest {
  /** @default {"GET"} */
  readonly method?: "GET" | "HEAD";
  readonly accept: string;
}

/** Sends a request to a path within a repository (`manifests/1.0`), or from the root of its registry (`/v2/...`). */
export type SendToRegistry = (path: string, request: RepositoryRequest) => Promise<Response>;
