import { toPrintable } from "../oci/mod.ts";
import { createCaller } from "./create_caller.ts";
import type { DtrClient } from "./dtr_client.ts";
import { dtrError } from "./errors.ts";
import { listPages } from "./list_pages.ts";
import { loadCa, loadSystemCa } from "./load_ca.ts";
import type { OpenDtrContext, OpenDtrOptions } from "./open_options.ts";
import { parseAddress } from "./parse_address.ts";
import { featuresSchema, repositoriesSchema, tagDetailsSchema, tagsSchema } from "./schemas.ts";

/**
 * Makes the client of a DTR. No request is made yet. The client ends with the run's signal, or by `close()`.
 *
 * @throws {ScanError} DTR_URL, DTR_LOGIN_MISSING, DTR_CA
 */
export async function openDtr(
  options: OpenDtrOptions,
  { http, log, signal, addSecret, env = process.env }: OpenDtrContext,
): Promise<DtrClient> {
  const { user, token, insecure = false, authorization = "basic", ca } = options;
  const { maxRequests = 8, requestTimeoutMs = 120_000, pageSize = 100 } = options;
  const { url, host } = parseAddress(options.url, { insecure });
  checkLogin(user, token);
  addSecret(token);
  const isChecked = url.startsWith("https:") && !insecure;
  const trusted = ca === undefined ? isChecked && (await loadSystemCa(env)) : await loadCa(ca);
  const settings = { perHost: maxRequests, insecure, ...(trusted && { ca: trusted }) };
  if (insecure) log.warn(`DTR at ${url} is not checked to be the right one (insecure): others could read the token`);

  const closing = new AbortController();
  const endSignal = AbortSignal.any([signal, closing.signal]);
  const connection = { url, user, token, timeoutMs: requestTimeoutMs, settings, http };
  const caller = createCaller({ ...connection, authorization, maxRequests, signal: endSignal, addSecret });
  const paging = { caller, url, pageSize, warn: (message: string) => log.warn(message) };

  return {
    url,
    host,
    async getFeatures(call) {
      const question = { doing: "tell what it can do", path: ["meta", "features"] };
      return (await caller.ask(question, featuresSchema, call?.signal)).value;
    },
    async *listRepositories(namespace, call) {
      const question = { doing: `list the repositories of ${quote(namespace)}`, path: ["repositories", namespace] };
      const names = listPages({ ...paging, question, schema: repositoriesSchema, signal: call?.signal });
      for await (const name of names) yield { namespace, name };
    },
    listTags({ namespace, name }, call) {
      const question = {
        doing: `list the tags of ${quote(`${namespace}/${name}`)}`,
        path: ["repositories", namespace, name, "tags"],
      };
      return listPages({ ...paging, question, schema: tagsSchema, signal: call?.signal });
    },
    async getTag({ namespace, repository, tag }, call) {
      const path = ["repositories", namespace, repository, "tags", tag];
      const question = { doing: `look at ${quote(`${namespace}/${repository}:${tag}`)}`, path };
      return (await caller.ask(question, tagDetailsSchema, call?.signal)).value;
    },
    async requestScan({ namespace, repository, tag, os, architecture }, call) {
      const path = ["imagescan", "scan", namespace, repository, tag, os, architecture];
      const doing = `start the scan of ${quote(`${namespace}/${repository}:${tag}`)} for ${quote(`${os}/${architecture}`)}`;
      await caller.tell({ doing, method: "POST", path }, call?.signal);
    },
    stats: caller.stats,
    close: () => closing.abort(new Error("the DTR client was closed")),
  };
}

function quote(name: string): string {
  return `"${toPrintable(name)}"`;
}

function checkLogin(user: string, token: string): void {
  if (user === "") throw dtrError("DTR_LOGIN_MISSING", { reason: "the name of the user is empty" });
  if (token === "") throw dtrError("DTR_LOGIN_MISSING", { reason: "the token is empty" });
  // A colon ends the name of the user in the header.
  if (user.includes(":")) throw dtrError("DTR_LOGIN_MISSING", { reason: "the name of the user holds a colon" });
}
