import type { ComponentChildren } from "preact";

/** Props of {@linkcode Banner}. */
export interface BannerProps {
  readonly tone: "busy" | "warn";
  readonly children: ComponentChildren;
}

/** A remark that the reader should see but needn't act on. */
export function Banner({ tone, children }: BannerProps) {
  return (
    <p class="banner" data-tone={tone}>
      {tone === "busy" && <span class="pulse" aria-hidden="true" />}
      <span>{children}</span>
    </p>
  );
}
