const SECRET_NAME =
  /PASSWORD|PASSWD|PASSPHRASE|TOKEN|SECRET|CREDENTIAL|(API|ACCESS|PRIVATE)_?KEY|_(PASS|PWD|PAT)$|(^|_)AUTH(ORIZATION)?(_|$)/i;
/** Names that end like this say where a secret is, or something about it. */
const OTHER_NAME =
  /_(FILE|PATH|DIR|UR[IL]|HOST|PORT|ADDR|ENDPOINT|SOCK|SOCKET|ID|NAME|USER|USERNAME|TYPE|METHOD|MODE|REALM|SCOPES?|ISSUER|AUDIENCE|TTL|EXPIRY|TIMEOUT|LENGTH|ENABLED|DISABLED|REQUIRED)$/i;

/** Whether what has this name is a secret: a variable, `API_TOKEN`, or a key of a config, `apiToken`. */
export function isSecretName(name: string): boolean {
  const words = name.replace(/([a-z\d])([A-Z])/g, "$1_$2").replaceAll("-", "_");
  return SECRET_NAME.test(words) && !OTHER_NAME.test(words);
}
