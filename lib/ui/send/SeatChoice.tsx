import { useId } from "preact/hooks";
import { MAX_RECIPIENTS } from "../../protocol/limits.ts";
import type { SenderText } from "../i18n/catalogue.ts";

/** Fewer choices than numbers: nobody minds a seat that stays empty. */
const CHOICES = [1, 2, 5, MAX_RECIPIENTS];

/** Props of {@linkcode SeatChoice}. */
export interface SeatChoiceProps {
  readonly seats: number;
  readonly text: SenderText["recipients"];
  readonly choose: (count: number) => void;
}

/** How many may receive what is shared next. */
export function SeatChoice({ seats, text, choose }: SeatChoiceProps) {
  const id = useId();
  return (
    <fieldset class="seats" data-part="seats" aria-describedby={`${id}-hint`}>
      <legend>{text.seats}</legend>
      {CHOICES.map((count) => (
        <label key={count} class="option">
          <input
            type="radio"
            name={id}
            value={count}
            checked={seats === count}
            onChange={() => choose(count)}
          />
          <b>{count}</b>
        </label>
      ))}
      <p class="hint" id={`${id}-hint`}>{seats === 1 ? text.oneHint : text.severalHint}</p>
    </fieldset>
  );
}
