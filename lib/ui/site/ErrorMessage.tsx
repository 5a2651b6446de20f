import { useContext } from "preact/hooks";
import { BasePath } from "../parts/base_path.ts";
import type { Heading } from "../i18n/catalogue.ts";

/** Props of {@linkcode ErrorMessage}. */
export interface ErrorMessageProps {
  readonly status: number;
  readonly message: Heading;
  readonly home: string;
}

/** An error page's content, with a way on. */
export function ErrorMessage({ status, message, home }: ErrorMessageProps) {
  const basePath = useContext(BasePath);
  return (
    <div class="message">
      <p class="message-status">{status}</p>
      <h1>{message.title}</h1>
      <p class="lead">{message.lead}</p>
      <a class="button" href={`${basePath}/`}>{home}</a>
    </div>
  );
}
