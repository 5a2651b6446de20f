import { label } from "./label.ts";

export const laterLabel = `later ${label}`;
