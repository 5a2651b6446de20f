import type { ReadonlySignal } from "@preact/signals";
import { formatBytes } from "../../parts/format.ts";
import type { ReceiverText } from "../../i18n/catalogue.ts";
import { fill, plural } from "../../i18n/fill.ts";
import type { Language } from "../../i18n/language.ts";
import type { LeftOvers } from "../../facts/transfer_facts.ts";
import { Action } from "../../parts/Action.tsx";

/** Props of {@linkcode LeftOversNotice}. */
export interface LeftOversNoticeProps {
  readonly leftOvers: ReadonlySignal<LeftOvers | undefined>;
  readonly clear: () => void;
  readonly text: ReceiverText;
  readonly language: Language;
}

/** What unfinished transfers of before take, and the way to have that room back. */
export function LeftOversNotice({ leftOvers, clear, text, language }: LeftOversNoticeProps) {
  const left = leftOvers.value;
  if (!left) return null;
  const size = formatBytes(language, left.bytes);
  return (
    <div class="left-overs" data-part="left-overs" data-bytes={left.bytes}>
      {left.transfers === 0 ? <p class="hint" role="status">{text.leftOversCleared}</p> : (
        <>
          <p class="hint">{fill(plural(language, text.leftOvers, left.transfers), { size })}</p>
          <Action name="clear-leftovers" look="button-plain" run={clear}>
            {fill(text.clearLeftOvers, { size })}
          </Action>
        </>
      )}
    </div>
  );
}
