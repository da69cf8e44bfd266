import { z } from "zod";
import { defineProcessor, defineSink } from "#core/mod.ts";
export const a = defineSink({
  name: "a",
  setup: () => ({
    write(o) {
      o.target.id;
    },
  }),
});
a();
export const b = defineSink({
  name: "b",
  options: z.strictObject({ url: z.string(), n: z.number().default(3) }),
  setup: (o) => ({
    write() {
      o.n.toFixed();
    },
  }),
});
b({ url: "x" });
// @ts-expect-error url is missing
b({});
// @ts-expect-error url is missing
b();
export const c = defineProcessor({
  name: "c",
  options: z.strictObject({ n: z.number().default(3) }),
  setup: (o) => ({
    process(r, ctx) {
      o.n.toFixed();
      ctx.defer(() => {});
      return { findings: r.data.findings ?? [] };
    },
  }),
});
c();
c({ n: 3 });
// @ts-expect-error unknown option
c({ m: 3 });
// @ts-expect-error takes no options
a({ x: 1 });
