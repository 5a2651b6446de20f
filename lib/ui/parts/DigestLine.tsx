import type { CommonText } from "../i18n/catalogue.ts";

/** Props of {@linkcode DigestLine}. */
export interface DigestProps {
  readonly digest: string;
  readonly text: CommonText;
}

/** The digest over everything that was transferred, the same text on both screens. */
export function DigestLine({ digest, text }: DigestProps) {
  return (
    <div class="digest">
      <p class="digest-label">{text.digest}</p>
      <p class="digest-value" dir="ltr" translate={false} data-part="digest">
        {digest}
      </p>
      <p class="hint">{text.digestHint}</p>
    </div>
  );
}
