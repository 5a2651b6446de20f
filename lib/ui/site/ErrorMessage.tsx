import type { Heading } from "../i18n/wording.ts";

/** Props of {@linkcode ErrorMessage}. */
export interface ErrorMessageProps {
  readonly status: number;
  readonly message: Heading;
  readonly home: string;
  /** The path that the site is served below. */
  readonly basePath: string;
}

/** An error page's content, with a way on. */
export function ErrorMessage({ status, message, home, basePath }: ErrorMessageProps) {
  return (
    <div class="message">
      <p class="message-status">{status}</p>
      <h1>{message.title}</h1>
      <p class="lead">{message.lead}</p>
      <a class="button" href={`${basePath}/`}>{home}</a>
    </div>
  );
}
