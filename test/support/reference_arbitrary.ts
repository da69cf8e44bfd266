import fc from "fast-check";
import { formatReference, type Reference } from "#plugins/lib/clients/oci/mod.ts";

const LOWER = [..."abcxyz019"];

function text(units: readonly string[], [minLength, maxLength]: readonly [number, number]): fc.Arbitrary<string> {
  return fc.string({ unit: fc.constantFrom(...units), minLength, maxLength });
}

function joined(part: fc.Arbitrary<string>, separator: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const rest = fc.array(fc.tuple(separator, part), { maxLength: 3 });
  return fc.tuple(part, rest).map(([first, more]) => first + more.map(([before, one]) => before + one).join(""));
}

const alphanumeric = text(LOWER, [1, 6]);
const pathComponent = joined(alphanumeric, fc.constantFrom(".", "_", "__", "-", "---"));
const path = joined(pathComponent, fc.constant("/"));
const hostComponent = joined(text([...LOWER, ..."ABZ"], [1, 6]), fc.constantFrom("-", "--"));
const host = fc.oneof(
  fc.tuple(hostComponent, hostComponent).map((parts) => parts.join(".")),
  fc.constant("localhost"),
  fc.ipV4(),
  fc.constantFrom("::1", "2001:db8::1", "fe80:0:0:0:0:0:0:1", "2001:DB8::A").map((address) => `[${address}]`),
);
const port = fc.oneof(
  fc.constant(""),
  fc.nat(65535).map((number) => `:${number}`),
);
const domain = fc.tuple(host, port).map((parts) => parts.join(""));
const tag = fc
  .tuple(text([...LOWER, "A", "_"], [1, 1]), text([...LOWER, "Z", "_", ".", "-"], [0, 127]))
  .map((parts) => parts.join(""));
const HEX = [..."0123456789abcdef"];
const digest = fc.oneof(
  text(HEX, [64, 64]).map((hex) => `sha256:${hex}`),
  text(HEX, [96, 96]).map((hex) => `sha384:${hex}`),
  text(HEX, [128, 128]).map((hex) => `sha512:${hex}`),
);

/** Valid image references of all shapes. */
export function referenceArbitrary(): fc.Arbitrary<Reference> {
  return fc
    .record({ domain, path, tag, digest }, { requiredKeys: ["path"], noNullPrototype: true })
    .filter((reference) => {
      // What stands before the first slash would be the domain, or the whole an image id.
      const [first, ...rest] = reference.path.split("/");
      const isAmbiguous = reference.domain === undefined && rest.length > 0 && /\.|^localhost$/.test(first ?? "");
      return !isAmbiguous && !/^[a-f0-9]{64}$/.test(formatReference(reference));
    });
}
