import { randomUUID } from "node:crypto";

/** Who may use a simulated DTR. */
export interface Login {
  readonly user: string;
  readonly token: string;
}

/** The logins of one DTR. */
export interface Logins {
  /** Whether an `Authorization` header is that of the user, by Basic or by a bearer token. */
  isKnown(authorization: string | undefined): boolean;
  /** Makes a bearer token for one who has shown user and token. */
  issueBearer(authorization: string | undefined): string | undefined;
  /** Lets all bearer tokens that were issued so far expire. */
  expireBearers(): void;
}

/** Keeps the logins of one DTR. */
export function createLogins({ user, token }: Login): Logins {
  const basic = `Basic ${Buffer.from(`${user}:${token}`).toString("base64")}`;
  const bearers = new Set<string>();
  return {
    isKnown: (authorization = "") => authorization === basic || bearers.has(authorization),
    issueBearer(authorization) {
      if (authorization !== basic) return undefined;
      const bearer = randomUUID();
      bearers.add(`Bearer ${bearer}`);
      return bearer;
    },
    expireBearers: () => bearers.clear(),
  };
}
