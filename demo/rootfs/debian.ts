import type { Layer } from "../oci_image.ts";

const PACKAGES = [
  { name: "apt", version: "2.6.1" },
  { name: "bash", version: "5.2.15-2" },
  { name: "libc6", version: "2.36-9", source: "glibc" },
  { name: "libcurl4", version: "7.88.1-10", source: "curl" },
  { name: "libsystemd0", version: "252.6-1", source: "systemd" },
  { name: "zlib1g", version: "1:1.2.13.dfsg-1", source: "zlib" },
];

const OS_RELEASE = `PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
NAME="Debian GNU/Linux"
VERSION_ID="12"
VERSION="12 (bookworm)"
VERSION_CODENAME=bookworm
ID=debian
HOME_URL="https://www.debian.org/"
`;

/** What a scanner looks at in a Debian 12 base layer. */
export function debianLayer(): Layer {
  return {
    "etc/debian_version": "12.0\n",
    "etc/os-release": OS_RELEASE,
    "var/lib/dpkg/status": PACKAGES.map(dpkgEntry).join("\n"),
  };
}

/** @see https://manpages.debian.org/bookworm/dpkg-dev/deb-control.5.en.html */
function dpkgEntry({ name, version, source }: { name: string; version: string; source?: string }): string {
  return `Package: ${name}
Status: install ok installed
Priority: required
Section: misc
Maintainer: Sample Maintainers <sample@example.com>
Architecture: amd64
${source === undefined ? "" : `Source: ${source}\n`}Version: ${version}
Description: sample entry for ${name}
`;
}
