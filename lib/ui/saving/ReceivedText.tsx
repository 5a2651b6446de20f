import { useSignal } from "@preact/signals";
import type { ReceiverText } from "../i18n/catalogue.ts";
import { Action } from "../parts/Action.tsx";

/** Characters of a text that are shown: a few lines, so that the reader knows it. */
const SHOWN_LENGTH = 280;

/** Props of {@linkcode ReceivedText}. */
export interface ReceivedTextProps {
  readonly name: string;
  readonly content: string;
  readonly text: ReceiverText;
}

/** The beginning of a received text, and all of it for the clipboard. */
export function ReceivedText({ name, content, text }: ReceivedTextProps) {
  const result = useSignal<boolean | undefined>(undefined);

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(content);
      result.value = true;
    } catch {
      result.value = false;
    }
  }

  const said = result.value === undefined
    ? ""
    : result.value
    ? text.textCopied
    : text.textNotCopied;
  return (
    <div class="file-text">
      <p class="file-excerpt" dir="auto" data-part="text">
        {content.length > SHOWN_LENGTH ? `${content.slice(0, SHOWN_LENGTH).trimEnd()}…` : content}
      </p>
      <Action name="copy-text" look="button-small" run={copy}>
        {said || text.copyText}
        <span class="visually-hidden">{name}</span>
      </Action>
      <span class="visually-hidden" role="status">{said}</span>
    </div>
  );
}
