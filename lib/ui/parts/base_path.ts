import { createContext } from "preact";

/** The path that the site is served below: nothing, or `/one` or more parts. For links to other pages. */
export const BasePath = createContext("");
