import type { ComponentChildren } from "preact";

/** Props of {@linkcode Action}. */
export interface ActionProps {
  /** What it is called in the page contract. */
  readonly name: string;
  readonly run: () => void;
  /** A quiet one where left out. */
  readonly look?:
    | "button"
    | "button button-wide"
    | "button-quiet"
    | "button-plain"
    | "button-small";
  /** Whose it is, where several are alike: for those who don't see what it stands beside. */
  readonly of?: string | undefined;
  readonly children: ComponentChildren;
}

/** A button by which a page is asked for something. */
export function Action({ name, run, look = "button-quiet", of, children }: ActionProps) {
  return (
    <button type="button" class={look} data-action={name} onClick={() => run()}>
      {children}
      {of !== undefined && <span class="visually-hidden">, {of}</span>}
    </button>
  );
}
