/**
 * What catalogues are made of. The English one says by its own shape what there is to say; `Wording`
 * of it is what every language has to say.
 * @module
 */
import type { FailureReason } from "../../protocol/failure.ts";

/** A phrase for every plural category its language has; `{count}` stands for the number. */
export type PluralForms =
  & { readonly other: string }
  & { readonly [Category in Intl.LDMLPluralRule]?: string };

/** A heading and the sentence under it. */
export interface Heading {
  readonly title: string;
  readonly lead: string;
}

/** A failure in words: its name, what happened, and what helps. */
export interface FailureText extends Heading {
  readonly next: string;
  /** Ways to help, where there are several. */
  readonly tips?: readonly string[];
  /** What trying again is called, where it means something more precise. */
  readonly retry?: string;
}

/** A failure as seen where it happened, and from the other side where that reads differently. */
export interface FailureTexts extends FailureText {
  readonly there?: FailureText;
}

/** Every failure in words. */
export type FailureTable = Readonly<Record<FailureReason, FailureTexts>>;

/** The same keys in any language: no more, and none left out. */
export type Wording<English> = English extends string ? string
  : English extends FailureTable ? FailureTable
  : English extends PluralForms ? PluralForms
  : { readonly [Key in keyof English]: Wording<English[Key]> };
