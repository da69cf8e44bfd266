/** The services of this program's own: no program that it starts has to do with them. */
const OWN_SERVICES = /^(?:DTR|SLACK)_/i;
const TRIVY = /^TRIVY_/i;

/**
 * What of this process's environment a program gets that it starts: all but the logins for services that are none of its
 * business. The clouds' credentials stay, as registries of theirs are pulled from; credential helpers get what they would
 * get from Docker.
 *
 * @param isForTrivy Whether a variable of Trivy's is handed on. @default None is
 */
export function toChildEnvironment(
  from: Readonly<Record<string, string | undefined>>,
  isForTrivy: (name: string) => boolean = () => false,
): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(from)) {
    if (value === undefined || OWN_SERVICES.test(name)) continue;
    if (!TRIVY.test(name) || isForTrivy(name.toUpperCase())) env[name] = value;
  }
  return env;
}
