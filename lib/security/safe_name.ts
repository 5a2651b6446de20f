/**
 * Longest file name, bytes of UTF-8. File systems end at 255; the rest is for " (100000)" here and
 * for what a browser adds to a name that is taken.
 */
const MAX_NAME_BYTES = 240;

/** Longest ending, in characters, that is taken for an extension and kept when a name is cut. */
const MAX_EXTENSION_LENGTH = 20;

/**
 * What nobody sees and what turns text around: control and format characters, halves of surrogate
 * pairs, line separators, fillers. The first branch eats emoji first, so that their own joiners and
 * colour selectors stay: a zero-width joiner is kept between two pictographs and nowhere else,
 * where it could only make two names look alike.
 */
const EMOJI_OR_INVISIBLE =
  /\p{Extended_Pictographic}(?:\u{FE0F}|\p{Emoji_Modifier})?(?:\u{200D}(?=\p{Extended_Pictographic}))?|([\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}])/gu;

/**
 * Names of Latin and Cyrillic letters, digits and common signs, in which nothing is invisible. They
 * are most names, and the first use of the expression above takes 10 ms to compile.
 */
const ALL_VISIBLE = /^[\u0020-\u007E\u00A1-\u00AC\u00AE-\u024F\u0400-\u052F]*$/;

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
 * component, visible as it is, no device, not hidden, at most 240 bytes, never empty.
 * `safeFileName(safeFileName(name))` is `safeFileName(name)`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(safeFileName("Отчёт за май.pdf"), "Отчёт за май.pdf");
 * assert.equal(safeFileName("../../etc/passwd"), "__.._etc_passwd");
 * assert.equal(safeFileName("photo\u202Egpj.exe"), "photogpj.exe");
 * assert.equal(safeFileName("NUL.txt"), "_NUL.txt");
 * ```
 */
export function safeFileName(name: string): string {
  // Cutting a long name can bring an ending or a joiner to its edge that was harmless inside, so
  // the rules run until none applies; the second round nearly always finds nothing.
  let before: string;
  let safe = name;
  do {
    before = safe;
    safe = applyRules(before);
  } while (safe !== before);
  return safe;
}

function applyRules(name: string): string {
  let safe = withoutInvisible(name)
    .normalize("NFC")
    .replace(RESERVED, "_")
    // A run of spaces can push the real extension out of sight.
    .replace(/\s+/g, " ")
    // Windows drops these at the end, so the name would become another one.
    .replace(/^ +|[ .]+$/g, "")
    // Hidden on Unix; and no trick with "..".
    .replace(/^\.+/, "_");
  if (safe === "") return "file";
  if (DEVICE.test(safe)) safe = `_${safe}`;
  if (SHELL_EXTENSION.test(safe)) safe += ".download";
  const [stem, extension] = splitName(safe);
  return cut(stem, MAX_NAME_BYTES - byteLength(extension)) + extension;
}

function withoutInvisible(name: string): string {
  if (ALL_VISIBLE.test(name)) return name;
  return name.replace(
    EMOJI_OR_INVISIBLE,
    (match: string, invisible?: string) => invisible ? "" : match,
  );
}

/**
 * Makes a list of safe names distinct where a file system would not tell them apart: by case and
 * by Unicode form. The first keeps its name, the next get " (2)", " (3)" before the extension.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(uniqueNames(["a.txt", "A.TXT", "b"]), ["a.txt", "A (2).TXT", "b"]);
 * ```
 */
export function uniqueNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  // Where the search for a free number goes on: a thousand equal names cost a thousand steps.
  const lastNumbers = new Map<string, number>();
  return names.map((name) => {
    const key = foldName(name);
    const [stem, extension] = splitName(name);
    let unique = name;
    let number = lastNumbers.get(key) ?? 1;
    while (taken.has(foldName(unique))) {
      unique = `${stem} (${++number})${extension}`;
    }
    lastNumbers.set(key, number);
    taken.add(foldName(unique));
    return unique;
  });
}

/** Upper, then lower case: folds "ß" with "SS" and both forms of sigma, as Apple's file systems do. */
function foldName(name: string): string {
  return name.toUpperCase().toLowerCase().normalize("NFC");
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
