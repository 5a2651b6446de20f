import type { CommonText } from "../i18n/catalogue.ts";
import type { Path } from "../facts/transfer_facts.ts";

/** Props of {@linkcode PathBadge}. */
export interface PathBadgeProps {
  readonly path: Path | undefined;
  readonly text: Pick<CommonText, "path">;
}

/** Which way the bytes go; nothing while that isn't known. */
export function PathBadge({ path, text }: PathBadgeProps) {
  if (path === undefined) return null;
  return (
    <span class="badge" data-part="path" data-path={path}>
      {text.path[path]}
    </span>
  );
}
