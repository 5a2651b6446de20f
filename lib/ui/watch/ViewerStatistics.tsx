import type { ReadonlySignal, Signal } from "@preact/signals";
import type { Language } from "../i18n/language.ts";
import type { Localized, ScreenCatalogue, ViewerText } from "../i18n/catalogue.ts";
import type { ViewingFacts } from "../facts/screen_facts.ts";
import type { Path } from "../facts/transfer_facts.ts";
import {
  formatBitRate,
  formatFrameRate,
  formatMs,
  formatShare,
  formatSize,
} from "../parts/screen_numbers.ts";

/** Props of {@linkcode ViewerStatistics}. */
export interface ViewerStatisticsProps extends Localized<ScreenCatalogue> {
  readonly id: string;
  readonly facts: ReadonlySignal<ViewingFacts | undefined>;
  readonly path: Path | undefined;
  /** Whether keys of one character do anything. */
  readonly keysEnabled: Signal<boolean>;
}

/** Everything known about the picture, and what the keyboard does. */
export function ViewerStatistics(props: ViewerStatisticsProps) {
  const { id, facts, path, keysEnabled, text, language } = props;
  const { statistics } = text.viewer;
  return (
    <section class="watch-panel" id={id} data-part="statistics" aria-label={statistics.title}>
      <dl>
        {rowsOf(facts.value, path, text, language).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Keys enabled={keysEnabled} text={text.viewer} />
    </section>
  );
}

function rowsOf(
  facts: ViewingFacts | undefined,
  path: Path | undefined,
  { viewer: { statistics }, common }: ScreenCatalogue,
  language: Language,
): [name: string, value: string][] {
  const { unknown } = statistics;
  const ms = (value: number | undefined) =>
    value === undefined ? unknown : formatMs(language, value);
  const count = (value: number | undefined) =>
    value === undefined ? unknown : new Intl.NumberFormat(language).format(value);
  const known = facts !== undefined;
  return [
    [statistics.delay, ms(facts?.delayMs)],
    [statistics.picture, known ? formatSize(common, facts) : unknown],
    [
      statistics.frameRate,
      known ? formatFrameRate(language, common, facts.framesPerSecond) : unknown,
    ],
    [statistics.codec, facts?.codec ?? unknown],
    [statistics.bitRate, known ? formatBitRate(language, facts.bitsPerSecond) : unknown],
    [statistics.roundTrip, ms(facts?.roundTripMs)],
    [statistics.buffer, ms(facts?.bufferMs)],
    [statistics.lost, known ? formatShare(language, facts.lostPercent) : unknown],
    [statistics.dropped, count(facts?.framesDropped)],
    [statistics.freezes, count(facts?.freezes)],
    [statistics.path, path === undefined ? unknown : common.path[path]],
  ];
}

interface KeysProps {
  readonly enabled: Signal<boolean>;
  readonly text: ViewerText;
}

function Keys({ enabled, text: { keys } }: KeysProps) {
  const rows = [
    ["F", keys.fullscreen],
    ["M", keys.sound],
    ["P", keys.pictureInPicture],
    ["1", keys.original],
    ["+ − 0", keys.zoom],
  ] as const;
  return (
    <div class="watch-keys">
      <label>
        <input
          type="checkbox"
          data-action="keys"
          checked={enabled.value}
          onChange={({ currentTarget }) => enabled.value = currentTarget.checked}
        />
        {keys.enabled}
      </label>
      <dl>
        {rows.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
