/**
 * Longest text that is taken, bytes of UTF-8: a thick book. It is kept with the share for a reload,
 * which is no place for more; whoever has more has it in a file.
 */
export const MAX_TYPED_TEXT_BYTES = 1_000_000;
