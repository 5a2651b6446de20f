import assert from "node:assert/strict";
import { SeededRandom } from "../testing/simulation/seeded_random.ts";
import { safeFileName, uniqueNames } from "./safe_name.ts";

const LONG = "x".repeat(300);
const FAMILY = "👩🏽\u{200D}💻";

/** Hostile and merely unusual names, and what becomes of them. */
const TABLE: readonly (readonly [name: string, safe: string])[] = [
  // What must survive as it is.
  ["report.pdf", "report.pdf"],
  ["Отчёт за май 2024.pdf", "Отчёт за май 2024.pdf"],
  ["写真 (1).jpg", "写真 (1).jpg"],
  ["a.tar.gz", "a.tar.gz"],
  ["no extension", "no extension"],
  ["__proto__", "__proto__"],
  ["constructor", "constructor"],
  ["Let's & go; #1 100% ~$x.txt", "Let's & go; #1 100% ~$x.txt"],
  ["COM.txt", "COM.txt"],
  ["COM10.txt", "COM10.txt"],
  ["console.log", "console.log"],
  ["nullable.ts", "nullable.ts"],
  ["file.local.txt", "file.local.txt"],
  // Emoji keep the joiners inside a sequence.
  [`${FAMILY}.png`, `${FAMILY}.png`],
  ["🏳\u{FE0F}\u{200D}🌈.png", "🏳\u{FE0F}\u{200D}🌈.png"],
  ["👨\u{200D}👩\u{200D}👧.jpg", "👨\u{200D}👩\u{200D}👧.jpg"],
  ["❤\u{FE0F}.txt", "❤\u{FE0F}.txt"],
  ["1\u{FE0F}\u{20E3}.txt", "1\u{FE0F}\u{20E3}.txt"],
  // Joiners and selectors that a spelling asks for.
  ["می\u{200C}خواهم.txt", "می\u{200C}خواهم.txt"],
  ["क्\u{200D}ष.txt", "क्\u{200D}ष.txt"],
  ["葛\u{E0100}城.txt", "葛\u{E0100}城.txt"],
  // Joiners elsewhere are invisible differences.
  ["\u{200C}می.txt", "می.txt"],
  ["می\u{200C}.txt", "می.txt"],
  ["می\u{200C}\u{200C}خواهم", "میخواهم"],
  ["1\u{FE0F}.txt", "1.txt"],
  ["a\u{200D}b.txt", "ab.txt"],
  ["👩\u{200D}.txt", "👩.txt"],
  ["\u{200D}👩.txt", "👩.txt"],
  ["👩\u{200D}\u{200D}💻", "👩💻"],
  ["a\u{FE0F}b", "ab"],
  // Unicode form.
  ["e\u{301}.txt", "é.txt"],
  ["\u{212A}.txt", "K.txt"],
  ["e\u{200B}\u{301}.txt", "é.txt"],
  // Paths.
  ["../../etc/passwd", "__.._etc_passwd"],
  ["..\\..\\boot.ini", "__.._boot.ini"],
  ["/etc/passwd", "_etc_passwd"],
  ["C:\\Windows\\x.dll", "C__Windows_x.dll"],
  ["\\\\server\\share", "__server_share"],
  ["a/b", "a_b"],
  [".", "file"],
  ["..", "file"],
  ["...", "file"],
  ["", "file"],
  [" ", "file"],
  [". . .", "file"],
  ["/", "_"],
  ["a:stream", "a_stream"],
  ["x.txt::$DATA", "x.txt__$DATA"],
  ['<img src=x onerror="alert(1)">.png', "_img src=x onerror=_alert(1)__.png"],
  ["what?*|.txt", "what___.txt"],
  // Control, direction, invisible.
  ["a\0b.txt", "ab.txt"],
  ["a\r\nb\t.txt", "ab.txt"],
  ["a\u{7F}\u{9B}b", "ab"],
  ["photo\u{202E}gpj.exe", "photogpj.exe"],
  ["\u{2066}x\u{2069}.txt", "x.txt"],
  ["\u{FEFF}x.txt", "x.txt"],
  ["x\u{AD}y", "xy"],
  ["x\u{2028}y\u{2029}z", "xyz"],
  ["x\u{3164}y\u{115F}z\u{34F}", "xyz"],
  ["x\u{E0041}y", "xy"],
  ["\u{D800}x\u{DC00}.txt", "x.txt"],
  ["\u{DC00}\u{D800}", "file"],
  ["x\u{FFFF}y\u{FFFE}", "xy"],
  ["\u{200B}", "file"],
  // Edges.
  ["x.txt.", "x.txt"],
  ["x.txt. . ", "x.txt"],
  ["  x.txt  ", "x.txt"],
  ["\u{3000}x\u{A0}", "x"],
  [".bashrc", "_bashrc"],
  ["..x", "_x"],
  [" .x", "_x"],
  ["invoice.pdf                            .exe", "invoice.pdf .exe"],
  [`invoice.pdf${"\u{3000}".repeat(20)}.exe`, "invoice.pdf .exe"],
  // Fewer spaces are somebody's name.
  ["a  b\u{3000}c.txt", "a  b\u{3000}c.txt"],
  // Windows' devices.
  ["CON", "_CON"],
  ["con.txt", "_con.txt"],
  ["NUL.tar.gz", "_NUL.tar.gz"],
  ["Prn .txt", "_Prn .txt"],
  ["aux.", "_aux"],
  ["COM1.log", "_COM1.log"],
  ["com¹", "_com¹"],
  ["LPT³.txt", "_LPT³.txt"],
  ["lpt0", "_lpt0"],
  ["CONIN$", "_CONIN$"],
  ["conout$.x", "_conout$.x"],
  ["CLOCK$", "_CLOCK$"],
  ["C\u{200B}ON", "_CON"],
  // The shell's own endings.
  ["x.lnk", "x.lnk.download"],
  ["X.URL", "X.URL.download"],
  ["x.scf", "x.scf.download"],
  ["x.{20D04FE0-3AEA-1069-A2D8-08002B30309D}", "x.{20D04FE0-3AEA-1069-A2D8-08002B30309D}.download"],
  ["x.lnk. ", "x.lnk.download"],
  // Length.
  [LONG, LONG.slice(0, 240)],
  [`${LONG}.pdf`, `${LONG.slice(0, 236)}.pdf`],
  [`${LONG}.lnk`, `${LONG.slice(0, 231)}.download`],
  [`${"я".repeat(200)}.txt`, `${"я".repeat(118)}.txt`],
  [`${"👩".repeat(100)}.txt`, `${"👩".repeat(59)}.txt`],
  [`x.${LONG}`, `x.${LONG.slice(0, 238)}`],
];

function assertSafe(name: string, safe: string): void {
  const where = JSON.stringify(name);
  assert.equal(safeFileName(safe), safe, `idempotent: ${where}`);
  assert.ok(safe !== "" && safe !== "." && safe !== "..", where);
  assert.ok(new TextEncoder().encode(safe).length <= 240, where);
  assert.ok(safe.isWellFormed(), where);
  assert.equal(safe.normalize("NFC"), safe, where);
  // deno-lint-ignore no-control-regex -- control characters are what must be absent.
  assert.doesNotMatch(safe, /[\x00-\x1f\x7f-\x9f\\/:*?"<>|\u202a-\u202e\u2066-\u2069]/, where);
  assert.doesNotMatch(safe, /^[. ]|[. ]$|^(con|nul|aux|prn|com\d|lpt\d)(\.|$)/i, where);
}

Deno.test("safeFileName() turns each name of the table into the one beside it", () => {
  assert.ok(TABLE.length >= 60);
  for (const [name, expected] of TABLE) {
    assert.equal(safeFileName(name), expected, JSON.stringify(name));
    assertSafe(name, expected);
  }
});

Deno.test("safeFileName() gives a safe name for 100,000 random ones, and the same for its own", () => {
  const random = new SeededRandom(5);
  const pieces = [
    ".",
    "..",
    " ",
    "/",
    "\\",
    ":",
    "\0",
    "\u{200D}",
    "\u{FE0F}",
    "\u{202E}",
    "\u{301}",
    "\u{338}",
    "<",
    "👩",
    "🏽",
    "💻",
    "é",
    "я",
    "\u{D83D}",
    "\u{DC69}",
    "con",
    "NUL",
    "COM",
    "1",
    "¹",
    ".lnk",
    ".local",
    ".{x}",
    ".txt",
    "_",
    "\u{3000}",
    "\u{212B}",
    "\u{1100}",
    "\u{1161}",
    "\u{11A8}",
    "x".repeat(225),
    "я".repeat(110),
    "👩\u{200D}".repeat(30),
  ];
  for (let round = 0; round < 100_000; round++) {
    let name = "";
    for (let count = random.below(8); count >= 0; count--) {
      name += random.chance(0.8) ? random.pick(pieces) : String.fromCharCode(random.below(0x10000));
    }
    assertSafe(name, safeFileName(name));
  }
});

Deno.test("uniqueNames() tells apart what a file system wouldn't, before the extension", () => {
  assert.deepEqual(
    uniqueNames([
      "a.txt",
      "A.TXT",
      "a.txt",
      "é",
      "e\u{301}",
      "É",
      "straße",
      "STRASSE",
      "ΣΑΣ",
      "σας",
      "x",
      "__proto__",
      "__proto__",
    ]),
    [
      "a.txt",
      "A (2).TXT",
      "a (3).txt",
      "é",
      "e\u{301} (2)",
      "É (3)",
      "straße",
      "STRASSE (2)",
      "ΣΑΣ",
      "σας (2)",
      "x",
      "__proto__",
      "__proto__ (2)",
    ],
  );
});

Deno.test("uniqueNames() tells apart names that look alike", () => {
  const names = [
    "می\u{200C}خواهم",
    "میخواهم",
    "葛\u{E0100}",
    "葛",
    "1\u{FE0F}\u{20E3}",
    "1\u{20E3}",
  ];
  assert.deepEqual(uniqueNames(names).map((name) => name.endsWith(" (2)")), [
    false,
    true,
    false,
    true,
    false,
    true,
  ]);
});

Deno.test("uniqueNames() steps over a name that is taken already", () => {
  assert.deepEqual(uniqueNames(["a (2)", "a", "a", "a (3)", "a"]), [
    "a (2)",
    "a",
    "a (3)",
    "a (3) (2)",
    "a (4)",
  ]);
});

Deno.test("uniqueNames() of 100,000 equal names is distinct, fits a file system and stays safe", () => {
  const name = safeFileName(`${LONG}.pdf`);
  const names = uniqueNames(Array.from({ length: 100_000 }, () => name));
  assert.equal(new Set(names).size, names.length);
  assert.ok(names.every((each) => each.length <= 255 && each.endsWith(".pdf")));
});

Deno.test("names of Latin and Cyrillic letters lose nothing that can be seen, and nothing invisible hides among them", () => {
  for (let code = 0x20; code <= 0x52F; code++) {
    const character = String.fromCodePoint(code);
    const isInvisible = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/u.test(character);
    const isChanged = /[\\/:*?"<>|\s]/.test(character);
    if (isChanged) continue;
    // The second name takes the way of all other scripts.
    for (const name of [`a${character}b`, `a${character}b中`]) {
      const expected = (isInvisible ? name.replace(character, "") : name).normalize("NFC");
      assert.equal(safeFileName(name), expected, `U+${code.toString(16)}`);
    }
  }
});
