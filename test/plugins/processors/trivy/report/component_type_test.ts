import assert from "node:assert/strict";
import { test } from "uvu";
import { componentType, misconfigurationComponent } from "#plugins/processors/trivy/report/component_type.ts";

test("componentType() names OS packages after the distribution", () => {
  const names = {
    debian: "Debian",
    alpine: "Alpine",
    redhat: "Redhat",
    "centos-stream": "Centos-stream",
    openSUSE: "Opensuse",
  };
  for (const [type, name] of Object.entries(names)) {
    assert.equal(componentType({ class: "os-pkgs", type }), `${name}-package`);
  }
});

test("componentType() names language packages after the language", () => {
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
    for (const type of types.split(" "))
      assert.equal(componentType({ class: "lang-pkgs", type }), `${language}-package`);
  }
});

test("componentType() names the other types of Trivy by the type itself", () => {
  const others = "conan cocoapods swift pub hex julia bitnami javascript kubernetes eks gke aks rke ocp activestate";
  for (const type of others.split(" ")) {
    const name = `${type.charAt(0).toUpperCase()}${type.slice(1)}-package`;
    assert.equal(componentType({ class: "lang-pkgs", type }), name);
  }
});

test("componentType() keeps the type of a language that it does not know", () => {
  assert.equal(componentType({ class: "lang-pkgs", type: "conan" }), "Conan-package");
  assert.equal(componentType({ class: "lang-pkgs", type: "constructor" }), "Constructor-package");
});

test("componentType() says so when nothing is known", () => {
  assert.equal(componentType({ class: "os-pkgs", type: "" }), "Unknown-component");
  assert.equal(componentType({ class: "", type: " " }), "Unknown-component");
});

test("misconfigurationComponent() names the kind of file", () => {
  const names = { dockerfile: "Dockerfile", kubernetes: "Kubernetes", "azure-arm": "Azure-arm", "": "Unknown" };
  for (const [type, name] of Object.entries(names)) {
    assert.equal(misconfigurationComponent({ class: "config", type }), `${name}-misconfiguration`);
  }
});

test.run();
