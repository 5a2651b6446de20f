import type { ReadonlySignal } from "@preact/signals";
import type { Localized, ScreenCatalogue } from "../i18n/catalogue.ts";
import type { SendingFacts } from "../facts/screen_facts.ts";
import { formatBitRate, formatFrameRate, formatSize } from "../parts/screen_numbers.ts";

/** Props of {@linkcode SendingLine}. */
export interface SendingLineProps extends Localized<ScreenCatalogue> {
  readonly sending: ReadonlySignal<SendingFacts | undefined>;
}

/** What leaves this device just now: size, frames, codec, bit rate. Its own subscriber, once a second. */
export function SendingLine({ sending, text: { common }, language }: SendingLineProps) {
  const facts = sending.value;
  if (facts === undefined) return null;
  return (
    <p class="sending" data-part="sending">
      <span>{formatSize(common, facts)}</span>
      <span>{formatFrameRate(language, common, facts.framesPerSecond)}</span>
      {facts.codec !== undefined && <span>{facts.codec}</span>}
      <span>{formatBitRate(language, facts.bitsPerSecond)}</span>
    </p>
  );
}
