import type { ComponentChildren } from "preact";
import type { Catalogue, CommonText } from "../i18n/catalogue.ts";
import type { FailureText } from "../i18n/wording.ts";
import { mayRetry } from "../facts/remedy.ts";
import type { Failure } from "../facts/transfer_facts.ts";
import { Action } from "./Action.tsx";

/** The texts of a page that can fail. */
export interface FailingPageText extends Pick<Catalogue, "failures"> {
  readonly common: Pick<CommonText, "retry">;
}

/** A failure in words, as seen from this side. */
export function explain(text: Pick<Catalogue, "failures">, failure: Failure): FailureText {
  const here = text.failures[failure.reason];
  return failure.side === "there" ? here.there ?? here : here;
}

/** Props of {@linkcode FailureNotice}. */
export interface FailureNoticeProps {
  readonly failure: Failure;
  readonly text: FailingPageText;
  readonly retry: () => void;
  /** What there is to know before what helps. */
  readonly remark?: ComponentChildren;
  /** Further ways on, and what can still be had. */
  readonly children?: ComponentChildren;
}

/** What to do after a failure. What happened is in the heading and lead beside it. */
export function FailureNotice({ failure, text, retry, remark, children }: FailureNoticeProps) {
  const { next, tips, retry: retryLabel = text.common.retry } = explain(text, failure);
  return (
    <div class="failure">
      {remark}
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
