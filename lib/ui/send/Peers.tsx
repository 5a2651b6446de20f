import type { Catalogue } from "../i18n/catalogue.ts";
import { isPresent, type Recipient, servedOf } from "./recipients.ts";
import { PathBadge } from "../parts/PathBadge.tsx";

/** Props of {@linkcode Peers}. */
export interface PeersProps {
  readonly recipients: readonly Recipient[];
  readonly seats: number;
  readonly text: Catalogue;
}

/** Who is on the other end. Several have rows of their own (`SenderRecipients.tsx`). */
export function Peers({ recipients, seats, text }: PeersProps) {
  const present = recipients.filter(isPresent);
  const [first] = present;
  const taken = present.length + servedOf(recipients).length;
  return (
    <div class="peers">
      <p>
        {text.sender.peers}: <b data-part="peer-count">{present.length}</b>
      </p>
      {seats === 1 && first && (
        <ul>
          <li data-part="peer" data-state={first.kind}>
            <span class="peer-dot" aria-hidden="true" />
            {text.sender.peer} <PathBadge path={first.path} text={text.common} />
          </li>
        </ul>
      )}
      {seats > 1 && taken >= seats && <p class="hint">{text.sender.recipients.full}</p>}
    </div>
  );
}
