/** The browsers that end-to-end tests drive. */
export type BrowserName = "chromium" | "firefox";
