import { define } from "../define.ts";
import Sender from "../islands/Sender.tsx";
import { About } from "../lib/ui/site/About.tsx";
import { PageHead } from "../lib/ui/site/PageHead.tsx";
import { catalogueFor, siteTextFor } from "../lib/ui/i18n/texts.ts";

/** The sender's page, and below the tool what it is. */
export default define.page(({ config: { basePath }, state: { language }, url }) => {
  const text = catalogueFor(language);
  const site = siteTextFor(language);
  return (
    <>
      <PageHead
        title={text.sender.pageTitle}
        description={site.description}
        url={url}
        basePath={basePath}
      />
      <Sender basePath={basePath} text={text} language={language} />
      <About text={site} />
    </>
  );
});
