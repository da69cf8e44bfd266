const SECRET_NAME =
  /PASSWORD|PASSWD|PASSPHRASE|TOKEN|SECRET|CREDENTIAL|(API|ACCESS|PRIVATE)_?KEY|_(PASS|PWD|PAT)$|(^|_)AUTH(ORIZATION)?(_|$)/i;
/** Names that end like this tell where a secret is, or something about it. */
const OTHER_NAME =
  /_(FILE|PATH|DIR|UR[IL]|HOST|PORT|ADDR|ENDPOINT|SOCK|SOCKET|ID|NAME|USER|USERNAME|TYPE|METHOD|MODE|REALM|SCOPES?|ISSUER|AUDIENCE|TTL|EXPIRY|TIMEOUT|LENGTH|ENABLED|DISABLED|REQUIRED)$/i;
/** Values of switches. To mask these words wherever they stand would spoil every text. */
const ORDINARY = /^(true|false|none|null|undefined|auto|enabled?|disabled?|required|optional|always|never|default)$/i;

/** The values of those environment variables whose names say that they are secret. */
export function findSecrets(env: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(env).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const isSecret = SECRET_NAME.test(name) && !OTHER_NAME.test(name) && !ORDINARY.test(value);
    return isSecret ? [value] : findPassword(value);
  });
}

/** The password in an address such as a proxy's or a database's. */
function findPassword(value: string): string[] {
  if (!value.includes("@") || !URL.canParse(value)) return [];
  const { password } = new URL(value);
  return password === "" ? [] : [decode(password)];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
