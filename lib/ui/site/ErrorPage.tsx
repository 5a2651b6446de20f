import type { SiteText } from "../i18n/catalogue.ts";
import { ErrorMessage } from "./ErrorMessage.tsx";
import { PageHead } from "./PageHead.tsx";

/** Props of {@linkcode ErrorPage}. */
export interface ErrorPageProps {
  /** The response's. */
  readonly status: number;
  readonly text: SiteText;
  readonly url: URL;
  /** The path that the site is served below. */
  readonly basePath: string;
}

/** Every error a reader can meet, in words and with a way on. */
export function ErrorPage({ status, text, url, basePath }: ErrorPageProps) {
  const message = text.errors[kindOf(status)];
  return (
    <>
      <PageHead
        title={`${message.title} – FileFrag`}
        description={text.description}
        url={url}
        basePath={basePath}
        unlisted
      />
      <ErrorMessage status={status} message={message} home={text.goHome} basePath={basePath} />
    </>
  );
}

function kindOf(status: number): keyof SiteText["errors"] {
  if (status === 404) return "notFound";
  return status < 500 ? "badRequest" : "internal";
}
