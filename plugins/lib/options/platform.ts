import { z } from "zod";

/** A platform as images name it: `linux/arm64`, `linux/arm/v7`. */
export const platformSchema = z
  .string()
  .regex(/^[a-z0-9_]+\/[a-z0-9_]+(?:\/[a-z0-9_]+)?$/, "must be os/arch, such as linux/arm64");
