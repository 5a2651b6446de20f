import { type ReadonlySignal, useSignal } from "@preact/signals";
import type { ComponentChildren, RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";
import type { Heading } from "../i18n/wording.ts";
import type { Language } from "../i18n/language.ts";
import { LanguageSwitch } from "./LanguageSwitch.tsx";
import { keepOwnText } from "./translated_text.ts";
import { useFocusKeeper } from "./use_focus_keeper.ts";

/** Props of {@linkcode Stage}. */
export interface StageProps {
  readonly island: "sender" | "receiver" | "presenter" | "viewer";
  readonly state: string;
  /** What is wrong: a failure's reason, or another short code. */
  readonly reason?: string | undefined;
  readonly heading: Heading;
  /** Said by screen readers whenever it changes. */
  readonly announcement: ReadonlySignal<string>;
  readonly language: Language;
  /** The label of the language switch, in states where a reload costs the reader nothing. */
  readonly switchLanguage: string | undefined;
  /** Under the lead, beside the card on a wide screen. */
  readonly aside?: ComponentChildren;
  /** What fills the window behind the words, where there is a picture. */
  readonly picture?: ComponentChildren;
  /** The picture fills the page, without a card beside it: with the words in front, or out of sight. */
  readonly theatre?: "words" | "picture" | undefined;
  readonly root?: RefObject<HTMLDivElement> | undefined;
  readonly children?: ComponentChildren;
}

/**
 * The root of an island: on one side what is going on, on the other what to do. It stays the same
 * element in every state, so that the live region and the focus survive.
 */
export function Stage(props: StageProps) {
  const { heading, onFocusIn } = useFocusKeeper();
  const isLive = useSignal(false);
  // Before anybody else gets to see what was hydrated.
  useLayoutEffect(() => {
    isLive.value = true;
    return keepOwnText(document.body);
  }, []);
  return (
    <div
      class="stage"
      data-island={props.island}
      data-state={props.state}
      data-reason={props.reason}
      data-theatre={props.theatre}
      data-live={isLive.value || undefined}
      ref={props.root ?? null}
      onFocusIn={onFocusIn}
    >
      {props.picture}
      <div class="stage-say">
        <h1 tabIndex={-1} ref={heading}>{props.heading.title}</h1>
        <p class="lead">{props.heading.lead}</p>
        {props.aside}
      </div>
      {props.theatre === undefined && <div class="card">{props.children}</div>}
      <p class="visually-hidden" role="status" aria-live="polite">
        {props.announcement}
      </p>
      {props.switchLanguage !== undefined && (
        <LanguageSwitch
          language={props.language}
          label={props.switchLanguage}
        />
      )}
    </div>
  );
}
