import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "uvu";
import { formatReference, parseReference, toCanonical } from "#plugins/lib/clients/oci/mod.ts";
import { referenceArbitrary } from "#support/reference_arbitrary.ts";

const SHA256 = `sha256:${"0a".repeat(32)}`;

const CANONICAL: readonly (readonly [string, string])[] = [
  ["nginx", "docker.io/library/nginx:latest"],
  ["nginx:1.27", "docker.io/library/nginx:1.27"],
  ["team/app", "docker.io/team/app:latest"],
  ["docker.io/nginx", "docker.io/library/nginx:latest"],
  ["index.docker.io/library/nginx", "docker.io/library/nginx:latest"],
  ["localhost/x", "localhost/x:latest"],
  ["a.b/c", "a.b/c:latest"],
  ["[::1]:5000/app:2", "[::1]:5000/app:2"],
  [`nginx@${SHA256}`, `docker.io/library/nginx@${SHA256}`],
  [`nginx:1@${SHA256}`, `docker.io/library/nginx:1@${SHA256}`],
];

for (const [text, expected] of CANONICAL) {
  test(`toCanonical() makes ${text.slice(0, 40)} ${expected.slice(0, 60)}`, () => {
    assert.equal(formatReference(toCanonical(parseReference(text))), expected);
  });
}

test("toCanonical() changes nothing when it is done twice, and gives what parses to the same", () => {
  fc.assert(
    fc.property(referenceArbitrary(), (reference) => {
      const canonical = toCanonical(reference);
      assert.deepEqual(toCanonical(canonical), canonical);
      assert.deepEqual(parseReference(formatReference(canonical)), canonical);
    }),
  );
});

test.run();
