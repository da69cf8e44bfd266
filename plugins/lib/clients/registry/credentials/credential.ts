/** Who a registry is asked as. */
export type Credential =
  | { readonly kind: "anonymous" }
  | { readonly kind: "basic"; readonly username: string; readonly password: string }
  /** A token for the registry itself, sent as it is. */
  | { readonly kind: "bearer"; readonly token: string }
  /**
   * A token for the registry's token service, which gives another for it (`identitytoken` of `docker login`); and what
   * is stored beside it, for a service that takes none.
   */
  | {
      readonly kind: "identity";
      readonly token: string;
      readonly username?: string | undefined;
      readonly password?: string | undefined;
    };

/** The environment of this process, or one like it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The secret parts of a credential. */
export function listSecrets(credential: Credential): readonly string[] {
  const { password, token } = { password: undefined, token: undefined, ...credential };
  return [password, token].flatMap((secret) => (secret ? [secret] : []));
}
