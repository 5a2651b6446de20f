import assert from "node:assert/strict";
import { qrPath } from "./qr_path.ts";

Deno.test("qrPath() draws every dark module exactly once", () => {
  const modules = [[true, true, false], [false, false, false], [true, false, true]];
  const drawn = modules.map((row) => row.map(() => false));
  for (const [, x, y, width] of qrPath(modules).matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) {
    for (let column = 0; column < Number(width); column++) {
      const row = drawn[Number(y)];
      assert.ok(row);
      assert.equal(row[Number(x) + column], false);
      row[Number(x) + column] = true;
    }
  }
  assert.deepEqual(drawn, modules);
});

Deno.test("qrPath() of a code without dark modules is empty", () => {
  assert.equal(qrPath([[false]]), "");
});
