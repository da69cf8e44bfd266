import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { test } from "uvu";
import { createRedactor } from "#core/services/mod.ts";

function maskerOf(...secrets: string[]): (text: string) => string {
  return createRedactor(Object.fromEntries(secrets.map((secret, index) => [`TOKEN_${index}`, secret]))).mask;
}

/** The forms in which a secret may stand in a text. */
function formsOf(secret: string): string[] {
  const url = encodeURIComponent(secret);
  return [
    secret,
    url,
    url.replace(/%../g, (hex) => hex.toLowerCase()),
    new URLSearchParams({ s: secret }).toString().slice(2),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString("base64"),
    Buffer.from(secret).toString("base64url"),
  ];
}

const anySecret = fc.string({ unit: "binary", minLength: 4, maxLength: 40 }).filter((text) => text.trim().length >= 4);
const starSecret = fc.string({ unit: fc.constantFrom("*", "a", "/", ":", "@", "\\", "%"), minLength: 4, maxLength: 8 });
const secret = fc.oneof(anySecret, starSecret);
const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: fc.constantFrom("*", "a", "/", ":", "@", "\\") }),
);

test("mask() leaves no form of any secret, wherever it stands", () => {
  const cases = fc.record({
    secrets: fc.array(secret, { minLength: 1, maxLength: 3 }),
    texts: fc.array(text, { minLength: 1, maxLength: 5 }),
  });
  const property = fc.property(cases, fc.infiniteStream(fc.nat(20)), ({ secrets, texts }, choices) => {
    const forms = secrets.flatMap(formsOf);
    const whole = texts.map((part) => part + forms[(choices.next().value ?? 0) % forms.length]).join("");
    const mask = maskerOf(...secrets);
    const masked = mask(whole);
    for (const form of forms) assert.equal(masked.includes(form), false, JSON.stringify({ whole, masked, form }));
    assert.equal(mask(masked), masked);
  });
  fc.assert(property, { numRuns: 2000 });
});

test("mask() does not change texts without secrets", () => {
  const hex = fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: 12, maxLength: 12 });
  const plain = fc.string({ unit: "binary" }).map((value) => value.replaceAll(":", "").replace(/auth/gi, ""));
  fc.assert(fc.property(plain, hex, (value, key) => assert.equal(maskerOf(`s3cret-${key}`)(value), value)));
});

test("mask() finds a secret in Base64 also as a part of something longer", () => {
  const bytes = fc.string({ unit: "grapheme-ascii", maxLength: 7 });
  const key = fc
    .string({ unit: "grapheme-ascii", minLength: 8, maxLength: 20 })
    .filter((value) => value.trim().length > 7);
  const property = fc.property(bytes, key, bytes, (before, value, after) => {
    const masked = maskerOf(value)(Buffer.from(before + value + after).toString("base64"));
    assert.ok(masked.includes("***"));
    assert.equal(Buffer.from(masked, "base64").toString().includes(value), false);
  });
  fc.assert(property);
});

test("createRedactor() takes for secret what is named so", () => {
  const yes =
    "PASSWORD TRIVY_PASSWORD DB_PASS GITHUB_TOKEN DTR_TOKEN AWS_SECRET_ACCESS_KEY api_key X_APIKEY NPM_CONFIG__AUTH".concat(
      " SSH_PRIVATE_KEY REGISTRY_CREDENTIALS DOCKER_AUTH_CONFIG HTTP_AUTHORIZATION npm_config_authtoken",
    );
  for (const name of yes.split(" "))
    assert.equal(createRedactor({ [name]: "abcd1234" }).mask("-abcd1234-"), "-***-", name);
  const no =
    "HOME PWD OLDPWD GIT_AUTHOR_NAME TOKEN_FILE TRIVY_AUTH_URL SSH_AUTH_SOCK AWS_ACCESS_KEY_ID COMPASS XAUTHORITY";
  for (const name of no.split(" "))
    assert.equal(createRedactor({ [name]: "abcd1234" }).mask("-abcd1234-"), "-abcd1234-", name);
});

test("createRedactor() leaves short values, switches and absent ones alone", () => {
  const { mask } = createRedactor({ TOKEN: "abc", AUTH: "true", PASSWORD: undefined, SECRET: "", API_KEY: "None" });
  assert.equal(mask("abc true undefined None"), "abc true undefined None");
});

test("mask() masks the parts of lists and the lines of a value", () => {
  const { mask } = createRedactor({ TRIVY_PASSWORD: "first-one, second-one,x", PRIVATE_KEY: "line one\r\nline two\n" });
  assert.equal(mask("first-one second-one x"), "*** *** x");
  assert.equal(mask("line two, line one"), "***, ***");
});

test("mask() masks the longest secret, and secrets that overlap as one", () => {
  const mask = maskerOf("abcd", "abcdefgh", "ghij");
  assert.equal(mask("abcdefgh"), "***");
  assert.equal(mask("xabcdefghijx"), "x***x");
  assert.equal(maskerOf("abab")("xabababx"), "x***x");
});

test("mask() masks what the masks themselves complete", () => {
  assert.equal(maskerOf("secret", "a***")("asecretb"), "***b");
  assert.equal(maskerOf("****")("*".repeat(100)), "***");
});

test("add() makes one more text a secret", () => {
  const { mask, add } = createRedactor({});
  assert.equal(mask("one two-two"), "one two-two");
  add("two-two");
  add("one");
  assert.equal(mask("one two-two"), "one ***");
});

test("mask() always masks the user info of URLs", () => {
  const { mask } = createRedactor({});
  const expectations = [
    ["git+https://user:p@ss@host:80/a@b?c=d@e", "git+https://***@host:80/a@b?c=d@e"],
    ["http://token@host, ftp://a:b@c", "http://***@host, ftp://***@c"],
    ["https://host/path@x https://host?x=a@b", "https://host/path@x https://host?x=a@b"],
    ['{"a":"https://one","b":"x@y"}', '{"a":"https://one","b":"x@y"}'],
    ["git@github.com:a/b.git", "git@github.com:a/b.git"],
  ] as const;
  for (const [before, after] of expectations) assert.equal(mask(before), after);
});

test("mask() always masks the credentials of Authorization headers", () => {
  const { mask } = createRedactor({});
  const expectations = [
    ["Authorization: Bearer abc.def-ghi\r\nX: y", "Authorization: Bearer ***\r\nX: y"],
    ["proxy-authorization:basic dXNlcg==", "proxy-authorization:basic ***"],
    ['{"Authorization":"Basic abc=","x":1}', '{"Authorization":"Basic ***","x":1}'],
    ['{\\"authorization\\": \\"Bearer abc\\"}', '{\\"authorization\\": \\"Bearer ***\\"}'],
    ["map[Authorization:[Bearer abc] Accept:[x]]", "map[Authorization:[Bearer ***] Accept:[x]]"],
    ["Basic authentication is off, bearer of bad news", "Basic authentication is off, bearer of bad news"],
  ] as const;
  for (const [before, after] of expectations) assert.equal(mask(before), after);
});

test("mask() is fast on long texts, also on those made to be slow", () => {
  const mask = maskerOf("\\".repeat(40), "%25".repeat(20), "a1B2-c3D4/e5F6", "hunter22", " ".repeat(30));
  const texts = [
    "The quick brown fox jumps over sha256:0123456789abcdef. ".repeat(20_000),
    "://".repeat(300_000),
    `://${"a".repeat(1_000_000)}`,
    "\\".repeat(39).concat("x").repeat(20_000),
    "%25".repeat(19).concat("x").repeat(10_000),
    "authorization".repeat(50_000),
    "hunter22".repeat(10_000),
  ];
  for (const long of texts) {
    // The time of the processor: beside other tests the clock says little.
    const before = process.cpuUsage();
    mask(long);
    const { user, system } = process.cpuUsage(before);
    const tookMs = (user + system) / 1000;
    assert.ok(tookMs < 2000, `${long.slice(0, 20)}: ${tookMs} ms`);
  }
});

test("mask() finds a long token by how it begins, in each form, whole or cut", () => {
  const token = "eyJhbGciOi+SUzI1NiJ9.eyJzdWIiOi/hbm4ifQ.c2lnbmF0dXJlLW9mLTQ3MTE=";
  const { mask, maskName, add } = createRedactor({});
  add(token);
  for (const form of [...formsOf(token), token.slice(0, 30), Buffer.from(`ann:${token}`).toString("base64")]) {
    const masked = mask(`it says "${form}" here`);
    assert.match(masked, /^it says ".{0,10}\*\*\*" here$/);
    assert.ok(!masked.includes(form.slice(8, 20)), masked);
  }
  assert.equal(maskName(`app:${token}`), "app:***");
  assert.equal(
    mask("registry.example.com/team/some-long-name-of-an-image:1.0"),
    "registry.example.com/team/some-long-name-of-an-image:1.0",
  );
});

test("mask() knows thousands of tokens, without getting slower with each", () => {
  const { mask, add } = createRedactor({});
  const tokens = Array.from({ length: 4000 }, (_, index) =>
    createHash("sha512").update(`${index}`).digest("base64url"),
  );
  for (const token of tokens) {
    add(token);
    assert.equal(mask(`no ${token}`), "no ***");
  }
  assert.ok(tokens.every((token) => mask(token) === "***"));
});

test("maskName() keeps a password that is a mere word, and masks all others", () => {
  const { maskName } = createRedactor({ POSTGRES_PASSWORD: "postgres", APP_TOKEN: "tok-1" });
  assert.equal(maskName("postgres:16"), "postgres:16");
  assert.equal(maskName("app:tok-1"), "app:***");
  assert.equal(maskName("https://ann:pass@example.com/a"), "https://***@example.com/a");
});

test.run();
