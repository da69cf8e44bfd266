/** What differs between new plugins of the five kinds: texts of TypeScript and for people. */
export interface PluginTemplate {
  /** What the plugin does, one sentence without its period. */
  readonly description: string;
  /** Its only option: to be replaced by what the plugin really needs. */
  readonly option: {
    readonly name: string;
    readonly schema: string;
    readonly default: string;
    readonly meaning: string;
    /** A value. */
    readonly example: string;
  };
  /** The plugin's module. */
  hooks(name: string): string;
  /** Its test. */
  test(name: string): string;
}
