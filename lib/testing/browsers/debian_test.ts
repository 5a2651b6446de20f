import assert from "node:assert/strict";
import { isDebian } from "./debian.ts";

for (
  const [system, osRelease, is] of [
    ["Debian", 'PRETTY_NAME="Debian GNU/Linux 12"\nVERSION_CODENAME=bookworm\nID=debian', true],
    ["Raspberry Pi OS", "ID=raspbian\nID_LIKE=debian", true],
    ["Ubuntu", "ID=ubuntu\nID_LIKE=debian", false],
    ["Mint", 'ID=linuxmint\nID_LIKE="ubuntu debian"', false],
    ["Fedora", 'ID=fedora\nPRETTY_NAME="not debian"', false],
    ["a system without the file", "", false],
  ] as const
) {
  Deno.test(`isDebian() is ${is} for ${system}`, () => assert.equal(isDebian(osRelease), is));
}
