import type { ReadonlySignal } from "@preact/signals";
import type { Catalogue } from "../i18n/catalogue.ts";
import { fill } from "../i18n/fill.ts";
import type { Language } from "../i18n/language.ts";
import { isPresent, type Receiver } from "./recipients.ts";
import type { Progress } from "../facts/transfer_facts.ts";
import { explain } from "../parts/FailureNotice.tsx";
import { PathBadge } from "../parts/PathBadge.tsx";
import { PauseButton, pauseWords } from "../parts/PauseControl.tsx";
import { ProgressBar } from "../parts/ProgressBar.tsx";
import type { SenderActions } from "./SenderView.tsx";

/** Props of {@linkcode SenderReceivers}. */
export interface SenderReceiversProps {
  readonly receivers: readonly Receiver[];
  readonly progressOf: (number: number) => ReadonlySignal<Progress>;
  readonly totalBytes: number;
  readonly text: Catalogue;
  readonly language: Language;
  readonly actions: Pick<SenderActions, "pause" | "resume" | "removeReceiver">;
}

/** Several receivers: how far each is, and what can be done about it. */
export function SenderReceivers(props: SenderReceiversProps) {
  const { receivers, text, progressOf, ...rest } = props;
  if (receivers.length === 0) return null;
  return (
    <ul class="receivers" aria-label={text.sender.receivers.list}>
      {receivers.map((receiver) => (
        <Row
          key={receiver.number}
          receiver={receiver}
          progress={progressOf(receiver.number)}
          text={text}
          {...rest}
        />
      ))}
    </ul>
  );
}

interface RowProps extends Omit<SenderReceiversProps, "receivers" | "progressOf"> {
  readonly receiver: Receiver;
  readonly progress: ReadonlySignal<Progress>;
}

function Row({ receiver, progress, totalBytes, text, language, actions }: RowProps) {
  const { number, kind } = receiver;
  const { receivers } = text.sender;
  const name = fill(receivers.receiver, { number });
  const isInterrupted = isPresent(receiver) && receiver.interrupted;
  return (
    <li
      class="receiver"
      data-part="peer"
      data-number={number}
      data-state={kind}
      data-failure={kind === "failed" ? receiver.failure.reason : undefined}
      data-interrupted={isInterrupted}
    >
      <p class="receiver-name">
        <span class="peer-dot" aria-hidden="true" />
        <b>{name}</b>
        {kind !== "failed" && <PathBadge path={receiver.path} text={text.common} />}
      </p>
      <p class="receiver-remark">{remarkOf(receiver, text)}</p>
      {kind === "transferring" && (
        <ProgressBar
          progress={progress}
          totalBytes={totalBytes}
          paused={receiver.pausedBy.size > 0}
          text={{ ...text.common, progress: name }}
          language={language}
        />
      )}
      {isPresent(receiver) && (
        <div class="actions">
          {kind === "transferring" && (
            <PauseButton
              pausedBy={receiver.pausedBy}
              text={text.common}
              of={name}
              pause={() => actions.pause(number)}
              resume={() => actions.resume(number)}
            />
          )}
          <button
            type="button"
            class="button-quiet"
            data-action="remove-peer"
            onClick={() => actions.removeReceiver(number)}
          >
            {receivers.remove}
            <span class="visually-hidden">, {name}</span>
          </button>
        </div>
      )}
    </li>
  );
}

/** What there is to know of a receiver besides its progress. */
function remarkOf(receiver: Receiver, text: Catalogue): string | undefined {
  const { receivers } = text.sender;
  switch (receiver.kind) {
    case "connected":
      return receiver.interrupted ? receivers.reconnecting : receivers.offered;
    case "transferring":
      if (receiver.interrupted) return receivers.reconnecting;
      return pauseWords(receiver.pausedBy, text.common);
    case "done":
      return receivers.done;
    case "failed": {
      const { reason, side } = receiver.failure;
      if (reason === "cancelled" && side === "here") return receivers.removed;
      return reason === "peer-left" ? receivers.left : explain(text, receiver.failure).title;
    }
  }
}
