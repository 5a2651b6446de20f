import type { ReadonlySignal } from "@preact/signals";
import type { Catalogue, Localized } from "../i18n/catalogue.ts";
import { fill } from "../i18n/fill.ts";
import { isPresent, type Recipient } from "./recipients.ts";
import type { Progress } from "../facts/transfer_facts.ts";
import { explain } from "../parts/FailureNotice.tsx";
import { PathBadge } from "../parts/PathBadge.tsx";
import { pauseWords } from "../parts/pause_words.ts";
import { PauseButton } from "../parts/PauseControl.tsx";
import { ProgressBar } from "../parts/ProgressBar.tsx";
import type { SenderActions } from "./sender_actions.ts";
import { Action } from "../parts/Action.tsx";

/** Props of {@linkcode SenderRecipients}. */
export interface SenderRecipientsProps extends Localized {
  readonly recipients: readonly Recipient[];
  readonly progressOf: (number: number) => ReadonlySignal<Progress>;
  readonly totalBytes: number;
  readonly actions: Pick<SenderActions, "pause" | "resume" | "removeRecipient">;
}

/** Several recipients: how far each is, and what can be done about it. */
export function SenderRecipients(props: SenderRecipientsProps) {
  const { recipients, text, progressOf, ...rest } = props;
  if (recipients.length === 0) return null;
  return (
    <ul class="recipients" aria-label={text.sender.recipients.list}>
      {recipients.map((recipient) => (
        <Row
          key={recipient.number}
          recipient={recipient}
          progress={progressOf(recipient.number)}
          text={text}
          {...rest}
        />
      ))}
    </ul>
  );
}

interface RowProps extends Omit<SenderRecipientsProps, "recipients" | "progressOf"> {
  readonly recipient: Recipient;
  readonly progress: ReadonlySignal<Progress>;
}

function Row({ recipient, progress, totalBytes, text, language, actions }: RowProps) {
  const { number, kind } = recipient;
  const { recipients } = text.sender;
  const name = fill(recipients.recipient, { number });
  const isInterrupted = isPresent(recipient) && recipient.interrupted;
  return (
    <li
      class="recipient"
      data-part="peer"
      data-number={number}
      data-state={kind}
      data-failure={kind === "failed" ? recipient.failure.reason : undefined}
      data-interrupted={isInterrupted}
    >
      <p class="recipient-name">
        <span class="peer-dot" aria-hidden="true" />
        <b>{name}</b>
        {kind !== "failed" && <PathBadge path={recipient.path} text={text.common} />}
      </p>
      <p class="recipient-remark">{remarkOf(recipient, text)}</p>
      {kind === "transferring" && (
        <ProgressBar
          progress={progress}
          totalBytes={totalBytes}
          paused={recipient.pausedBy.size > 0}
          label={name}
          text={text}
          language={language}
        />
      )}
      {isPresent(recipient) && (
        <div class="actions">
          {kind === "transferring" && (
            <PauseButton
              paused={recipient.pausedBy.has("here")}
              text={text.common}
              of={name}
              pause={() => actions.pause(number)}
              resume={() => actions.resume(number)}
            />
          )}
          <Action name="remove-peer" of={name} run={() => actions.removeRecipient(number)}>
            {recipients.remove}
          </Action>
        </div>
      )}
    </li>
  );
}

/** What there is to know of a recipient besides its progress. */
function remarkOf(recipient: Recipient, text: Catalogue): string | undefined {
  const { recipients } = text.sender;
  switch (recipient.kind) {
    case "connected":
      return recipient.interrupted ? recipients.reconnecting : recipients.offered;
    case "transferring":
      if (recipient.interrupted) return recipients.reconnecting;
      return pauseWords(recipient.pausedBy, text.common);
    case "done":
      return recipients.done;
    case "failed": {
      const { reason, side } = recipient.failure;
      if (reason === "cancelled" && side === "here") return recipients.removed;
      return reason === "peer-left" ? recipients.left : explain(text, recipient.failure).title;
    }
  }
}
