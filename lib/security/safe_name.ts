/**
 * Longest file name, bytes of UTF-8. File systems end at 255; the rest is for " (100000)" here and
 * for what a browser adds to a name that is taken.
 */
const MAX_NAME_BYTES = 240;

/** Longest ending, in characters, that is taken for an extension and kept when a name is cut. */
const MAX_EXTENSION_LENGTH = 20;

/**
 * Scripts whose spelling asks for a joiner or a non-joiner between letters: those that join (Arabic and
 * its kin) and those that form conjuncts (UAX #31 §2.3.1, rules A1, A2 and B).
 */
const JOINING = ["Arab", "Syrc", "Nkoo", "Mong", "Deva", "Beng", "Guru", "Gujr", "Orya", "Taml"]
  .concat("Telu", "Knda", "Mlym", "Sinh", "Khmr", "Mymr", "Tibt")
  .map((script) => `\\p{Script=${script}}`).join("");

/** What stays although nobody sees it: it changes what is seen beside it. */
const MEANT = [
  // Emoji with their joiners and colours, one after another.
  /\p{Extended_Pictographic}(?:\u{FE0F}|\p{Emoji_Modifier})?(?:\u{200D}(?=\p{Extended_Pictographic}))?/u
    .source,
  // Keycaps.
  "[0-9#*]\\u{FE0F}\\u{20E3}",
  // The form of an ideograph that a name is written with.
  "\\p{Script=Han}[\\u{FE00}-\\u{FE0F}\\u{E0100}-\\u{E01EF}]",
  `[${JOINING}][\\u{200C}\\u{200D}](?=[${JOINING}])`,
];

/**
 * What nobody sees and what turns text around: control and format characters, halves of surrogate
 * pairs, line separators, fillers. Elsewhere than where it is {@linkcode MEANT} it could only make two
 * names look alike.
 */
const INVISIBLE =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/u
    .source;

/** What is meant comes first, so that it isn't taken for what is invisible. */
const MEANT_OR_INVISIBLE = new RegExp(`${MEANT.join("|")}|(${INVISIBLE})`, "gu");

/**
 * Spaces in a row that can push the real extension out of sight: a column of a file manager shows
 * about twenty characters. Fewer are part of a name.
 */
const HIDING_SPACES = /\s{5,}/g;

/**
 * Names of Latin and Cyrillic letters, digits and common signs, in which nothing is invisible. They
 * are most names, and the first use of the expression above takes 10 ms to compile.
 */
const ALL_VISIBLE = /^[\u0020-\u007E\u00A1-\u00AC\u00AE-\u024F\u0400-\u052F]*$/;

/** What a name may hold and nobody sees, whatever it is for. */
const IGNORED = new RegExp(INVISIBLE, "gu");

/** Path separators, drive letters, NTFS streams, wildcards, shell redirection (Windows' own list). */
const RESERVED = /[\\/:*?"<>|]/g;

/**
 * Names that Windows takes for devices, whatever follows the first dot. The superscript digits
 * count as digits there (Microsoft, "Naming Files, Paths, and Namespaces").
 */
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|clock\$|(?:com|lpt)[0-9¹²³]) *(?:\.|$)/i;

/**
 * Endings that Windows' shell acts upon as soon as it lists the folder, and that Chromium refuses
 * to save under (its `net::IsShellIntegratedExtension`); there nothing at all would be saved.
 */
const SHELL_EXTENSION = /\.(?:lnk|local|scf|url|\{[^.]*\})$/i;

/**
 * Turns a name from the peer into one that may be used for a file on any system: one path
 * component, visible as it is, no device, at most 240 bytes, never empty.
 * `safeFileName(safeFileName(name))` is `safeFileName(name)`.
 *
 * @param isInside whether it lies in a folder that comes with it: there it may begin with a dot, and
 * end as the shell's own files do, since its folder is what somebody unpacked or chose. At the top it
 * may be neither hidden nor acted upon.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(safeFileName("Отчёт за май.pdf"), "Отчёт за май.pdf");
 * assert.equal(safeFileName("../../etc/passwd"), "__.._etc_passwd");
 * assert.equal(safeFileName("photo\u202Egpj.exe"), "photogpj.exe");
 * assert.equal(safeFileName("NUL.txt"), "_NUL.txt");
 * assert.equal(safeFileName(".env.local"), "_env.local.download");
 * assert.equal(safeFileName(".env.local", true), ".env.local");
 * ```
 */
export function safeFileName(name: string, isInside = false): string {
  // Cutting a long name can bring an ending or a joiner to its edge that was harmless inside, so
  // the rules run until none applies; the second round nearly always finds nothing.
  let before: string;
  let safe = name;
  do {
    before = safe;
    safe = applyRules(before, isInside);
  } while (safe !== before);
  return safe;
}

/**
 * A name without an ending that Windows' shell acts upon. Needed wherever a browser writes under the
 * name itself, since Chromium writes nothing at all under such a one.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(withoutShellEnding(".env.local"), ".env.local.download");
 * assert.equal(withoutShellEnding("local.txt"), "local.txt");
 * ```
 */
export function withoutShellEnding(name: string): string {
  return SHELL_EXTENSION.test(name) ? `${name}.download` : name;
}

function applyRules(name: string, isInside: boolean): string {
  let safe = withoutInvisible(name)
    .normalize("NFC")
    .replace(RESERVED, "_")
    .replace(HIDING_SPACES, " ")
    // Windows drops these at the end, so the name would become another one.
    .replace(/^\s+|[\s.]+$/g, "")
    // Hidden on Unix; and no trick with "..".
    .replace(isInside ? /^\.{2,}/ : /^\.+/, "_");
  if (safe === "") return "file";
  if (DEVICE.test(safe)) safe = `_${safe}`;
  if (!isInside) safe = withoutShellEnding(safe);
  const [stem, extension] = splitName(safe);
  return cut(stem, MAX_NAME_BYTES - byteLength(extension)) + extension;
}

function withoutInvisible(name: string): string {
  if (ALL_VISIBLE.test(name)) return name;
  return name.replace(
    MEANT_OR_INVISIBLE,
    (match: string, invisible?: string) => invisible ? "" : match,
  );
}

/**
 * Makes safe names distinct where a file system would not tell them apart: by case and by Unicode form.
 * The first keeps its name, the next get " (2)", " (3)" before the extension.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const names = new UniqueNames();
 * assert.deepEqual(["a.txt", "A.TXT", "b"].map((name) => names.add(name)), ["a.txt", "A (2).TXT", "b"]);
 * ```
 */
export class UniqueNames {
  readonly #taken = new Set<string>();
  /** Where the search for a free number goes on: a thousand equal names cost a thousand steps. */
  readonly #lastNumbers = new Map<string, number>();

  /** Takes the next name; answers what it becomes. */
  add(name: string): string {
    const key = foldName(name);
    if (!this.#taken.has(key)) {
      this.#taken.add(key);
      return name;
    }
    const [stem, extension] = splitName(name);
    let unique = name;
    let folded = key;
    let number = this.#lastNumbers.get(key) ?? 1;
    while (this.#taken.has(folded)) {
      unique = `${stem} (${++number})${extension}`;
      folded = foldName(unique);
    }
    this.#lastNumbers.set(key, number);
    this.#taken.add(folded);
    return unique;
  }
}

/** The names of a whole list as {@linkcode UniqueNames} makes them. */
export function uniqueNames(names: readonly string[]): string[] {
  const unique = new UniqueNames();
  return names.map((name) => unique.add(name));
}

/**
 * Upper, then lower case: folds "ß" with "SS" and both forms of sigma, as Apple's file systems do.
 * Without what nobody sees, so that names which only differ in it get different numbers.
 */
function foldName(name: string): string {
  const seen = ALL_VISIBLE.test(name) ? name : name.replace(IGNORED, "");
  return seen.toUpperCase().toLowerCase().normalize("NFC");
}

function splitName(name: string): readonly [stem: string, extension: string] {
  const dot = name.lastIndexOf(".");
  return dot > 0 && name.length - dot <= MAX_EXTENSION_LENGTH
    ? [name.slice(0, dot), name.slice(dot)]
    : [name, ""];
}

/** The longest beginning of whole characters within `maxBytes`. */
function cut(text: string, maxBytes: number): string {
  const { read } = new TextEncoder().encodeInto(
    text,
    new Uint8Array(maxBytes),
  );
  return text.slice(0, read);
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
