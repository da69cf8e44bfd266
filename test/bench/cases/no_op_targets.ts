/** `no_op_targets TARGETS LANES journal|none`: a run whose processor has nothing to do. */
import { defineProcessor, defineSink, defineSource, scan, type Target } from "#core/mod.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { printCost } from "../built.ts";

const [count, jobs] = process.argv.slice(2, 4).map(Number);
const journal = process.argv[4] === "journal";

function* targets(): Generator<Target> {
  for (let index = 1; index <= (count ?? 0); index += 1) {
    const image = `registry.example.com/team/app-${index}:1.0`;
    yield { id: `image:${image}`, kind: "image", image, minSeverity: "HIGH", origin: { from: "list", line: index } };
  }
}

await inTempFolder(async (outputDir) => {
  let seen = 0;
  const source = defineSource({ name: "many", setup: () => ({ targets }) });
  const noOp = defineProcessor({ name: "no_op", setup: () => ({ process: () => ({ findings: [] }) }) });
  const counter = defineSink({
    name: "counter",
    setup: () => ({
      write() {
        seen += 1;
      },
    }),
  });
  const config = { sources: [source()], processors: [noOp()], sinks: [counter()], jobs: jobs ?? 1 };
  await printCost(async () => {
    await scan(config, { outputDir, journal }).forEach(() => {});
    if (seen !== count) throw new Error(`The sink has seen ${seen} of ${count} targets`);
    return 0;
  });
});
