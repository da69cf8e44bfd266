/** Configs with rules for accepted findings and for owners, by what they are. */
const sources = [{ image_list: { file: "input_images.txt" } }];

export const RULES_TAKEN: Readonly<Record<string, unknown>> = {
  "rules for accepted findings": {
    sources,
    accept: [
      { id: "CVE-2024-3094", reason: "not reachable", until: "2020-01-31" },
      {
        id: ["A", "B"],
        package: ["pkg:npm/a", "lib*"],
        image: "a/*",
        kind: ["secret"],
        reason: "r",
        until: "2020-01-31",
      },
      { label: { team: "a" }, path: "usr/**", owner: "@a", when_fixed: false, reason: "r", until: "2020-01-31" },
      { id: "A", status: "not_affected", justification: "component_not_present", reason: "r", until: "2020-01-31" },
      { id: "A", until: "2999-01-31", over_a_year: true, status: "accepted", reason: "r" },
    ],
  },
  "rules for owners": {
    sources,
    owners: [
      { images: "team-a/*", owner: "@team-a", slack: "#team-a" },
      { images: ["a/*", "b/**"], owner: "@b", slack: "C012AB3CD" },
      { owner: "@c", slack: "c" },
    ],
  },
  "no rules for owners": { sources, owners: [] },
};

export const RULES_REFUSED: Readonly<Record<string, unknown>> = {
  "a rule for owners that names neither images nor a channel": { sources, owners: [{ owner: "@a" }] },
  "a rule for owners without an owner": { sources, owners: [{ images: "a/*" }] },
  "a rule for owners with an unknown key": { sources, owners: [{ images: "a/*", owner: "a", team: "a" }] },
  "a rule for owners with no globs": { sources, owners: [{ images: [], owner: "@a" }] },
  "a rule for owners with a person for a channel": { sources, owners: [{ owner: "@a", slack: "@a" }] },
  "rules for owners that are no list": { sources, owners: { images: "a/*", owner: "@a" } },
};
