/**
 * Holds documents to the tree they describe: what they name has to be there. Names are found in code
 * spans, in links, and in commands; prose without backticks names nothing.
 * @module
 */
import { dirname, join, normalize } from "node:path/posix";

/** What a document may name. */
export interface Tree {
  /** Every file and folder by its path from the root; folders without a slash at their end. */
  readonly paths: ReadonlySet<string>;
  /** Folders that a task makes and git ignores: what lies in them is taken on trust. */
  readonly generated: readonly string[];
  /** The tasks of `deno.json`. */
  readonly tasks: ReadonlySet<string>;
  /** Every word of the sources. */
  readonly words: ReadonlySet<string>;
  /** The anchors of a document's headings, by its path. */
  readonly anchors: ReadonlyMap<string, ReadonlySet<string>>;
}

/** A name that leads nowhere. */
export interface Dangling {
  readonly line: number;
  readonly name: string;
}

interface Span {
  readonly text: string;
  readonly line: number;
}

/** Extensions that make a bare word the name of a file of ours. */
const KNOWN = /\.(?:tsx?|scss|md|conf|ya?ml|svg|png)$/;

/** The letters of a path or a pattern of paths: `lib/ui/{send,receive}/`, `*_e2e_test.ts`, `<language>`. */
const PATH = /^[\w.\-*{},<>[\]/]+$/;

/** A type of ours: at least two words that begin with a capital. */
const TYPE = /^([A-Z][a-z0-9]+(?:[A-Z][A-Za-z0-9]*)+)(?:\.\w+)?(?:\(\))?$/;

/** A constant or a variable of the environment. */
const CONSTANT = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;

/**
 * Finds every name in a document that leads nowhere.
 *
 * @param path the document's, from the root: links and paths may be relative to its folder
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const tree = {
 *   paths: new Set(["lib", "lib/a.ts"]),
 *   generated: ["_fresh"],
 *   tasks: new Set(["start"]),
 *   words: new Set(["FileSender"]),
 *   anchors: new Map(),
 * };
 * const text = "`lib/a.ts` and `b.ts`: [there](lib/c.ts), `deno task stop`, `FileSender`";
 * assert.deepEqual(danglingIn("README.md", text, tree).map(({ name }) => name), [
 *   "b.ts", "deno task stop", "lib/c.ts",
 * ]);
 * ```
 */
export function danglingIn(path: string, text: string, tree: Tree): Dangling[] {
  const { prose, fences } = partsOf(text);
  const dangling: Dangling[] = [];
  const lines = prose.split("\n");
  for (const { text: code, line } of spansIn(prose)) {
    const bases = [".", dirname(path), ...foldersInRow(lines[line - 1] ?? "", tree)];
    for (const name of namesIn(code, bases, tree)) dangling.push({ line, name });
  }
  for (const { text: target, line } of linksIn(prose)) {
    if (!linkLeads(target, path, tree)) dangling.push({ line, name: target });
  }
  for (const { text: command, line } of fences) {
    for (const name of missingTasks(command, tree)) dangling.push({ line, name });
  }
  return dangling;
}

/** The anchors that GitHub makes of a document's headings. */
export function anchorsOf(text: string): Set<string> {
  const { prose } = partsOf(text);
  return new Set(
    [...prose.matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) =>
      title.toLowerCase().replaceAll(/[^\p{L}\p{N}_ -]/gu, "").replaceAll(" ", "-")
    ),
  );
}

/** Prose with its lines in place, and the lines of fenced blocks. */
function partsOf(text: string): { readonly prose: string; readonly fences: readonly Span[] } {
  const prose: string[] = [];
  const fences: Span[] = [];
  let fence: string | undefined;
  text.split("\n").forEach((line, index) => {
    const mark = /^\s*(```+)/.exec(line)?.[1];
    if (fence === undefined && mark === undefined) {
      prose.push(line);
      return;
    }
    prose.push("");
    if (fence === undefined) fence = mark;
    else if (mark !== undefined && mark.length >= fence.length) fence = undefined;
    else fences.push({ text: line, line: index + 1 });
  });
  return { prose: prose.join("\n"), fences };
}

/** Code between backticks; it may go over the end of a line. */
function spansIn(prose: string): Span[] {
  return [...prose.matchAll(/(`+)([^`]+)\1(?!`)/g)].map((match) => ({
    text: (match[2] ?? "").replaceAll(/\s+/g, " ").trim(),
    line: lineAt(prose, match.index),
  }));
}

function linksIn(prose: string): Span[] {
  // What looks like a link in code is none.
  const text = prose.replaceAll(/`[^`]*`/g, (code) => code.replaceAll(/[^\n]/g, "x"));
  const links = /\]\(([^)\s]+)[^)]*\)|\b(?:src|srcset|href)="([^"]+)"/g;
  return [...text.matchAll(links)].map((match) => ({
    text: match[1] ?? match[2] ?? "",
    line: lineAt(text, match.index),
  }));
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}

/** What a code span names and what isn't there. */
function namesIn(code: string, bases: readonly string[], tree: Tree): string[] {
  const missing = missingTasks(code, tree);
  const type = TYPE.exec(code)?.[1] ?? CONSTANT.exec(code)?.[0];
  if (type !== undefined && !tree.words.has(type)) missing.push(type);
  // A placeholder may have several words.
  const words = code.replaceAll(/<[^<>]*>/g, (name) => name.replaceAll(" ", "-")).split(" ");
  for (const word of words) {
    if (!pathLeads(word.replace(/^\.\//, ""), bases, tree)) missing.push(word);
  }
  return missing;
}

function missingTasks(command: string, { tasks }: Tree): string[] {
  return [...command.matchAll(/\bdeno(?:@\d+)? task ([a-z][\w:]*)/g)]
    .filter(([, task = ""]) => !tasks.has(task))
    .map(([, task]) => `deno task ${task}`);
}

/** Folders that a row of a table names: what stands beside them may lie in them. */
function foldersInRow(line: string, { paths }: Tree): string[] {
  if (!line.startsWith("|")) return [];
  return [...line.matchAll(/`([\w./-]+)\/`/g)]
    .flatMap(([, folder = ""]) => paths.has(folder) ? [folder] : []);
}

/** Whether a word is no path, or one that is there, from the root or another folder. */
function pathLeads(word: string, bases: readonly string[], tree: Tree): boolean {
  if (!PATH.test(word) || word.startsWith("/") || word.includes("...")) return true;
  if (tree.generated.some((folder) => word === folder || word.startsWith(`${folder}/`))) {
    return true;
  }
  const alternatives = expand(word.replace(/\/$/, ""));
  const isBelow = (name: string) => bases.some((base) => isThere(join(base, name), tree));
  if (!word.includes("/")) {
    return !KNOWN.test(word) || alternatives.every((name) => isThere(`**/${name}`, tree));
  }
  const [first = ""] = word.split("/");
  if (!isBelow(first) && !word.endsWith("/") && !KNOWN.test(word)) return true;
  return alternatives.every(isBelow);
}

/** `a/{b,c}` is two. */
function expand(pattern: string): string[] {
  const [all, before = "", choices = "", after = ""] = /^(.*?)\{([^{}]*)\}(.*)$/.exec(pattern) ??
    [];
  if (all === undefined) return [pattern];
  return choices.split(",").flatMap((choice) => expand(`${before}${choice}${after}`));
}

function isThere(pattern: string, { paths }: Tree): boolean {
  if (paths.has(normalize(pattern))) return true;
  if (!/[*<]/.test(pattern)) return false;
  const source = pattern
    .replaceAll(/[.+?^$()|[\]\\]/g, "\\$&")
    .replaceAll(/\*\*\/|\*|<[^<>]*>/g, (mark) => mark === "**/" ? "(?:.*/)?" : "[^/]+");
  const expression = new RegExp(`^${source}$`);
  return [...paths].some((path) => expression.test(path));
}

/** Whether a link leads somewhere; links to other sites are taken on trust. */
function linkLeads(link: string, document: string, tree: Tree): boolean {
  if (/^[a-z]+:/.test(link)) return true;
  const [target = "", anchor] = link.split("#");
  const path = target === "" ? document : normalize(join(dirname(document), target));
  if (!tree.paths.has(path.replace(/\/$/, ""))) return false;
  return anchor === undefined || (tree.anchors.get(path)?.has(anchor) ?? false);
}
