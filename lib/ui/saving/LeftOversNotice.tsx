import type { ReadonlySignal } from "@preact/signals";
import { formatBytes } from "../parts/format.ts";
import type { Localized } from "../i18n/catalogue.ts";
import { fill, plural } from "../i18n/fill.ts";
import type { LeftOvers } from "../facts/transfer_facts.ts";
import { Action } from "../parts/Action.tsx";

/** Props of {@linkcode LeftOversNotice}. */
export interface LeftOversNoticeProps extends Localized {
  readonly leftOvers: ReadonlySignal<LeftOvers | undefined>;
  readonly clear: () => void;
}

/** What unfinished transfers of before take, and the way to have that room back. */
export function LeftOversNotice(
  { leftOvers, clear, text: { receiver }, language }: LeftOversNoticeProps,
) {
  const left = leftOvers.value;
  if (!left) return null;
  const size = formatBytes(language, left.bytes);
  return (
    <div class="left-overs" data-part="left-overs" data-bytes={left.bytes}>
      {left.transfers === 0 ? <p class="hint" role="status">{receiver.leftOversCleared}</p> : (
        <>
          <p class="hint">{fill(plural(language, receiver.leftOvers, left.transfers), { size })}</p>
          <Action name="clear-leftovers" look="button-plain" run={clear}>
            {fill(receiver.clearLeftOvers, { size })}
          </Action>
        </>
      )}
    </div>
  );
}
