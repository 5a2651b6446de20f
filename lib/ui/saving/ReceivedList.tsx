import { formatBytes } from "../parts/format.ts";
import type { Catalogue, Localized } from "../i18n/catalogue.ts";
import { fill, plural } from "../i18n/fill.ts";
import type { Language } from "../i18n/language.ts";
import { bareName, isFolderName, MAX_LISTED_FILES } from "./offered_files.ts";
import { type SavedFile, totalSize } from "../facts/transfer_facts.ts";
import { ReceivedText } from "./ReceivedText.tsx";

/** Props of {@linkcode ReceivedList}. */
export interface ReceivedListProps extends Localized {
  /** Those that are whole with their link, where they have one. */
  readonly files: readonly SavedFile[];
}

/** Offered or received files: safe paths, sizes, their total, and what can be had of each. */
export function ReceivedList({ files, text, language }: ReceivedListProps) {
  const { common, receiver } = text;
  const hidden = files.length - MAX_LISTED_FILES;
  const counted = countedThings(files, text, language);
  return (
    <div class="files">
      {/* A region that scrolls must be reachable by keyboard. */}
      <ul class="file-rows" aria-label={counted} tabIndex={files.length > 6 ? 0 : undefined}>
        {files.slice(0, MAX_LISTED_FILES).map((file) => (
          <li key={file.name} data-part="file" data-name={file.name} data-size={file.size}>
            <FileName name={file.name} />
            {!isFolderName(file.name) && (
              <span class="file-size">{formatBytes(language, file.size)}</span>
            )}
            {file.url !== undefined && (
              <a
                class="button-small"
                data-part="save"
                href={file.url}
                download={bareName(file.name)}
              >
                {receiver.save}
                <span class="visually-hidden">{file.name}</span>
              </a>
            )}
            {file.text !== undefined && (
              <ReceivedText name={file.name} content={file.text} text={receiver} />
            )}
          </li>
        ))}
        {hidden > 0 && <li>{plural(language, common.moreFiles, hidden)}</li>}
      </ul>
      {files.length > 1 && (
        <p class="files-total">
          {fill(common.filesTotal, {
            files: counted,
            size: formatBytes(language, totalSize(files)),
          })}
        </p>
      )}
    </div>
  );
}

/** The folders in front of a name are quieter than it; its end says what kind of file it is. */
function FileName({ name }: { readonly name: string }) {
  const own = name.slice(0, -1).lastIndexOf("/") + 1;
  return (
    <span class="file-name">
      <bdi translate={false}>
        {own > 0 && <span class="file-folders">{name.slice(0, own)}</span>}
        {name.slice(own)}
      </bdi>
    </span>
  );
}

/** "3 files, 2 folders"; only what there is. */
function countedThings(
  files: readonly SavedFile[],
  { common, receiver }: Catalogue,
  language: Language,
): string {
  const folders = new Set<string>();
  let fileCount = 0;
  for (const { name } of files) {
    if (!isFolderName(name)) fileCount++;
    for (let end = name.indexOf("/"); end >= 0; end = name.indexOf("/", end + 1)) {
      folders.add(name.slice(0, end));
    }
  }
  const counted = plural(language, common.files, fileCount);
  return folders.size === 0
    ? counted
    : `${counted}, ${plural(language, receiver.folders, folders.size)}`;
}
