import { Head } from "fresh/runtime";

/** Props of {@linkcode PageHead}. */
export interface PageHeadProps {
  readonly title: string;
  readonly description: string;
  /** What a link preview shows instead of the page's title. */
  readonly previewTitle?: string | undefined;
  /** The page's own URL; only its origin is used, never the session's id. */
  readonly url: URL;
  /** The path that the site is served below. */
  readonly basePath: string;
  /** Keeps search engines away. */
  readonly unlisted?: boolean | undefined;
}

/** What a page says about itself to tabs, search engines and link previews. */
export function PageHead(
  { title, description, previewTitle, url, basePath, unlisted }: PageHeadProps,
) {
  return (
    <Head>
      <title>{title}</title>
      <meta name="description" content={description} />
      {unlisted && <meta name="robots" content="noindex" />}
      <meta property="og:type" content="website" />
      <meta property="og:site_name" content="FileFrag" />
      <meta property="og:title" content={previewTitle ?? title} />
      <meta property="og:description" content={description} />
      <meta property="og:image" content={new URL(`${basePath}/icon-512.png`, url).href} />
      <meta name="twitter:card" content="summary" />
    </Head>
  );
}
