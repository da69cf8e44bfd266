/** Says who some images belong to. */
export interface OwnerRuleConfig {
  /**
   * Globs over the names of images, with or without their tags: `registry.example.com/team-a/*`. Without them, the rule
   * only says where to reach an owner whom a source names.
   */
  readonly images?: string | readonly string[] | undefined;
  /** A person or a team: `@team-a`. */
  readonly owner: string;
  /** The Slack channel of the owner, name or id: `#team-a`. */
  readonly slack?: string | undefined;
}
