import { createContext } from "preact";

/**
 * The path that the site is served below: nothing, or `/one` or more parts. For an island's links to other pages. What the
 * server renders gets it as a prop: a page is rendered before the document around it, whose contexts don't reach it.
 */
export const BasePath = createContext("");
