import assert from "node:assert/strict";
import { test } from "uvu";
import { componentOf } from "#core/model/mod.ts";
import { toPackageType } from "#plugins/lib/formats/package_type.ts";
import { makeLicense, makeMisconfiguration, makePackage, makeSecret, makeVulnerability } from "#support/outcomes.ts";

function nameOf(kind: "os" | "language", type: string): string {
  return componentOf(makeVulnerability({ package: makePackage({ class: kind, type }) }));
}

test("componentOf() names OS packages after the distribution", () => {
  const names = {
    debian: "Debian",
    alpine: "Alpine",
    redhat: "Redhat",
    "centos-stream": "Centos-stream",
    openSUSE: "Opensuse",
  };
  for (const [type, name] of Object.entries(names)) assert.equal(nameOf("os", type), `${name}-package`);
});

test("componentOf() names language packages after the language, whichever word Trivy has for it", () => {
  const languages = {
    Go: "gobinary gomod",
    Python: "python-pkg pip pipenv poetry uv pylock",
    Conda: "conda-pkg conda-environment",
    NodeJS: "node-pkg npm yarn pnpm bun",
    Java: "jar pom gradle sbt",
    Ruby: "gemspec bundler",
    PHP: "composer composer-vendor",
    Rust: "rustbinary cargo",
    DotNet: "nuget dotnet-core packages-props",
  };
  for (const [language, types] of Object.entries(languages)) {
    for (const type of types.split(" ")) assert.equal(nameOf("language", toPackageType(type)), `${language}-package`);
  }
});

test("componentOf() names other types of packages by the type itself", () => {
  const others = "conan cocoapods swift pub hex julia bitnami javascript kubernetes eks gke aks rke ocp activestate";
  for (const type of [...others.split(" "), "constructor"]) {
    const name = `${type.charAt(0).toUpperCase()}${type.slice(1)}-package`;
    assert.equal(nameOf("language", toPackageType(type)), name);
  }
});

test("componentOf() says so when nothing is known", () => {
  assert.equal(nameOf("os", ""), "Unknown-component");
  assert.equal(nameOf("language", " "), "Unknown-component");
});

test("componentOf() names the kind of file of a misconfiguration", () => {
  const names = { dockerfile: "Dockerfile", kubernetes: "Kubernetes", "azure-arm": "Azure-arm", "": "Unknown" };
  for (const [fileType, name] of Object.entries(names)) {
    assert.equal(componentOf(makeMisconfiguration({ fileType })), `${name}-misconfiguration`);
  }
  assert.deepEqual([componentOf(makeSecret("HIGH")), componentOf(makeLicense())], ["Secret", "License"]);
});

test.run();
