import { useId } from "preact/hooks";
import {
  CODEC_CHOICES,
  FRAME_RATES,
  SCREEN_CONTENTS,
  type ScreenQuality,
} from "../../screen/screen_quality.ts";
import type { PresenterText } from "../i18n/catalogue.ts";

/** Props of {@linkcode QualityChoice}. */
export interface QualityChoiceProps {
  readonly quality: ScreenQuality;
  readonly text: PresenterText["quality"];
  readonly choose: (quality: ScreenQuality) => void;
}

/** What is shown, how often and in which codec; takes effect at once, while live as well. */
export function QualityChoice({ quality, text, choose }: QualityChoiceProps) {
  const id = useId();
  return (
    <div class="quality">
      <fieldset class="quality-content" data-part="quality-content">
        <legend>{text.content}</legend>
        {SCREEN_CONTENTS.map((content) => (
          <label key={content} class="option">
            <input
              type="radio"
              name={`${id}-content`}
              value={content}
              checked={quality.content === content}
              onChange={() => choose({ ...quality, content })}
            />
            <span>
              <b>{text.contents[content].name}</b>
              <small>{text.contents[content].hint}</small>
            </span>
          </label>
        ))}
      </fieldset>
      <fieldset class="quality-rates" data-part="quality-frame-rate">
        <legend>{text.frameRate}</legend>
        {FRAME_RATES.map((frameRate) => (
          <label key={frameRate} class="option">
            <input
              type="radio"
              name={`${id}-frame-rate`}
              value={frameRate}
              checked={quality.frameRate === frameRate}
              onChange={() => choose({ ...quality, frameRate })}
            />
            <span>
              <b>{frameRate}</b>
            </span>
          </label>
        ))}
      </fieldset>
      <label class="quality-codec">
        <span>{text.codec}</span>
        <select
          data-part="quality-codec"
          value={quality.codec}
          onChange={({ currentTarget }) => {
            const codec = CODEC_CHOICES.find((choice) => choice === currentTarget.value);
            if (codec !== undefined) choose({ ...quality, codec });
          }}
        >
          {CODEC_CHOICES.map((codec) => (
            <option key={codec} value={codec}>
              {text.codecs[codec]}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
