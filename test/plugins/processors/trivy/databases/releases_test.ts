import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { writeBolt } from "#demo/bolt/mod.ts";
import { listBuckets } from "#plugins/processors/trivy/databases/bolt_file.ts";
import { hasRelease } from "#plugins/processors/trivy/databases/releases.ts";
import { inTempFolder } from "#support/temp_folder.ts";

/** As the real database names them. */
const NAMES = [
  ...["alpine 3.19", "alpine edge", "debian 12", "ubuntu 22.04", "ubuntu 14.04-ESM", "Red Hat", "Red Hat CPE"],
  ...["amazon linux 1", "amazon linux 2", "amazon linux 2023", "Oracle Linux 9", "rocky 9", "alma 8", "wolfi"],
  ...["SUSE Linux Enterprise 15.5", "SUSE Linux Enterprise Micro 5.3", "openSUSE Leap 15.5", "openSUSE Tumbleweed"],
  ...["Photon OS 5.0", "CBL-Mariner 2.0", "Azure Linux 3.0", "npm::GitHub Security Advisory Npm", "vulnerability"],
];

const KNOWN = [
  ...["alpine 3.19", "alpine 3.19.1", "alpine 3.21.0_alpha20240923", "debian 12", "debian 12.5", "ubuntu 22.04"],
  ...["ubuntu 14.04", "redhat 9.3", "centos 7.9.2009", "centos-stream 9", "amazon 2 (Karoo)", "amazon 2023.6.20241010"],
  ...["amazon AMI release 2018.03", "oracle 9.4", "rocky 9.3", "alma 8.10", "wolfi 20230201", "sles 15.5"],
  ...["suse linux enterprise server|15.5", "slem 5.3", "opensuse-leap 15.5", "opensuse.leap 15.5"],
  ...["opensuse-tumbleweed 20240101", "photon 5.0", "cbl-mariner 2.0.20240123", "azurelinux 3.0.20240727"],
];
const UNKNOWN = [
  ...["alpine 3.1", "alpine 3.99.1", "debian 99", "debian 1", "debian trixie/sid", "ubuntu 22", "ubuntu 23.10"],
  ...["centos 99", "amazon 2027", "oracle 8", "rocky 99", "fedora 40", "echo 1", "sles 12.5", "slem 6.0", "photon 1.0"],
];

function parse(text: string) {
  const at = text.includes("|") ? text.indexOf("|") : text.indexOf(" ");
  return { family: text.slice(0, at), name: text.slice(at + 1) };
}

test("hasRelease() finds the releases that a database has advisories for, and no others", () => {
  assert.deepEqual(
    KNOWN.filter((one) => !hasRelease(NAMES, parse(one))),
    [],
  );
  assert.deepEqual(
    UNKNOWN.filter((one) => hasRelease(NAMES, parse(one))),
    [],
  );
});

test("listBuckets() reads all names at the top, also where they fill many pages", () =>
  inTempFolder(async (folder) => {
    const path = join(folder, "trivy.db");
    const names = Array.from({ length: 3000 }, (_, index) => `debian ${String(index).padStart(5, "0")}`);
    await writeFile(path, writeBolt(new Map(names.map((name) => [name, new Map([["key", "value"]])]))));
    assert.deepEqual([...(await listBuckets(path))].sort(), names);
    await writeFile(path, "no database");
    await assert.rejects(() => listBuckets(path), /no valid meta page/);
  }));

test.run();
