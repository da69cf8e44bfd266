import { defineErrors } from "../core/mod.ts";

/** What keeps the demo from going on with an earlier one. */
export const demoError = defineErrors({
  DEMO_FIRST: {
    message: ({ path }: { path: string }) => `--next-day goes on with an earlier demo, and there is none in "${path}"`,
    hint: "Run `scan demo` first, then `scan demo --next-day` in the same folder",
    usage: true,
  },
  DEMO_ELSEWHERE: {
    message: ({ path }: { path: string }) => `The demo in "${path}" had its images at another address of this machine`,
    hint: "Wait until no other demo runs, then run `scan demo` and `scan demo --next-day`",
    usage: true,
  },
});
