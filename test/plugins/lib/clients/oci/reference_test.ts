import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "uvu";
import { isScanError } from "#core/errors/mod.ts";
import { formatReference, parseReference, type Reference } from "#plugins/lib/clients/oci/mod.ts";
import { referenceArbitrary } from "#support/reference_arbitrary.ts";
import { catchScanError } from "#support/scan_error.ts";

const SHA256 = `sha256:${"0a".repeat(32)}`;

const VALID: readonly (readonly [string, Reference])[] = [
  ["nginx", { path: "nginx" }],
  ["nginx:1.27", { path: "nginx", tag: "1.27" }],
  ["team/app", { path: "team/app" }],
  ["a.b/c", { domain: "a.b", path: "c" }],
  ["a.b", { path: "a.b" }],
  ["localhost/x", { domain: "localhost", path: "x" }],
  ["localhost:5000", { path: "localhost", tag: "5000" }],
  ["localhost:5000/team/app:2.0", { domain: "localhost:5000", path: "team/app", tag: "2.0" }],
  ["[::1]:5000/app", { domain: "[::1]:5000", path: "app" }],
  ["[2001:db8::1]/app:v1", { domain: "[2001:db8::1]", path: "app", tag: "v1" }],
  ["Registry.Example.COM/app", { domain: "Registry.Example.COM", path: "app" }],
  ["xn--n3h.com/app", { domain: "xn--n3h.com", path: "app" }],
  ["192.0.2.1:80/a__b/c--d/e.f", { domain: "192.0.2.1:80", path: "a__b/c--d/e.f" }],
  ["app:_x.Y-z", { path: "app", tag: "_x.Y-z" }],
  [`app:${"t".repeat(128)}`, { path: "app", tag: "t".repeat(128) }],
  [`app@${SHA256}`, { path: "app", digest: SHA256 }],
  [`ghcr.io/team/app:1@${SHA256}`, { domain: "ghcr.io", path: "team/app", tag: "1", digest: SHA256 }],
  [`app@sha512:${"f".repeat(128)}`, { path: "app", digest: `sha512:${"f".repeat(128)}` }],
  ["a".repeat(255), { path: "a".repeat(255) }],
];

const INVALID: readonly (readonly [string, RegExp])[] = [
  ["", /: it is empty$/],
  ["-o/tmp/x", /starts with "-"/],
  ["--help", /starts with "-"/],
  ["https://registry.example.com/app", /is a URL/],
  ["docker://nginx", /is a URL/],
  ["nginx # web", /"#" needs a line of its own/],
  ["nginx latest", /white space/],
  ["nginx\u00a0", /white space/],
  ["Nginx", /upper-case/],
  ["Team/app", /upper-case/],
  ["ghcr.io/Team/app", /upper-case/],
  ["nginx:", /its tag/],
  ["nginx:-1", /its tag/],
  ["nginx:a+b", /its tag/],
  [`nginx:${"t".repeat(129)}`, /its tag/],
  ["nginx@sha256:abc", /its digest/],
  ["nginx@", /its digest/],
  [`nginx@sha256:${"A".repeat(64)}`, /its digest/],
  [`nginx@sha256:${"a".repeat(65)}`, /its digest/],
  [`nginx@md5:${"a".repeat(32)}`, /its digest/],
  [`nginx@${SHA256}:1`, /its digest/],
  ["a".repeat(256), /longer than 255/],
  [`a.b/${"c".repeat(252)}`, /longer than 255/],
  ["a".repeat(64), /id of an image/],
  ["-a.b/c", /starts with "-"/],
  ["a-.b/c", /host/],
  ["a..b/c", /host/],
  ["a.b:/c", /host/],
  ["a.b:x/c", /host/],
  ["[::1/c", /host/],
  ["[fe80::1%eth0]:5000/c", /host/],
  [":5000/c", /host/],
  ["a.b/", /between slashes/],
  ["a//b", /between slashes/],
  ["/a", /between slashes/],
  ["a/", /between slashes/],
  ["a_-b", /between slashes/],
  ["a___b", /between slashes/],
  ["a..b", /between slashes/],
  ["nginx.", /between slashes/],
  ["$" + "{IMAGE}", /upper-case/],
  ['"nginx"', /between slashes/],
  ["../nginx", /host/],
];

for (const [text, expected] of VALID) {
  test(`parseReference() reads ${text.slice(0, 60)}`, () => {
    assert.deepEqual(parseReference(text), expected);
    assert.equal(formatReference(expected), text);
  });
}

for (const [text, reason] of INVALID) {
  test(`parseReference() refuses ${JSON.stringify(text).slice(0, 60)}`, async () => {
    const error = await catchScanError(() => parseReference(text));
    assert.equal(error.code, "BAD_REFERENCE");
    assert.match(error.message, reason);
    assert.match(error.hint ?? "", /nginx:1\.27/);
  });
}

test("parseReference() names the place when it is given one", async () => {
  const error = await catchScanError(() => parseReference("A", { at: "list.txt line 3" }));
  assert.equal(
    error.message,
    'list.txt line 3: "A" is not an image reference: its name has upper-case letters, only lower case is valid',
  );
});

test("parseReference() escapes what cannot be printed, masks credentials and cuts long text in its message", async () => {
  const control = await catchScanError(() => parseReference("a\u001b[31m\u202eb\n"));
  assert.ok(control.message.startsWith('"a\\u{1b}[31m\\u{202e}b\\u{a}" is not'), control.message);
  const secret = await catchScanError(() => parseReference("https://me:p@ss@registry.example.com/app"));
  assert.ok(secret.message.startsWith('"https://***@registry.example.com/app" is not'), secret.message);
  const long = await catchScanError(() => parseReference("x".repeat(1_000_000)));
  assert.ok(long.message.length < 400, String(long.message.length));
});

test("parseReference() and formatReference() are inverse on every valid reference", () => {
  fc.assert(
    fc.property(referenceArbitrary(), (reference) => {
      const text = formatReference(reference);
      assert.deepEqual(parseReference(text), reference);
      assert.equal(formatReference(parseReference(text)), text);
    }),
    { numRuns: 1000 },
  );
});

test("parseReference() gives back any text that it takes, and refuses the rest with BAD_REFERENCE only", () => {
  const mutated = fc
    .tuple(referenceArbitrary(), fc.nat(), fc.nat(3), fc.string({ unit: "binary", maxLength: 3 }))
    .map(([reference, at, removed, inserted]) => {
      const text = formatReference(reference);
      const index = at % (text.length + 1);
      return text.slice(0, index) + inserted + text.slice(index + removed);
    });
  const anyText = fc.oneof(
    mutated,
    fc.string({ unit: "binary" }),
    fc.string({ unit: fc.constantFrom(..."aA0.:/@-_[]#") }),
  );
  fc.assert(
    fc.property(anyText, (text) => {
      try {
        assert.equal(formatReference(parseReference(text)), text);
      } catch (error) {
        if (!isScanError(error)) throw error;
        assert.equal(error.code, "BAD_REFERENCE");
        assert.doesNotMatch(error.message, /[\p{Cc}\p{Cf}]/u);
      }
    }),
    { numRuns: 3000 },
  );
});

test("parseReference() never takes text that starts with a hyphen", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), referenceArbitrary().map(formatReference)), (rest) => {
      assert.throws(() => parseReference(`-${rest}`), { code: "BAD_REFERENCE" });
    }),
  );
});

test("parseReference() takes linear time on text made to slow a regular expression down", () => {
  const started = performance.now();
  for (const unit of ["a-", "a.", "a_", "-", "//", "a/", "a:", "//@"]) {
    assert.throws(() => parseReference(`a${unit.repeat(200_000)}!`), { code: "BAD_REFERENCE" });
  }
  assert.ok(performance.now() - started < 2000);
});

test.run();
