import type { Catalogue } from "../i18n/catalogue.ts";
import { isPresent, type Receiver, servedOf } from "./recipients.ts";
import { PathBadge } from "../parts/PathBadge.tsx";

/** Props of {@linkcode Peers}. */
export interface PeersProps {
  readonly receivers: readonly Receiver[];
  readonly places: number;
  readonly text: Catalogue;
}

/** Who is on the other end. Several have rows of their own (`SenderReceivers.tsx`). */
export function Peers({ receivers, places, text }: PeersProps) {
  const present = receivers.filter(isPresent);
  const [first] = present;
  const taken = present.length + servedOf(receivers).length;
  return (
    <div class="peers">
      <p>
        {text.sender.peers}: <b data-part="peer-count">{present.length}</b>
      </p>
      {places === 1 && first && (
        <ul>
          <li data-part="peer" data-state={first.kind}>
            <span class="peer-dot" aria-hidden="true" />
            {text.sender.peer} <PathBadge path={first.path} text={text.common} />
          </li>
        </ul>
      )}
      {places > 1 && taken >= places && <p class="hint">{text.sender.receivers.full}</p>}
    </div>
  );
}
