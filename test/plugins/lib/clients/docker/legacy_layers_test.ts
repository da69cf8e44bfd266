import assert from "node:assert/strict";
import { test } from "uvu";
import { findLayers } from "#plugins/lib/clients/docker/legacy_layers.ts";

test("findLayers() finds what the steps made and what they found, not what was there before, nor containers", () => {
  const log = `Sending build context to Docker daemon  10.24kB
Step 1/5 : FROM debian:12 AS one
 ---> 0123456789ab
Step 2/5 : COPY a.txt /b.txt
 ---> Using cache
 ---> ad69eb5e1947
Step 3/5 : RUN make
 ---> Running in 8c0a2f3e4d5b
Removing intermediate container 8c0a2f3e4d5b
 ---> aaaaaaaaaaaa
Step 4/5 : FROM scratch
 --->\u0020
Step 5/5 : COPY --from=one /x /x
 ---> bbbbbbbbbbbb
Successfully built bbbbbbbbbbbb
`;
  assert.deepEqual(findLayers(log), { made: ["aaaaaaaaaaaa", "bbbbbbbbbbbb"], found: ["ad69eb5e1947"] });
});

test("findLayers() finds nothing in what BuildKit prints", () => {
  assert.deepEqual(findLayers("#5 [2/2] RUN make\n#5 0.2  ---> aaaaaaaaaaaa\n#5 DONE\n"), { made: [], found: [] });
});

test.run();
