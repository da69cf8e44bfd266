import { z } from "zod";
import type { OwnerRuleConfig } from "../owners/mod.ts";
import { expects, jsonSchemas } from "./schema_parts.ts";

const TEXT = expects("a text that is not empty");
const text = () => z.string(TEXT).min(1, TEXT);
const GLOBS = expects("a glob, or a list of globs");
const CHANNEL = expects("the name or id of a channel, such as #team-a");

/** Who some images belong to. */
export const ownerRuleSchema = z
  .strictObject(
    {
      images: z
        .union([text(), z.array(text(), GLOBS).min(1, GLOBS)], GLOBS)
        .optional()
        .register(jsonSchemas, {
          description: "Images, as globs over their names, with or without tags: registry.example.com/team-a/*",
        }),
      owner: text().register(jsonSchemas, { description: "Who they belong to, a person or a team: @team-a" }),
      slack: z
        .string(CHANNEL)
        .regex(/^#?[^\s#@]+$/, CHANNEL)
        .optional()
        .register(jsonSchemas, { description: "The owner's Slack channel, name or id; the sink slack needs a token" }),
    },
    expects("a rule such as { images, owner }"),
  )
  .refine(({ images, slack }) => images !== undefined || slack !== undefined, "expected images, or the owner's slack")
  .register(jsonSchemas, { id: "owner_rule", anyOf: [{ required: ["images"] }, { required: ["slack"] }] });

/** `owners` of a config. */
export const ownersSchema: z.ZodType<readonly OwnerRuleConfig[], readonly OwnerRuleConfig[]> = z.array(
  ownerRuleSchema,
  expects("a list of rules such as { images, owner }"),
);
