import type { Catalogue } from "../i18n/catalogue.ts";
import type { Path } from "../transfer_facts.ts";
import { PathBadge } from "./PathBadge.tsx";

/** Props of {@linkcode Peers}. */
export interface PeersProps {
  readonly connected: boolean;
  readonly path: Path | undefined;
  readonly text: Catalogue;
}

/** Who is on the other end. */
export function Peers({ connected, path, text }: PeersProps) {
  return (
    <div class="peers">
      <p>
        {text.sender.peers}: <b data-part="peer-count">{connected ? 1 : 0}</b>
      </p>
      {connected && (
        <ul>
          <li data-part="peer">
            <span class="peer-dot" aria-hidden="true" />
            {text.sender.peer} <PathBadge path={path} text={text.common} />
          </li>
        </ul>
      )}
    </div>
  );
}
