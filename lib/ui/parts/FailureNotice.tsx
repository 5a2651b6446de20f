import type { ComponentChildren } from "preact";
import { formatBytes } from "./format.ts";
import type { Catalogue, CommonText, Localized } from "../i18n/catalogue.ts";
import type { FailureText } from "../i18n/wording.ts";
import { fill } from "../i18n/fill.ts";
import type { Language } from "../i18n/language.ts";
import { mayRetry } from "../facts/remedy.ts";
import type { Failure } from "../facts/transfer_facts.ts";
import { Action } from "./Action.tsx";

/** The texts of a page that can fail. */
export interface FailingPageText extends Pick<Catalogue, "failures"> {
  readonly common: Pick<CommonText, "retry" | "room" | "roomNeeded">;
}

/** A failure in words, as seen from this side. */
export function explain(text: Pick<Catalogue, "failures">, failure: Failure): FailureText {
  const here = text.failures[failure.reason];
  return failure.side === "there" ? here.there ?? here : here;
}

/** Props of {@linkcode FailureNotice}. */
export interface FailureNoticeProps extends Localized<FailingPageText> {
  readonly failure: Failure;
  readonly retry: () => void;
  /** Further ways on, and what can still be had. */
  readonly children?: ComponentChildren;
}

/** What to do after a failure. What happened is in the heading and lead beside it. */
export function FailureNotice(props: FailureNoticeProps) {
  const { failure, text, language, retry, children } = props;
  const { next, tips, retry: retryLabel = text.common.retry } = explain(text, failure);
  const room = roomText(failure, text.common, language);
  return (
    <div class="failure">
      {room !== undefined && <p class="failure-room">{room}</p>}
      <p class="failure-next">{next}</p>
      {tips !== undefined && (
        <ul class="failure-tips">
          {tips.map((tip) => <li key={tip}>{tip}</li>)}
        </ul>
      )}
      <div class="actions">
        {mayRetry(failure.reason) && (
          <Action name="retry" look="button" run={retry}>{retryLabel}</Action>
        )}
        {children}
      </div>
    </div>
  );
}

function roomText(
  failure: Failure,
  text: FailingPageText["common"],
  language: Language,
): string | undefined {
  const { neededBytes, freeBytes } = failure;
  if (neededBytes === undefined) return undefined;
  const needed = formatBytes(language, neededBytes);
  if (freeBytes === undefined) return fill(text.roomNeeded, { needed });
  return fill(text.room, { needed, free: formatBytes(language, freeBytes) });
}
