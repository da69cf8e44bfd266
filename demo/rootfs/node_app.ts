import type { Layer } from "../oci_image.ts";

const PACKAGES = { express: "4.17.1", "form-data": "2.3.3", lodash: "4.17.15", minimist: "1.2.0", qs: "6.7.0" };

/** A Node.js application under `app/`, with old packages. */
export function nodeAppLayer(): Layer {
  const files = Object.entries(PACKAGES).map(([name, version]) => [
    `app/node_modules/${name}/package.json`,
    packageJson({ name, version, license: "MIT" }),
  ]);
  return {
    "app/package.json": packageJson({ name: "node-app", version: "1.0.0", private: true, dependencies: PACKAGES }),
    ...Object.fromEntries(files),
  };
}

function packageJson(fields: Record<string, unknown>): string {
  return `${JSON.stringify(fields, null, 2)}\n`;
}
