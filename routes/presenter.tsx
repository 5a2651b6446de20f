import { define } from "../define.ts";
import Presenter from "../islands/Presenter.tsx";
import { PageHead } from "../lib/ui/site/PageHead.tsx";
import { screenCatalogueFor, siteTextFor } from "../lib/ui/i18n/texts.ts";

/** The page from which a screen is shown. */
export default define.page(({ config: { basePath }, state: { language }, url }) => {
  const text = screenCatalogueFor(language);
  const { screenDescription } = siteTextFor(language);
  return (
    <>
      <PageHead
        title={text.presenter.pageTitle}
        description={screenDescription}
        url={url}
        basePath={basePath}
      />
      <Presenter basePath={basePath} text={text} language={language} />
    </>
  );
});
