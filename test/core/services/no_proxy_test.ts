import assert from "node:assert/strict";
import { test } from "uvu";
import { parseNoProxy } from "#core/services/http/_no_proxy.ts";

const CASES = [
  ["example.com", "example.com:443 sub.example.com:443", "notexample.com:443"],
  [".example.com", "sub.example.com:443", "example.com.org:443 notexample.com:443"],
  ["*.example.com", "a.example.com:443", "other.com:443"],
  ["example.com:8443", "example.com:8443 a.example.com:8443", "example.com:443"],
  ["10.0.0.0/8, 192.168.1.7", "10.200.0.1:443 192.168.1.7:5000", "11.0.0.1:443 192.168.1.8:443"],
  ["192.168.1.7:5000", "192.168.1.7:5000", "192.168.1.7:443"],
  ["fd00::/8,[2001:db8::1]:5000", "[fd12::1]:443 [2001:db8::1]:5000", "[2001:db8::1]:443"],
  ["*", "anything.com:443", ""],
  ["x,*", "anything.com:443", ""],
  [" UPPER.com ,,:80,1.2.3.4/99", "upper.com:443", "1.2.3.4:443"],
  ["", "localhost:80 a.localhost:80 127.3.2.1:80 [::1]:80", "example.com:80"],
] as const;

test("NO_PROXY is read as Go reads it", () => {
  const split = (text: string) => text.split(" ").filter((one) => one !== "");
  for (const [text, past, through] of CASES) {
    const isDirect = parseNoProxy(text);
    const ask = (one: string) => isDirect(one.slice(0, one.lastIndexOf(":")), one.slice(one.lastIndexOf(":") + 1));
    for (const one of split(past)) assert.ok(ask(one), `${text}: ${one}`);
    for (const one of split(through)) assert.ok(!ask(one), `${text}: ${one}`);
  }
});

test.run();
