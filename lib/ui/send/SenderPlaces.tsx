import { useId } from "preact/hooks";
import { MAX_RECEIVERS } from "../../protocol/limits.ts";
import type { ReceiversText } from "../i18n/catalogue.ts";

/** Fewer choices than numbers: nobody minds a place that stays empty. */
const CHOICES = [1, 2, 5, MAX_RECEIVERS];

/** Props of {@linkcode SenderPlaces}. */
export interface SenderPlacesProps {
  readonly places: number;
  readonly text: ReceiversText;
  readonly choose: (count: number) => void;
}

/** How many may receive what is shared next. */
export function SenderPlaces({ places, text, choose }: SenderPlacesProps) {
  const id = useId();
  return (
    <fieldset class="places" data-part="places" aria-describedby={`${id}-hint`}>
      <legend>{text.places}</legend>
      {CHOICES.map((count) => (
        <label key={count} class="option">
          <input
            type="radio"
            name={id}
            value={count}
            checked={places === count}
            onChange={() => choose(count)}
          />
          <b>{count}</b>
        </label>
      ))}
      <p class="hint" id={`${id}-hint`}>{places === 1 ? text.oneHint : text.severalHint}</p>
    </fieldset>
  );
}
