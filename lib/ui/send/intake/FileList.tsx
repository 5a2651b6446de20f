import { formatBytes } from "../../parts/format.ts";
import type { Localized } from "../../i18n/catalogue.ts";
import { fill, plural } from "../../i18n/fill.ts";
import { countFiles } from "./listed_items.ts";
import { type ListedFile, totalSize } from "../../facts/transfer_facts.ts";

// A transfer may have a hundred thousand files. This many rows stay quick to build on a phone, and
// nobody reads more of them; the rest is told by number.
const MAX_ROWS = 1000;

/** Props of {@linkcode FileList}. */
export interface FileListProps extends Localized {
  readonly files: readonly ListedFile[];
  /** Where files can still be taken out: what to call that (`{name}`), and doing it. */
  readonly remove?: { readonly label: string; readonly run: (index: number) => void } | undefined;
}

/** The files that are sent: names, sizes, their total, and what can be done with each. */
export function FileList(props: FileListProps) {
  const { files, text: { common }, language, remove } = props;
  const hidden = countFiles(files.slice(MAX_ROWS));
  const counted = plural(language, common.files, countFiles(files));
  return (
    <div class="files">
      {/* A region that scrolls must be reachable by keyboard. */}
      <ul class="file-rows" aria-label={counted} tabIndex={files.length > 6 ? 0 : undefined}>
        {files.slice(0, MAX_ROWS).map((file, index) => (
          <li
            key={index}
            data-part={file.files === undefined ? "file" : "tree"}
            data-name={file.name}
            data-size={file.size}
            data-files={file.files}
          >
            <span class="file-name">
              {file.files !== undefined && <FolderMark />}
              <bdi translate={false}>{file.name}</bdi>
              {file.files !== undefined && (
                <small class="file-count">{plural(language, common.files, file.files)}</small>
              )}
            </span>
            <span class="file-size">{formatBytes(language, file.size)}</span>
            {remove !== undefined && (
              <button
                type="button"
                class="button-icon"
                data-action="remove"
                aria-label={fill(remove.label, { name: file.name })}
                onClick={() => remove.run(index)}
              >
                <svg viewBox="0 0 16 16" aria-hidden="true">
                  <path d="m3.5 3.5 9 9m0-9-9 9" />
                </svg>
              </button>
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

function FolderMark() {
  return (
    <svg class="folder-mark" viewBox="0 0 16 16" aria-hidden="true">
      <path d="M1.75 3.5h4l1.5 2h7v7.25H1.75z" />
    </svg>
  );
}
