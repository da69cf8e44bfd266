/** What there is besides pipelines that can be named. */
export interface MistakableOptions {
  /** Whether pipelines were named, rather than a mode. */
  readonly isNamed: boolean;
  readonly commands: readonly string[];
  readonly modes: readonly string[];
}

/**
 * What a word that is no pipeline's name may have been meant for, with what that is called: a mistyped command is taken
 * for a pipeline.
 */
export function listMistakable({ isNamed, commands, modes }: MistakableOptions): Readonly<Record<string, string>> {
  if (!isNamed) return Object.fromEntries(modes.map((mode) => [mode, `"${mode}"`]));
  return Object.fromEntries([
    ...modes.map((mode) => [mode, `"--mode ${mode}"`]),
    ...commands.map((command) => [command, `the command "${command}"`]),
  ]);
}
