/** The text that a config was read from, for the positions of mistakes in it. */
export interface ConfigSource {
  /** What the file is called in messages. */
  readonly path: string;
  readonly text: string;
  readonly format: "json" | "yaml";
  /** The keys that lead to the config: of a package.json, `scan`. */
  readonly within: readonly string[];
}
