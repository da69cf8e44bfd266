import type { Layer } from "../oci_image.ts";

const PACKAGES = [
  { name: "alpine-baselayout", version: "3.4.3-r2" },
  { name: "busybox", version: "1.36.1-r15" },
  { name: "libcrypto3", version: "3.1.4-r2", origin: "openssl" },
  { name: "libexpat", version: "2.5.0-r2", origin: "expat" },
  { name: "libssl3", version: "3.1.4-r2", origin: "openssl" },
  { name: "musl", version: "1.2.4_git20230717-r4" },
];

const OS_RELEASE = `NAME="Alpine Linux"
ID=alpine
VERSION_ID=3.19.0
PRETTY_NAME="Alpine Linux v3.19"
HOME_URL="https://alpinelinux.org/"
`;

/** What a scanner looks at in an Alpine 3.19 base layer. */
export function alpineLayer(): Layer {
  return {
    "etc/alpine-release": "3.19.0\n",
    "etc/os-release": OS_RELEASE,
    "lib/apk/db/installed": PACKAGES.map(apkEntry).join("\n"),
  };
}

/** @see https://wiki.alpinelinux.org/wiki/Apk_spec */
function apkEntry({ name, version, origin = name }: { name: string; version: string; origin?: string }): string {
  return `P:${name}
V:${version}
A:x86_64
T:sample entry for ${name}
o:${origin}
`;
}
