import type { Localized } from "../i18n/catalogue.ts";
import { plural } from "../i18n/fill.ts";
import type { OfferedFile } from "../facts/transfer_facts.ts";
import { MAX_LISTED_FILES } from "./offered_files.ts";

/** Props of {@linkcode ChangedNames}. */
export interface ChangedNamesProps extends Localized {
  readonly files: readonly OfferedFile[];
}

/** Which names of an offer aren't safe on every disk, and what they become; nothing where all are. */
export function ChangedNames({ files, text: { receiver }, language }: ChangedNamesProps) {
  const changed = files.filter(({ given }) => given !== undefined);
  if (changed.length === 0) return null;
  return (
    <details class="hint" data-part="changed-names" data-count={changed.length}>
      <summary>{plural(language, receiver.changedNames, changed.length)}</summary>
      <ul>
        {changed.slice(0, MAX_LISTED_FILES).map(({ name, given = "" }) => (
          <li key={name} translate={false}>
            <bdi>{visibleName(given)}</bdi> → <bdi>{name}</bdi>
          </li>
        ))}
      </ul>
    </details>
  );
}

/**
 * A name with what can't be seen in it written out: it may turn others around, or hide an extension.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(visibleName("photo\u202Egpj.exe"), "photo‹202E›gpj.exe");
 * assert.equal(visibleName("a b\n"), "a b‹A›");
 * ```
 */
export function visibleName(name: string): string {
  return name.replace(
    /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu,
    (unseen) => `‹${(unseen.codePointAt(0) ?? 0).toString(16).toUpperCase()}›`,
  );
}
