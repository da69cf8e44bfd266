import type { Pattern } from "../../../../lib/clients/programs/mod.ts";

/** HTTP statuses of servers that are in trouble, of what stands before them, and of such that ask for patience. */
const PASSING_STATUS = "(?:408|425|50[0234]|509|52\\d|530|59[89])";

/** What Go, proxies and registries say of trouble that passes. */
export const NETWORK_TROUBLE: readonly Pattern[] = [
  "connection refused",
  "server misbehaving",
  "temporary failure in name resolution",
  "i/o timeout",
  "tls handshake timeout",
  "connection timed out",
  "operation timed out",
  "connection reset",
  "connection aborted",
  "caused connection abort",
  "use of closed network connection",
  "server closed idle connection",
  "client connection lost",
  "client connection force closed",
  "goaway",
  /stream error: [^\n]*(?:internal_error|refused_stream|protocol_error|enhance_your_calm|cancel)/,
  /\b(?:tcp|get|head|post|patch|remote error)\b[^\n]*broken pipe/,
  // What Go says where the other side hangs up. Where a file ends too early it says the same: no trouble of a network.
  /\b(?:get|head|post|tcp|remote error)\b[^\n]*: eof\b/,
  /^(?![^\n]*(?:ignore ?file|trivyignore|\bvex\b|\.ya?ml|policy file|secret config))[^\n]*unexpected eof/m,
  "network is unreachable",
  "network is down",
  "host is down",
  "no route to host",
  "proxyconnect",
  "bad gateway",
  "service unavailable",
  "service temporarily unavailable",
  "gateway timeout",
  "gateway time-out",
  "request timeout",
  "internal server error",
  new RegExp(`unexpected status(?: code| from [^\\n]*?)?:? ${PASSING_STATUS}\\b`),
];
