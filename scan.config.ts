/**
 * The worked example: `npx hullscan --mode remote` in this folder scans the images that input_images.txt names,
 * `--mode local` what the Dockerfiles in input_images_files.txt build, and `--mode both` the one and then the other.
 * Copy it beside your own list and change what you like.
 */
import { defineConfig, defineSink } from "hullscan";
import { local, remote } from "hullscan/configs";
import { groupedJson, stdoutFilename } from "hullscan/plugins";

/** A sink of one's own: says which image is the worst. */
const worstImage = defineSink({
  name: "worst_image",
  setup(_options, { log }) {
    let worst = { image: "", critical: 0 };
    return {
      write({ target, data }) {
        const critical = (data.findings ?? []).filter((finding) => finding.severity === "CRITICAL").length;
        if (critical > worst.critical) worst = { image: target.image ?? target.id, critical };
      },
      end() {
        if (worst.critical > 0) log.info(`${worst.image} is the worst: ${worst.critical} critical findings`);
      },
    };
  },
});

export default defineConfig({
  pipelines: {
    remote: remote({ file: "input_images.txt", jobs: 2 }),
    local: local({ file: "input_images_files.txt", jobs: 1 }),
  },
  sinks: [groupedJson(), worstImage(), stdoutFilename()],
});
