import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { LinkText } from "../i18n/catalogue.ts";
import type { LinkActions } from "./share_link.ts";
import { QrCode } from "./QrCode.tsx";
import { Action } from "./Action.tsx";

/** How long "Copied" is shown: long enough to be read, short enough to confirm a second press. */
const CONFIRMATION_MS = 4000;

/** Props of {@linkcode LinkBox}. */
export interface LinkBoxProps {
  readonly link: string;
  readonly text: LinkText;
  readonly actions: LinkActions;
}

/** The link, with every way of handing it on: copy, the system's share sheet, QR code. */
export function LinkBox({ link, text, actions: { copyLink, shareLink } }: LinkBoxProps) {
  const result = useSignal<boolean | undefined>(undefined);
  const field = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>();
  useEffect(() => () => clearTimeout(timer.current), []);

  async function copy(): Promise<void> {
    const copied = await copyLink();
    clearTimeout(timer.current);
    result.value = copied;
    if (copied) {
      timer.current = setTimeout(() => result.value = undefined, CONFIRMATION_MS);
    } else {
      field.current?.select();
    }
  }

  return (
    <div class="link">
      <div class="link-words">
        <label class="link-field">
          <span>{text.link}</span>
          <input
            type="text"
            readOnly
            dir="ltr"
            spellcheck={false}
            data-part="link"
            value={link}
            ref={field}
            onFocus={(event) => event.currentTarget.select()}
          />
        </label>
        <div class="actions">
          <Action name="copy-link" look="button" run={copy}>
            {result.value === true ? text.copied : text.copy}
          </Action>
          {shareLink !== undefined && (
            <Action name="share-link" run={shareLink}>{text.shareSheet}</Action>
          )}
        </div>
        {/* The button shows that it worked; in words only where it didn't. */}
        <p class={result.value === false ? "link-failed" : "visually-hidden"} role="status">
          {result.value === undefined ? "" : result.value ? text.copied : text.copyByHand}
        </p>
      </div>
      <QrCode text={link} label={text.qr} />
    </div>
  );
}
