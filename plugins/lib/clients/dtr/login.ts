/** What logs a client in. */
export interface Authorizer {
  /** The `Authorization` header for a request. */
  getHeader(): Promise<string>;
  /** Says that a header was taken. */
  confirm(header: string): void;
  /** Says that a header was refused; whether it was taken before, so that a new one may help. */
  expire(header: string): boolean;
}

/** The header of a login by user and token. */
export function formatBasicHeader({ user, token }: { user: string; token: string }): string {
  return `Basic ${Buffer.from(`${user}:${token}`).toString("base64")}`;
}

/** Logs in by user and token with each request. */
export function authorizeBasic(header: string): Authorizer {
  return { getHeader: async () => header, confirm: () => {}, expire: () => false };
}

/** Logs in by a token that `fetchToken` gets; when that has expired, by a new one. Requests at one time share it. */
export function authorizeBearer(fetchToken: () => Promise<string>): Authorizer {
  let current: Promise<string> | undefined;
  let currentHeader: string | undefined;
  const taken = new Set<string>();

  async function fetchHeader(): Promise<string> {
    try {
      currentHeader = `Bearer ${await fetchToken()}`;
      return currentHeader;
    } catch (error) {
      current = undefined;
      throw error;
    }
  }
  return {
    getHeader() {
      current ??= fetchHeader();
      return current;
    },
    confirm: (header) => void taken.add(header),
    expire(header) {
      if (!taken.has(header)) return false;
      // Of several requests that are refused at one time, only the first has the token renewed.
      if (header === currentHeader) {
        current = undefined;
        currentHeader = undefined;
      }
      return true;
    },
  };
}
