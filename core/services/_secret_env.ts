const SECRET_NAME =
  /PASSWORD|PASSWD|PASSPHRASE|TOKEN|SECRET|CREDENTIAL|(API|ACCESS|PRIVATE)_?KEY|_(PASS|PWD)$|(^|_)AUTH(ORIZATION)?(_|$)/i;
/** Names that end like this tell where a secret is, or something about it. */
const OTHER_NAME =
  /_(FILE|PATH|DIR|UR[IL]|HOST|PORT|ADDR|ENDPOINT|SOCK|SOCKET|ID|NAME|USER|USERNAME|TYPE|METHOD|MODE|REALM|SCOPES?|ISSUER|AUDIENCE|TTL|EXPIRY|TIMEOUT|LENGTH|ENABLED|DISABLED|REQUIRED)$/i;
/** Values of switches. To mask these words wherever they stand would spoil every text. */
const ORDINARY = /^(true|false|none|null|undefined|auto|enabled?|disabled?|required|optional|always|never|default)$/i;

/** The values of those environment variables whose names say that they are secret. */
export function findSecrets(env: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && SECRET_NAME.test(name) && !OTHER_NAME.test(name) && !ORDINARY.test(value) ? [value] : [],
  );
}
