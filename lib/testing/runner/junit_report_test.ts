import assert from "node:assert/strict";
import { parseJunit } from "./junit_report.ts";

/** As Deno 2.9 writes it. */
const REPORT = `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="deno test" tests="6" failures="2" errors="0" time="1.182">
    <testsuite name="./lib/j_test.ts" tests="5" disabled="1" errors="0" failures="2">
        <testcase name="a &lt;b&gt; &amp; &quot;c&quot; &#8212; it&#x27;s" classname="./lib/j_test.ts" time="0.004" line="2" col="6">
        </testcase>
        <testcase name="can't run" classname="./lib/j_test.ts" time="0.000" line="3" col="6">
            <skipped/>
        </testcase>
        <testcase name="fails &gt; at once" classname="./lib/j_test.ts" time="12.500" line="4" col="6">
            <failure message="Uncaught AssertionError: &lt;skipped/&gt;
">AssertionError: a &lt;/testcase&gt; is expected
    at file:///tmp/lib/j_test.ts:4:35</failure>
        </testcase>
        <testcase name="a &lt;b&gt; &amp; &quot;c&quot; &#8212; it&#x27;s &gt; a step" classname="./lib/j_test.ts" time="0.003" line="2" col="51">
        </testcase>
        <testcase name="fails &gt; at once &gt; a step &gt; and one in it" classname="./lib/j_test.ts" time="0.001" line="5" col="48">
            <failure message="Uncaught Error: x">Error: x</failure>
        </testcase>
    </testsuite>
    <testsuite name="./lib/k.ts#10-19.ts" tests="1" disabled="0" errors="0" failures="0">
        <testcase name="file:///tmp/lib/k.ts#10-19.ts" classname="./lib/k.ts#10-19.ts" time="0.113" line="1" col="6">
        </testcase>
    </testsuite>
</testsuites>
`;

Deno.test("parseJunit() reads each test with its outcome and time, and counts no step", () => {
  const file = "lib/j_test.ts";
  assert.deepEqual(parseJunit(REPORT), [
    { file, name: 'a <b> & "c" — it\'s', outcome: "passed", seconds: 0.004 },
    { file, name: "can't run", outcome: "skipped", seconds: 0 },
    { file, name: "fails > at once", outcome: "failed", seconds: 12.5 },
    {
      file: "lib/k.ts#10-19.ts",
      name: "file:///tmp/lib/k.ts#10-19.ts",
      outcome: "passed",
      seconds: 0.113,
    },
  ]);
});

Deno.test("parseJunit() finds no test in a report without any", () => {
  assert.deepEqual(parseJunit(""), []);
  assert.deepEqual(parseJunit('<testsuites name="deno test" tests="0"></testsuites>'), []);
});
