import type { Language } from "../i18n/language.ts";
import { formatMs } from "./screen_numbers.ts";

/** Props of {@linkcode Latency}. */
export interface LatencyProps {
  readonly delayMs: number | undefined;
  readonly language: Language;
  /** Words around the number. */
  readonly sentence?: ((delay: string) => string) | undefined;
}

/** How far a viewer is behind the presenter; nothing while that isn't known. */
export function Latency({ delayMs, language, sentence }: LatencyProps) {
  if (delayMs === undefined) return null;
  const delay = formatMs(language, delayMs);
  return (
    <span class="latency" data-part="latency" data-ms={Math.max(0, Math.round(delayMs))}>
      {sentence?.(delay) ?? delay}
    </span>
  );
}
